#include "engine/net/tls_session.h"

#include <openssl/ssl.h>

namespace causeway::net {

void TlsSession::Free::operator()(ssl_session_st* session) const
{
    SSL_SESSION_free(session);
}

void TlsSession::keep(ssl_session_st* session)
{
    std::unique_ptr<ssl_session_st, Free> before(session);
    const std::lock_guard lock(m_mutex);
    m_newest.swap(before);
}

void TlsSession::offerTo(ssl_st& connection)
{
    const std::lock_guard lock(m_mutex);
    if (m_newest && SSL_SESSION_is_resumable(m_newest.get()) == 1)
        SSL_set_session(&connection, m_newest.get());
}

} // namespace causeway::net
