#pragma once

#include "engine/base/clock.h"
#include "engine/base/digest.h"
#include "engine/base/result.h"
#include "engine/keys/key_pair.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct x509_st; // OpenSSL's X509.

namespace causeway::keys {

/// Our authority's certificates begin so long before they are issued: clocks of freshly started machines run a little
/// behind.
inline constexpr std::chrono::seconds backdating{10};

/// An X.509 certificate, to look at. Whether to trust it is decided by TLS.
///
/// Shape:   at most 16 KiB each, at most 8 in a chain.
/// Errors:  InvalidArgument for text or bytes that are anything but whole certificates.
/// Threads: immutable.
class Certificate
{
public:
    static Result<Certificate> fromPem(std::string_view pem);
    static Result<Certificate> fromDer(std::string_view der);
    static Result<std::vector<Certificate>> chainFromPem(std::string_view pem);
    /// Takes a reference of its own.
    static Certificate ofRaw(x509_st& certificate);

    std::string pem() const;
    /// SHA-256 over the DER form: what a pin names.
    Digest fingerprint() const;
    /// URI subject alternative names, SPIFFE identities among them.
    std::vector<std::string> uriNames() const;
    WallTime notBefore() const;
    WallTime notAfter() const;
    /// Of certificates of our authority: when it was issued, and how long it is good from then on.
    WallTime issuedAt() const { return notBefore() + backdating; }
    Duration life() const { return notAfter() - issuedAt(); }
    std::string serialNumber() const; // Hexadecimal.
    bool isAuthority() const;
    bool isSignedBy(const Certificate& issuer) const;
    bool belongsTo(const KeyPair& key) const;
    /// For people: the URI names, or the subject where there are none.
    std::string description() const;
    x509_st* raw() const { return m_certificate.get(); }

private:
    struct Free
    {
        void operator()(x509_st* certificate) const;
    };
    explicit Certificate(x509_st* certificate)
        : m_certificate(certificate)
    {
    }

    std::unique_ptr<x509_st, Free> m_certificate;
};

} // namespace causeway::keys
