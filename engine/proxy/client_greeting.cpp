#include "engine/proxy/client_connection.h"
#include "engine/proxy/own_answer.h"
#include "engine/proxy/plane_worker.h"

#include <cerrno>
#include <sys/socket.h>

namespace causeway::proxy {

namespace {

constexpr unsigned char handshakeRecord = 22; // RFC 8446 §5.1; no request begins with it.

} // namespace

void ClientConnection::greet()
{
    if (!m_transport->isSecure() && !isPlainOrTlsKnown())
        return;
    switch (m_transport->shakeHands()) {
    case net::IoStatus::Done:
        return greeted();
    case net::IoStatus::WouldBlock:
        return setInterest(true, false);
    case net::IoStatus::EndOfStream:
    case net::IoStatus::Failed:
        return refuseGreeting();
    }
}

/// Where both are served, the first byte tells them apart; false when it is not there, or the connection has ended.
bool ClientConnection::isPlainOrTlsKnown()
{
    const auto& policy = m_listener->policy();
    if (!policy)
        return true; // The listener went over to plain in the meantime.
    if (policy->tls.acceptsPlain) {
        unsigned char first = 0;
        const auto count = ::recv(m_transport->descriptor(), &first, 1, MSG_PEEK | MSG_DONTWAIT);
        if (count == 1 && first != handshakeRecord)
            return true;
        if (count != 1) {
            if (count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK))
                close();
            return false;
        }
    }
    secure(policy->tls.trust);
    return m_state != State::Closed;
}

void ClientConnection::secure(const std::string& trust)
{
    const net::TlsContext* const context = m_plane.security() ? m_plane.security()->forClients(trust) : nullptr;
    if (!context)
        return close();
    m_transport = context->wrap(m_transport->release());
}

/// Greeting -> Idle
void ClientConnection::greeted()
{
    m_peerNames = m_transport->peerUriNames();
    m_state = State::Idle;
    m_isResting = true; // The first head is due: there is no idleness to rest in.
    m_deadline.set(m_plane.options().headTimeout);
    m_mayHoldInput = m_transport->hasBufferedInput();
    if (m_plane.isDraining())
        closeIfIdle();
    setInterest(true, false);
}

void ClientConnection::refuseGreeting()
{
    if (!m_transport->wasRefused())
        return close();
    m_plane.refusals().add(std::string(peerHost()), m_transport->problem(), m_listener->name());
    // What the peer is told in its alert must reach it: a socket that closes with bytes unread resets.
    m_transport = std::make_unique<net::PlainTransport>(m_transport->release());
    linger();
}

bool ClientConnection::isPermitted()
{
    const auto& policy = m_listener->policy();
    if (!policy || !isSecure())
        return true;
    if (m_judgedBy != policy) {
        m_judgedBy = policy;
        m_isAdmitted = admits(*policy, m_peerNames);
    }
    if (!m_isAdmitted)
        m_plane.refusals().add(m_peerNames.empty() ? std::string(peerHost()) : m_peerNames.front(),
                               std::string(accessDenied), m_listener->name());
    return m_isAdmitted;
}

bool ClientConnection::isOutdated() const
{
    const auto& policy = m_listener->policy();
    return m_listener->isRetired() || (policy && !policy->tls.acceptsPlain && !isSecure());
}

} // namespace causeway::proxy
