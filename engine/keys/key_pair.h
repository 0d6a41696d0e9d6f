#pragma once

#include "engine/base/result.h"

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st; // OpenSSL's EVP_PKEY.

namespace causeway::keys {

/// A private key on the curve P-256 and its public half.
///
/// Errors:  InvalidArgument for text that is not one unencrypted P-256 key in PEM.
/// Threads: immutable.
class KeyPair
{
public:
    static Result<KeyPair> generate();
    static Result<KeyPair> fromPem(std::string_view pem);
    /// Takes a reference of its own.
    static KeyPair ofRaw(evp_pkey_st& key);

    /// PKCS #8 without encryption: a secret.
    std::string privateKeyPem() const;
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
