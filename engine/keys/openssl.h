#pragma once

#include "engine/base/result.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

// For sources only: no header of ours shows OpenSSL to those who include it, this one and what lies beside it apart.

namespace causeway::keys {

/// Frees what OpenSSL allocated.
struct OpenSslFree
{
    void operator()(BIO* bio) const { BIO_free_all(bio); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(X509_REQ* request) const { X509_REQ_free(request); }
    void operator()(X509_NAME* name) const { X509_NAME_free(name); }
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
    void operator()(STACK_OF(X509_EXTENSION) * extensions) const
    {
        sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
    }
    void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
    void operator()(ASN1_STRING* string) const { ASN1_STRING_free(string); } // Integers and texts too.
    void operator()(ASN1_OBJECT* identifier) const { ASN1_OBJECT_free(identifier); }
    void operator()(BIGNUM* number) const { BN_free(number); }
};

template <typename Type>
using OpenSslPointer = std::unique_ptr<Type, OpenSslFree>;

/// "<what>: <the newest reason that OpenSSL gives>". Empties OpenSSL's queue of this thread.
Error openSslError(ErrorCode code, std::string_view what);

/// A reader over bytes that outlive it.
OpenSslPointer<BIO> readerOf(std::string_view bytes);
/// What was written to a memory BIO.
std::string contentOf(BIO& memory);

/// Never asks: a key with a passphrase cannot be read. The default would read from the terminal.
int refusePassphrase(char* buffer, int size, int writing, void* context);

/// InvalidArgument for a key of any other kind.
Result<> requireP256(const EVP_PKEY& key);

/// URI names among subject alternative names; the others are left out.
std::vector<std::string> uriNamesOf(const GENERAL_NAMES* names);
/// Subject alternative names of these URIs and hosts; a host is an IP literal or else a DNS name.
OpenSslPointer<GENERAL_NAMES> generalNamesOf(const std::vector<std::string>& uris,
                                             const std::vector<std::string>& hosts);

} // namespace causeway::keys
