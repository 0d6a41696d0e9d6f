#include "engine/keys/self_signed.h"

#include "engine/keys/openssl.h"

#include <openssl/rand.h>

namespace causeway::keys {

namespace {

bool setSerial(X509& certificate)
{
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        return false;
    bytes[0] &= 0x7f; // RFC 5280 §4.1.2.2: positive.
    const OpenSslPointer<BIGNUM> number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
    return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(&certificate)) != nullptr;
}

bool setNames(X509& certificate, const std::vector<std::string>& hosts)
{
    X509_NAME* const subject = X509_get_subject_name(&certificate);
    const auto* const name = reinterpret_cast<const unsigned char*>(hosts.front().c_str());
    const auto alternatives = generalNamesOf({}, hosts);
    return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, name, -1, -1, 0) == 1 &&
           X509_set_issuer_name(&certificate, subject) == 1 && alternatives &&
           X509_add1_ext_i2d(&certificate, NID_subject_alt_name, alternatives.get(), 0, X509V3_ADD_DEFAULT) == 1;
}

} // namespace

Result<Certificate> selfSigned(const KeyPair& key, const std::vector<std::string>& hosts, std::chrono::hours life)
{
    const OpenSslPointer<X509> certificate(X509_new());
    constexpr long version3 = 2;
    const long seconds = std::chrono::seconds(life).count();
    const bool isMade = certificate && X509_set_version(certificate.get(), version3) == 1 && setSerial(*certificate) &&
                        X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -backdating.count()) &&
                        X509_gmtime_adj(X509_getm_notAfter(certificate.get()), seconds) &&
                        X509_set_pubkey(certificate.get(), key.raw()) == 1 && setNames(*certificate, hosts) &&
                        X509_sign(certificate.get(), key.raw(), EVP_sha256()) > 0;
    if (!isMade)
        return failure(openSslError(ErrorCode::Internal, "cannot make a certificate"));
    return Certificate::ofRaw(*certificate);
}

} // namespace causeway::keys
