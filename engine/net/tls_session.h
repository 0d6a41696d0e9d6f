#pragma once

#include <memory>
#include <mutex>

struct ssl_st;         // OpenSSL's SSL.
struct ssl_session_st; // OpenSSL's SSL_SESSION.

namespace causeway::net {

/// The newest session with one server, for the next connection to begin with: half a handshake, and no certificates.
///
/// Shape:   one, whatever the server sends.
/// Threads: any.
class TlsSession
{
public:
    /// Takes the reference over.
    void keep(ssl_session_st* session);
    /// A connection that has not begun tries to go on with it.
    void offerTo(ssl_st& connection);

private:
    struct Free
    {
        void operator()(ssl_session_st* session) const;
    };
    std::mutex m_mutex;
    std::unique_ptr<ssl_session_st, Free> m_newest;
};

} // namespace causeway::net
