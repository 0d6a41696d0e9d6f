#include "engine/net/tls_tickets.h"

#include "engine/base/assert.h"
#include "engine/net/tls_peer.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>

namespace causeway::net {

namespace {

constexpr long ticketLife =
    24L * 60 * 60; // Seconds: as long as keys are kept for sure; RFC 8446 §4.6.1: at most a week.

/// Looked up once; OpenSSL's tables are locked.
const EVP_CIPHER* sealingCipher()
{
    static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr);
    return cipher;
}

bool authenticateWith(EVP_MAC_CTX* mac, TicketKeys::Key& key)
{
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key.mac.data(), key.mac.size()),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};
    return EVP_MAC_CTX_set_params(mac, parameters) == 1;
}

int seal(TicketKeys& keys, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac)
{
    TicketKeys::Key key = keys.newest();
    std::copy(key.name.begin(), key.name.end(), name);
    const bool isReady = RAND_bytes(iv, EVP_CIPHER_get_iv_length(sealingCipher())) == 1 &&
                         EVP_EncryptInit_ex2(cipher, sealingCipher(), key.cipher.data(), iv, nullptr) == 1 &&
                         authenticateWith(mac, key);
    OPENSSL_cleanse(&key, sizeof key);
    return isReady ? 1 : -1;
}

/// 0: an unknown ticket, which is no error; 2: a good one, which is to be replaced.
int open(TicketKeys& keys, const unsigned char* name, const unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac)
{
    auto found = keys.find(std::span<const unsigned char, 16>(name, 16));
    if (!found)
        return 0;
    const bool isReady = EVP_DecryptInit_ex2(cipher, sealingCipher(), found->key.cipher.data(), iv, nullptr) == 1 &&
                         authenticateWith(mac, found->key);
    OPENSSL_cleanse(&found->key, sizeof found->key);
    if (!isReady)
        return -1;
    return found->isNewest ? 1 : 2;
}

int withTicket(SSL* connection, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
               int isSealing)
{
    auto& keys = *static_cast<TicketKeys*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(connection)));
    return isSealing ? seal(keys, name, iv, cipher, mac) : open(keys, name, iv, cipher, mac);
}

/// 1: the reference is ours.
int keepSession(SSL* connection, SSL_SESSION* session)
{
    const auto& verdict = *static_cast<PeerVerdict*>(SSL_get_app_data(connection));
    if (!verdict.expected || !verdict.expected->session)
        return 0;
    verdict.expected->session->keep(session);
    return 1;
}

} // namespace

void resumeByTickets(SSL_CTX& context, TicketKeys& keys, const Digest& rules)
{
    SSL_CTX_set_app_data(&context, &keys);
    CAUSEWAY_ASSERT(
        SSL_CTX_set_tlsext_ticket_key_evp_cb(&context, withTicket) == 1 &&
        SSL_CTX_set_session_id_context(&context, rules.bytes.data(), static_cast<unsigned>(rules.bytes.size())) == 1);
    SSL_CTX_set_timeout(&context, ticketLife);
    SSL_CTX_set_num_tickets(&context, 1); // Clients may use one again; more cost more than they give.
    SSL_CTX_set_session_cache_mode(&context, SSL_SESS_CACHE_OFF);
}

void keepSessions(SSL_CTX& context)
{
    SSL_CTX_set_session_cache_mode(&context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(&context, keepSession);
}

void resumeNothing(SSL_CTX& context)
{
    SSL_CTX_set_options(&context, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(&context, 0);
    SSL_CTX_set_session_cache_mode(&context, SSL_SESS_CACHE_OFF);
}

} // namespace causeway::net
