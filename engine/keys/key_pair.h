#pragma once

#include "engine/base/digest.h"
#include "engine/base/result.h"

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st; // OpenSSL's EVP_PKEY.

namespace causeway::keys {

/// A private key and its public half. Ours are on the curve P-256, and others are taken only where people bring them.
///
/// Errors:  InvalidArgument for text that is not one unencrypted key in PEM.
/// Threads: immutable.
class KeyPair
{
public:
    static Result<KeyPair> generate();
    static Result<KeyPair> fromPem(std::string_view pem);
    /// Of any kind that a certificate of a public server can have: RSA, ECDSA, Ed25519.
    static Result<KeyPair> anyFromPem(std::string_view pem);
    /// Takes a reference of its own.
    static KeyPair ofRaw(evp_pkey_st& key);

    /// PKCS #8 without encryption: a secret.
    std::string privateKeyPem() const;
    /// SHA-256 over the public half (SubjectPublicKeyInfo, DER): says which key it is without telling it.
    Digest publicKeyDigest() const;
    evp_pkey_st* raw() const { return m_key.get(); }

private:
    struct Free
    {
        void operator()(evp_pkey_st* key) const;
    };
    explicit KeyPair(evp_pkey_st* key)
        : m_key(key)
    {
    }

    std::unique_ptr<evp_pkey_st, Free> m_key;
};

} // namespace causeway::keys
