#include "engine/keys/certificate.h"

#include "engine/base/assert.h"
#include "engine/keys/openssl.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <ctime>

namespace causeway::keys {

namespace {

constexpr std::size_t sizeLimit = 16 << 10;
constexpr std::size_t chainLimit = 8;

WallTime wallTimeOf(const ASN1_TIME* time)
{
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) {
        ERR_clear_error();
        return WallTime{}; // A malformed time counts as long past: TLS refuses the certificate anyway.
    }
    return std::chrono::system_clock::from_time_t(::timegm(&parts));
}

std::string subjectOf(const X509& certificate)
{
    const OpenSslPointer<BIO> memory(BIO_new(BIO_s_mem()));
    CAUSEWAY_ASSERT(memory);
    X509_NAME_print_ex(memory.get(), X509_get_subject_name(&certificate), 0, XN_FLAG_RFC2253);
    return contentOf(*memory);
}

} // namespace

void Certificate::Free::operator()(x509_st* certificate) const
{
    X509_free(certificate);
}

Result<std::vector<Certificate>> Certificate::chainFromPem(std::string_view pem)
{
    if (pem.size() > chainLimit * sizeLimit)
        return failure(ErrorCode::InvalidArgument, "a certificate chain is at most {} bytes", chainLimit * sizeLimit);
    const auto reader = readerOf(pem);
    std::vector<Certificate> chain;
    while (X509* const next = PEM_read_bio_X509(reader.get(), nullptr, refusePassphrase, nullptr)) {
        chain.push_back(Certificate(next));
        if (chain.size() > chainLimit)
            return failure(ErrorCode::InvalidArgument, "a certificate chain has at most {} certificates", chainLimit);
    }
    // The end of the text is reported as "no start line": any other reason is a damaged certificate.
    const bool atEnd = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    if (chain.empty() || !atEnd)
        return failure(openSslError(ErrorCode::InvalidArgument, "not a list of certificates in PEM"));
    ERR_clear_error();
    return chain;
}

Result<Certificate> Certificate::fromPem(std::string_view pem)
{
    ASSIGN_OR_RETURN(auto chain, chainFromPem(pem));
    if (chain.size() != 1)
        return failure(ErrorCode::InvalidArgument, "expected one certificate, found {}", chain.size());
    return std::move(chain.front());
}

Result<Certificate> Certificate::fromDer(std::string_view der)
{
    if (der.size() > sizeLimit)
        return failure(ErrorCode::InvalidArgument, "a certificate is at most {} bytes", sizeLimit);
    const auto* next = reinterpret_cast<const unsigned char*>(der.data());
    const unsigned char* const end = next + der.size();
    Certificate certificate(d2i_X509(nullptr, &next, static_cast<long>(der.size())));
    if (!certificate.m_certificate)
        return failure(openSslError(ErrorCode::InvalidArgument, "not a certificate in DER"));
    if (next != end)
        return failure(ErrorCode::InvalidArgument, "bytes follow the certificate");
    return certificate;
}

Certificate Certificate::ofRaw(x509_st& certificate)
{
    X509_up_ref(&certificate);
    return Certificate(&certificate);
}

std::string Certificate::pem() const
{
    const OpenSslPointer<BIO> memory(BIO_new(BIO_s_mem()));
    CAUSEWAY_ASSERT(memory && PEM_write_bio_X509(memory.get(), m_certificate.get()) == 1);
    return contentOf(*memory);
}

Digest Certificate::fingerprint() const
{
    Digest digest;
    CAUSEWAY_ASSERT(X509_digest(m_certificate.get(), EVP_sha256(), digest.bytes.data(), nullptr) == 1);
    return digest;
}

std::vector<std::string> Certificate::uriNames() const
{
    const OpenSslPointer<GENERAL_NAMES> names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(m_certificate.get(), NID_subject_alt_name, nullptr, nullptr)));
    return uriNamesOf(names.get());
}

WallTime Certificate::notBefore() const
{
    return wallTimeOf(X509_get0_notBefore(m_certificate.get()));
}

WallTime Certificate::notAfter() const
{
    return wallTimeOf(X509_get0_notAfter(m_certificate.get()));
}

std::string Certificate::serialNumber() const
{
    const OpenSslPointer<BIGNUM> number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(m_certificate.get()), nullptr));
    CAUSEWAY_ASSERT(number);
    char* const text = BN_bn2hex(number.get());
    CAUSEWAY_ASSERT(text);
    std::string serial(text);
    OPENSSL_free(text);
    return serial;
}

bool Certificate::isAuthority() const
{
    return X509_check_ca(m_certificate.get()) == 1;
}

bool Certificate::isSignedBy(const Certificate& issuer) const
{
    const bool isSigned = X509_verify(m_certificate.get(), X509_get0_pubkey(issuer.raw())) == 1;
    ERR_clear_error();
    return isSigned;
}

bool Certificate::belongsTo(const KeyPair& key) const
{
    const bool isSame = EVP_PKEY_eq(X509_get0_pubkey(m_certificate.get()), key.raw()) == 1;
    ERR_clear_error();
    return isSame;
}

std::string Certificate::description() const
{
    const std::vector<std::string> uris = uriNames();
    std::string text = uris.empty() ? subjectOf(*m_certificate) : fmt::format("{}", fmt::join(uris, ", "));
    // A stranger wrote this: it must not break the line of a log.
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return text;
}

} // namespace causeway::keys
