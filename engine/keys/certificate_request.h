#pragma once

#include "engine/base/result.h"
#include "engine/keys/key_pair.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct X509_req_st; // OpenSSL's X509_REQ.

namespace causeway::keys {

/// A PKCS #10 request: a public key, proof that the asker holds the private one, and the URI names it asks for.
///
/// Shape:   at most 16 KiB of PEM.
/// Errors:  InvalidArgument for anything but one request with a P-256 key, signed by that key.
/// Threads: immutable.
class CertificateRequest
{
public:
    static Result<CertificateRequest> create(const KeyPair& key, const std::vector<std::string>& uriNames);
    static Result<CertificateRequest> fromPem(std::string_view pem);

    std::string pem() const;
    std::vector<std::string> uriNames() const;
    X509_req_st* raw() const { return m_request.get(); }

private:
    struct Free
    {
        void operator()(X509_req_st* request) const;
    };
    explicit CertificateRequest(X509_req_st* request)
        : m_request(request)
    {
    }

    std::unique_ptr<X509_req_st, Free> m_request;
};

} // namespace causeway::keys
