#include "engine/proxy/own_certificates.h"

namespace causeway::proxy {

void OwnCertificates::add(keys::KeyPair key)
{
    const Digest digest = key.publicKeyDigest();
    m_keys.insert_or_assign(digest, std::move(key));
}

Result<OwnCertificates::ByName> OwnCertificates::read(const std::vector<snapshot::Certificate>& certificates) const
{
    ByName all;
    for (const snapshot::Certificate& certificate : certificates) {
        const auto before = m_before.find(certificate.name);
        if (before != m_before.end() && before->second == certificate) {
            all.emplace(certificate.name, m_used.at(certificate.name));
            continue;
        }
        auto credentials = readOne(certificate);
        if (!credentials)
            return failure(credentials.error().code, "certificate '{}': {}", certificate.name,
                           credentials.error().message);
        all.emplace(certificate.name, *std::move(credentials));
    }
    return all;
}

Result<std::shared_ptr<const OwnCredentials>> OwnCertificates::readOne(const snapshot::Certificate& certificate) const
{
    auto credentials = std::make_shared<OwnCredentials>();
    for (const snapshot::CertificateChain& chain : certificate.chains) {
        const auto key = m_keys.find(chain.key.publicKey);
        if (key == m_keys.end())
            return failure(ErrorCode::Unavailable, "the private key '{}' is not on this plane", chain.key.name);
        std::vector<keys::Certificate> read;
        for (const std::string& pem : chain.chainPem) {
            ASSIGN_OR_RETURN(auto one, keys::Certificate::fromPem(pem));
            read.push_back(std::move(one));
        }
        ASSIGN_OR_RETURN(auto made,
                         net::TlsCredentials::create(keys::KeyPair::ofRaw(*key->second.raw()), std::move(read)));
        credentials->push_back(std::move(made));
    }
    return credentials;
}

void OwnCertificates::use(const std::vector<snapshot::Certificate>& certificates, ByName read)
{
    std::unordered_map<Digest, keys::KeyPair> needed;
    m_before.clear();
    for (const snapshot::Certificate& certificate : certificates) {
        m_before.emplace(certificate.name, certificate);
        for (const snapshot::CertificateChain& chain : certificate.chains)
            if (auto key = m_keys.extract(chain.key.publicKey); !key.empty())
                needed.insert(std::move(key));
    }
    m_keys = std::move(needed);
    m_used = std::move(read);
}

} // namespace causeway::proxy
