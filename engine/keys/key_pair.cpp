#include "engine/keys/key_pair.h"

#include "engine/base/assert.h"
#include "engine/keys/openssl.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace causeway::keys {

namespace {

constexpr std::size_t pemLimit = 16 << 10; // An RSA key of 8192 bits takes 6 KiB.

} // namespace

void KeyPair::Free::operator()(evp_pkey_st* key) const
{
    EVP_PKEY_free(key);
}

Result<KeyPair> KeyPair::generate()
{
    EVP_PKEY* const key = EVP_EC_gen(const_cast<char*>("P-256"));
    if (!key)
        return failure(openSslError(ErrorCode::Internal, "cannot make a key pair"));
    return KeyPair(key);
}

Result<KeyPair> KeyPair::fromPem(std::string_view pem)
{
    ASSIGN_OR_RETURN(auto pair, anyFromPem(pem));
    RETURN_IF_ERROR(requireP256(*pair.m_key));
    return pair;
}

Result<KeyPair> KeyPair::anyFromPem(std::string_view pem)
{
    if (pem.size() > pemLimit)
        return failure(ErrorCode::InvalidArgument, "a private key in PEM is at most {} bytes", pemLimit);
    const auto reader = readerOf(pem);
    KeyPair pair(PEM_read_bio_PrivateKey(reader.get(), nullptr, refusePassphrase, nullptr));
    if (!pair.m_key)
        return failure(openSslError(ErrorCode::InvalidArgument, "not an unencrypted private key in PEM"));
    return pair;
}

KeyPair KeyPair::ofRaw(evp_pkey_st& key)
{
    EVP_PKEY_up_ref(&key);
    return KeyPair(&key);
}

std::string KeyPair::privateKeyPem() const
{
    const OpenSslPointer<BIO> memory(BIO_new(BIO_s_secmem()));
    CAUSEWAY_ASSERT(
        memory && PEM_write_bio_PKCS8PrivateKey(memory.get(), m_key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    return contentOf(*memory);
}

Digest KeyPair::publicKeyDigest() const
{
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(m_key.get(), &der);
    CAUSEWAY_ASSERT(size > 0); // Only memory exhaustion fails here.
    const Digest digest = sha256({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
    OPENSSL_free(der);
    return digest;
}

Result<> requireP256(const evp_pkey_st& key)
{
    char group[32] = {};
    if (EVP_PKEY_get_group_name(&key, group, sizeof group, nullptr) != 1 || std::string_view(group) != "prime256v1") {
        ERR_clear_error();
        return failure(ErrorCode::InvalidArgument, "the key is not on the curve P-256");
    }
    return {};
}

} // namespace causeway::keys
