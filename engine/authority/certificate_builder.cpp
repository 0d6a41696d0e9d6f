#include "engine/authority/certificate_builder.h"

#include "engine/keys/plane_grant.h"

#include <openssl/rand.h>

#include <array>
#include <ctime>

namespace causeway::authority {

namespace {

constexpr long version3 = 2;

bool setTime(ASN1_TIME* field, WallTime time)
{
    return ASN1_TIME_set(field, std::chrono::system_clock::to_time_t(time)) != nullptr;
}

/// RFC 5280 §4.1.2.2: positive, at most 20 octets. 127 random bits need no record of those given out.
bool setRandomSerial(X509& certificate)
{
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        return false;
    bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7f) | 0x40); // Never zero, never negative.
    const keys::OpenSslPointer<BIGNUM> number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
    return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(&certificate));
}

bool setCommonName(X509_NAME& name, const std::string& text)
{
    return X509_NAME_add_entry_by_txt(&name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()), -1, 0) == 1;
}

bool addExtension(X509& certificate, X509V3_CTX& context, int nid, const char* value)
{
    const keys::OpenSslPointer<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    return extension && X509_add_ext(&certificate, extension.get(), -1) == 1;
}

/// RFC 5280 §4.2.1.6: critical where there is no subject. Added before the key identifiers need nothing of it.
bool addNames(X509& certificate, const CertificateContent& content)
{
    if (content.uris.empty() && content.hosts.empty())
        return true;
    const auto names = keys::generalNamesOf(content.uris, content.hosts);
    const int isCritical = content.commonName.empty() ? 1 : 0;
    return X509_add1_ext_i2d(&certificate, NID_subject_alt_name, names.get(), isCritical, X509V3_ADD_DEFAULT) == 1;
}

bool addGrant(X509& certificate, const std::string& content)
{
    if (content.empty())
        return true;
    const keys::OpenSslPointer<ASN1_UTF8STRING> text(ASN1_UTF8STRING_new());
    if (!text || ASN1_STRING_set(text.get(), content.data(), static_cast<int>(content.size())) != 1)
        return false;
    unsigned char* der = nullptr;
    const int size = i2d_ASN1_UTF8STRING(text.get(), &der);
    const keys::OpenSslPointer<ASN1_OCTET_STRING> value(ASN1_OCTET_STRING_new());
    const bool isFilled = size > 0 && value && ASN1_OCTET_STRING_set(value.get(), der, size) == 1;
    OPENSSL_free(der);
    const keys::OpenSslPointer<ASN1_OBJECT> identifier(OBJ_txt2obj(keys::planeGrantIdentifier, 1));
    if (!isFilled || !identifier)
        return false;
    const keys::OpenSslPointer<X509_EXTENSION> extension(
        X509_EXTENSION_create_by_OBJ(nullptr, identifier.get(), 0, value.get()));
    return extension && X509_add_ext(&certificate, extension.get(), -1) == 1;
}

bool addUsage(X509& certificate, X509V3_CTX& context, bool isAuthority)
{
    if (isAuthority)
        return addExtension(certificate, context, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
               addExtension(certificate, context, NID_key_usage, "critical,keyCertSign,cRLSign");
    return addExtension(certificate, context, NID_basic_constraints, "critical,CA:FALSE") &&
           addExtension(certificate, context, NID_key_usage, "critical,digitalSignature") &&
           addExtension(certificate, context, NID_ext_key_usage, "serverAuth,clientAuth");
}

bool fill(X509& certificate, const CertificateContent& content, EVP_PKEY& subjectKey, X509& issuer)
{
    X509_NAME* const subject = X509_get_subject_name(&certificate);
    if (!content.commonName.empty() && !setCommonName(*subject, content.commonName))
        return false;
    X509V3_CTX context;
    X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
    return X509_set_version(&certificate, version3) == 1 && setRandomSerial(certificate) &&
           X509_set_issuer_name(&certificate, X509_get_subject_name(&issuer)) == 1 &&
           setTime(X509_getm_notBefore(&certificate), content.notBefore) &&
           setTime(X509_getm_notAfter(&certificate), content.notAfter) &&
           X509_set_pubkey(&certificate, &subjectKey) == 1 && addUsage(certificate, context, content.isAuthority) &&
           addNames(certificate, content) && addGrant(certificate, content.planeGrant) &&
           addExtension(certificate, context, NID_subject_key_identifier, "hash") &&
           addExtension(certificate, context, NID_authority_key_identifier, "keyid:always");
}

} // namespace

Result<keys::OpenSslPointer<X509>> buildCertificate(const CertificateContent& content, EVP_PKEY& subjectKey,
                                                    EVP_PKEY& issuerKey, X509* issuer)
{
    keys::OpenSslPointer<X509> certificate(X509_new());
    const bool made = certificate && fill(*certificate, content, subjectKey, issuer ? *issuer : *certificate) &&
                      X509_sign(certificate.get(), &issuerKey, EVP_sha256()) > 0;
    if (!made)
        return failure(keys::openSslError(ErrorCode::Internal, "cannot make a certificate"));
    return certificate;
}

} // namespace causeway::authority
