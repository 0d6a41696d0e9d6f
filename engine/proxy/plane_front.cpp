#include "engine/proxy/plane_front.h"

#include "engine/base/digest.h"

#include <algorithm>
#include <cstring>

namespace causeway::proxy {

namespace {

net::TlsOptions::ClientCertificate demandOf(snapshot::FrontTls::ClientCertificate clients)
{
    using Ours = net::TlsOptions::ClientCertificate;
    switch (clients) {
    case snapshot::FrontTls::ClientCertificate::None:
        return Ours::None;
    case snapshot::FrontTls::ClientCertificate::Optional:
        return Ours::Optional;
    case snapshot::FrontTls::ClientCertificate::Required:
        break;
    }
    return Ours::Required;
}

net::TlsOptions optionsFor(const snapshot::FrontTls& tls, const PlaneFront::Parts& parts)
{
    net::TlsOptions options;
    options.lowest = tls.lowest == snapshot::TlsVersion::Tls12 ? net::TlsVersion::Tls12 : net::TlsVersion::Tls13;
    options.ciphers = tls.ciphers;
    options.clientCertificate = demandOf(tls.clients);
    options.tickets = parts.tickets;
    options.carriesTraffic = true;
    for (const snapshot::TrustBundle& bundle : parts.bundles)
        if (bundle.name == tls.trust)
            options.trustedRootsPem = bundle.rootsPem;
    return options;
}

std::uint64_t numberOf(const net::TlsOptions& options)
{
    FieldDigest digest;
    digest.add(static_cast<std::uint64_t>(options.clientCertificate));
    for (const std::string& root : options.trustedRootsPem)
        digest.add(root);
    std::uint64_t number = 0;
    std::memcpy(&number, digest.finish().bytes.data(), sizeof number);
    return number;
}

} // namespace

Result<std::shared_ptr<const PlaneFront>> PlaneFront::create(const snapshot::FrontTls& tls, const Parts& parts)
{
    auto front = std::make_shared<PlaneFront>();
    net::TlsOptions options = optionsFor(tls, parts);
    front->m_demands = numberOf(options);
    const auto contextsOf = [&](const std::string& certificate) -> Result<const Contexts*> {
        Contexts& contexts = front->m_contexts[certificate];
        if (contexts.requests)
            return &contexts;
        const OwnCredentials& credentials = *parts.certificates.at(certificate);
        options.credentials = credentials.front();
        options.otherCredentials.assign(credentials.begin() + 1, credentials.end());
        options.protocol = "http/1.1";
        ASSIGN_OR_RETURN(contexts.requests, net::TlsContext::createServer(options));
        options.protocol.clear();
        if (parts.carriesStreams) {
            ASSIGN_OR_RETURN(contexts.streams, net::TlsContext::createServer(options));
        }
        return &contexts;
    };
    ASSIGN_OR_RETURN(front->m_otherwise, contextsOf(tls.otherwise));
    for (const snapshot::ServedName& name : tls.names) {
        ASSIGN_OR_RETURN(front->m_names[name.name], contextsOf(name.certificate));
    }
    return front;
}

const PlaneFront::Contexts& PlaneFront::find(std::string_view serverName) const
{
    const Contexts* found = m_otherwise;
    m_names.visit(serverName, [&](const Contexts* contexts) {
        found = contexts;
        return true;
    });
    return *found;
}

} // namespace causeway::proxy
