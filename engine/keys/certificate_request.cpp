#include "engine/keys/certificate_request.h"

#include "engine/base/assert.h"
#include "engine/keys/openssl.h"

#include <openssl/err.h>
#include <openssl/pem.h>

namespace causeway::keys {

namespace {

constexpr std::size_t pemLimit = 16 << 10;
constexpr long version1 = 0; // RFC 2986 §4.1: the number of version 1 is 0.

/// Adds the names as one subjectAltName extension, which the issuer reads as a wish.
bool addUriNames(X509_REQ& request, const std::vector<std::string>& uriNames)
{
    const OpenSslPointer<GENERAL_NAMES> names = generalNamesOf(uriNames, {});
    const OpenSslPointer<STACK_OF(X509_EXTENSION)> extensions(sk_X509_EXTENSION_new_null());
    X509_EXTENSION* const extension = X509V3_EXT_i2d(NID_subject_alt_name, 1, names.get());
    if (!extension || sk_X509_EXTENSION_push(extensions.get(), extension) == 0)
        return false;
    return X509_REQ_add_extensions(&request, extensions.get()) == 1;
}

} // namespace

void CertificateRequest::Free::operator()(X509_req_st* request) const
{
    X509_REQ_free(request);
}

Result<CertificateRequest> CertificateRequest::create(const KeyPair& key, const std::vector<std::string>& uriNames)
{
    CertificateRequest request(X509_REQ_new());
    X509_REQ* const raw = request.m_request.get();
    const bool made = raw && X509_REQ_set_version(raw, version1) == 1 && X509_REQ_set_pubkey(raw, key.raw()) == 1 &&
                      addUriNames(*raw, uriNames) && X509_REQ_sign(raw, key.raw(), EVP_sha256()) > 0;
    if (!made)
        return failure(openSslError(ErrorCode::Internal, "cannot make a certificate request"));
    return request;
}

Result<CertificateRequest> CertificateRequest::fromPem(std::string_view pem)
{
    if (pem.size() > pemLimit)
        return failure(ErrorCode::InvalidArgument, "a certificate request is at most {} bytes", pemLimit);
    const auto reader = readerOf(pem);
    CertificateRequest request(PEM_read_bio_X509_REQ(reader.get(), nullptr, refusePassphrase, nullptr));
    if (!request.m_request)
        return failure(openSslError(ErrorCode::InvalidArgument, "not a certificate request in PEM"));
    EVP_PKEY* const key = X509_REQ_get0_pubkey(request.m_request.get());
    if (!key)
        return failure(openSslError(ErrorCode::InvalidArgument, "the certificate request has no usable key"));
    RETURN_IF_ERROR(requireP256(*key));
    if (X509_REQ_verify(request.m_request.get(), key) != 1)
        return failure(
            openSslError(ErrorCode::InvalidArgument, "the certificate request is not signed by its own key"));
    return request;
}

std::string CertificateRequest::pem() const
{
    const OpenSslPointer<BIO> memory(BIO_new(BIO_s_mem()));
    CAUSEWAY_ASSERT(memory && PEM_write_bio_X509_REQ(memory.get(), m_request.get()) == 1);
    return contentOf(*memory);
}

std::vector<std::string> CertificateRequest::uriNames() const
{
    const OpenSslPointer<STACK_OF(X509_EXTENSION)> extensions(X509_REQ_get_extensions(m_request.get()));
    if (!extensions)
        return {};
    const OpenSslPointer<GENERAL_NAMES> names(
        static_cast<GENERAL_NAMES*>(X509V3_get_d2i(extensions.get(), NID_subject_alt_name, nullptr, nullptr)));
    return uriNamesOf(names.get());
}

} // namespace causeway::keys
