#include "engine/proxy/client_connection.h"

#include "engine/base/log.h"
#include "engine/proxy/exchange.h"
#include "engine/proxy/own_answer.h"
#include "engine/proxy/plane_worker.h"
#include "engine/proxy/worker.h"

#include <algorithm>
#include <cerrno>
#include <sys/socket.h>
#include <utility>

namespace causeway::proxy {

namespace {

constexpr std::chrono::seconds lingerTime{2};
constexpr std::chrono::milliseconds restsAfter{2'000}; // Idle for so long, TLS gives its memory back.
constexpr unsigned exchangesPerTurn = 16;              // A buffer full of requests must not hold all others up.

bool isEmptyLines(std::string_view bytes)
{
    while (bytes.starts_with("\r\n"))
        bytes.remove_prefix(2);
    return bytes.empty();
}

} // namespace

ClientConnection::ClientConnection(PlaneWorker& plane, Pinned<ListenerState> listener, net::FileDescriptor socket)
    : m_plane(plane)
    , m_memoryOfTls(plane.worker().memory())
    , m_listener(std::move(listener))
    , m_transport(std::make_unique<net::PlainTransport>(std::move(socket)))
    , m_input(plane.worker().buffers())
    , m_deadline(plane.worker().loop(), *this)
{
}

ClientConnection::ClientConnection(PlaneWorker& plane, Pinned<ListenerState> listener,
                                   std::unique_ptr<net::Transport> transport, ReadBuffer& input,
                                   std::unique_ptr<ClientOrigin> origin, std::uint64_t demands)
    : m_plane(plane)
    , m_memoryOfTls(plane.worker().memory())
    , m_listener(std::move(listener))
    , m_transport(std::move(transport))
    , m_input(plane.worker().buffers())
    , m_deadline(plane.worker().loop(), *this)
    , m_origin(std::move(origin))
    , m_demands(demands)
{
    m_input.takeFrom(input);
    if (isSecure())
        m_memoryOfTls.hold(memoryOfWarmTls); // By which hands were shaken.
    if (m_listener->policy())
        m_peerNames = m_transport->peerUriNames();
}

ClientConnection::~ClientConnection()
{
    if (m_exchange)
        m_plane.worker().giveExchange(std::move(m_exchange));
}

void ClientConnection::start()
{
    const auto watched = m_plane.worker().loop().watch(m_transport->descriptor(), net::Readiness::Read, *this);
    if (!watched) {
        log::warn("{}: {}", m_plane.options().name, watched.error().message);
        return close();
    }
    m_interest = net::Readiness::Read;
    m_deadline.set(m_plane.options().headTimeout);
    m_isResting = true; // The first head is due: there is no idleness to rest in.
    m_mayHoldInput = m_transport->hasBufferedInput();
    if (!m_input.isEmpty())
        return takeHead();
    if (m_plane.closesIdle())
        closeIfIdle();
    setInterest(true, false);
}

void ClientConnection::setInterest(bool reads, bool writes)
{
    if (m_state == State::Closed)
        return;
    if (reads && m_mayHoldInput)
        m_plane.worker().loop().callAgain(*this);
    const net::Readiness interest = net::readinessFor(*m_transport, reads, writes);
    if (interest == m_interest)
        return;
    if (!m_plane.worker().loop().change(m_transport->descriptor(), interest, *this))
        return cut();
    m_interest = interest;
}

net::IoOutcome ClientConnection::read()
{
    if (!m_isWarm && isSecure())
        warmUp();
    const net::IoOutcome outcome = m_transport->read(m_input.room());
    const bool isDone = outcome.status == net::IoStatus::Done;
    if (isDone)
        m_input.commit(outcome.bytes);
    m_mayHoldInput = isDone && m_transport->hasBufferedInput();
    return outcome;
}

const ClientOrigin& ClientConnection::origin()
{
    if (!m_origin)
        m_origin = std::make_unique<ClientOrigin>(ClientOrigin::ofSocket(m_transport->descriptor()));
    return *m_origin;
}

/// Asked for with nearly every request, the rest of an origin with few: an idle connection need not hold that.
std::string_view ClientConnection::peerHost()
{
    if (m_origin)
        return m_origin->peerHost;
    if (m_peerHost.empty())
        m_peerHost = ClientOrigin::hostOfPeer(m_transport->descriptor());
    return m_peerHost;
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
    if (m_isEnding || m_listener->isRetired() || !m_listener->hasRequests())
        return true;
    if (const auto& front = m_listener->front())
        return !isSecure() || front->demands() != m_demands;
    const auto& policy = m_listener->policy();
    return policy && !policy->tls.acceptsPlain && !isSecure();
}

void ClientConnection::ready(net::Readiness what)
{
    switch (m_state) {
    case State::Idle:
    case State::InHead:
        return readHead();
    case State::InExchange:
        if (std::exchange(m_hasYielded, false))
            return m_plane.worker().continueLater(*this);
        if (!m_isFinished) // Else the end of this turn goes on; the cause stands and is reported again.
            m_exchange->clientReady(net::readinessOf(*m_transport, what));
        return;
    case State::Lingering:
        return discardInput();
    case State::Closed:
        return;
    }
}

void ClientConnection::readHead()
{
    const net::IoOutcome outcome = read();
    switch (outcome.status) {
    case net::IoStatus::Done:
        return takeHead();
    case net::IoStatus::WouldBlock:
        if (m_input.isEmpty())
            m_input.release();
        return;
    case net::IoStatus::EndOfStream:
    case net::IoStatus::Failed:
        return close();
    }
}

void ClientConnection::takeHead()
{
    if (!m_exchange)
        m_exchange = m_plane.worker().takeExchange();
    const http::ParseOutcome outcome = m_parser.parse(m_input.bytes(), m_exchange->requestHead());
    if (outcome.status == http::ParseOutcome::Status::NeedMore) {
        m_plane.worker().giveExchange(std::move(m_exchange));
        if (m_hasEnded)
            return close();
        if (m_state == State::Idle && isEmptyLines(m_input.bytes()))
            return passEmptyLines();
        if (m_input.isFull())
            m_input.compact(); // A head as long as the buffer was refused by the parser.
        if (m_state == State::Idle)
            m_deadline.set(m_plane.options().headTimeout); // Idle -> InHead: the clock runs from its first byte.
        m_state = State::InHead;
        return setInterest(true, false);
    }
    m_state = State::InExchange; // Idle, InHead -> InExchange
    ++m_requests;
    if (outcome.status == http::ParseOutcome::Status::Refused)
        m_exchange->refuse(*this, outcome.refusal.status);
    else if (m_plane.worker().memory().isPressed())
        m_exchange->shed(*this);
    else
        m_exchange->start(*this, outcome.length);
}

/// RFC 9112 §2.2: some end content with lines too many. That is no beginning of a request, which would have to become
/// whole in time.
void ClientConnection::passEmptyLines()
{
    m_parser.reset();
    m_input.release();
    setInterest(true, false);
}

void ClientConnection::finished(After after)
{
    m_isFinished = true;
    m_after = after;
    m_plane.worker().continueLater(*this);
}

void ClientConnection::continueAfterExchange()
{
    if (m_state == State::Closed || !m_isFinished || m_hasYielded || yields())
        return;
    m_isFinished = false;
    m_plane.worker().giveExchange(std::move(m_exchange));
    if (m_after == After::Reset) {
        const ::linger abort{1, 0}; // The client must not take what it has for a whole answer.
        ::setsockopt(m_transport->descriptor(), SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
        return close();
    }
    if (m_after == After::Linger && !m_hasEnded)
        return linger();
    m_state = State::Idle; // InExchange -> Idle
    if (m_after != After::KeepAlive)
        return close();
    if (!m_input.isEmpty())
        return takeHead();
    m_input.release();
    const bool isLeaving = m_plane.closesIdle() || isUnwanted();
    if (m_hasEnded || (isLeaving && !m_mayHoldInput))
        return close();
    awaitRequest();
}

bool ClientConnection::hasUnread() const
{
    char byte = 0;
    return ::recv(m_transport->descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

bool ClientConnection::mayContinue() const
{
    return m_requests < m_plane.options().requestsPerConnection;
}

bool ClientConnection::yields()
{
    Worker& worker = m_plane.worker();
    if (m_turn != worker.turn()) {
        m_turn = worker.turn();
        m_exchangesOfTurn = 0;
    }
    m_hasYielded = ++m_exchangesOfTurn > exchangesPerTurn;
    if (m_hasYielded)
        worker.loop().callAgain(*this);
    return m_hasYielded;
}

void ClientConnection::awaitRequest()
{
    const auto idleTimeout = m_plane.options().idleTimeout;
    m_isResting = !isSecure() || m_plane.worker().warmConnections() > Worker::warmLimit;
    if (m_isWarm && m_isResting)
        rest();
    m_deadline.set(m_isResting ? idleTimeout : std::min(restsAfter, idleTimeout));
    setInterest(true, false);
}

void ClientConnection::warmUp()
{
    m_isWarm = true;
    m_memoryOfTls.hold(memoryOfWarmTls);
    ++m_plane.worker().warmConnections();
}

void ClientConnection::rest()
{
    m_transport->rest();
    m_memoryOfTls.hold(memoryOfRestingTls);
    if (std::exchange(m_isWarm, false))
        --m_plane.worker().warmConnections();
}

void ClientConnection::restOrClose()
{
    const auto left = m_plane.options().idleTimeout - restsAfter;
    if (!isSecure() || m_isResting || left <= left.zero())
        return close();
    rest();
    m_isResting = true;
    m_deadline.set(left);
}

void ClientConnection::linger()
{
    // RFC 9112 §9.6: closing while the client still sends would reset the connection, and the answer could be lost.
    m_transport->finishWriting();
    m_state = State::Lingering; // InExchange -> Lingering
    m_input.release();
    m_deadline.set(lingerTime);
    m_mayHoldInput = m_transport->hasBufferedInput();
    setInterest(true, false);
}

void ClientConnection::discardInput()
{
    const net::IoOutcome outcome = read();
    m_input.release();
    if (outcome.status == net::IoStatus::EndOfStream || outcome.status == net::IoStatus::Failed)
        return close();
    setInterest(true, false);
}

void ClientConnection::deadlinePassed()
{
    switch (m_state) {
    case State::Idle:
        return restOrClose();
    case State::Lingering:
        return close();
    case State::InHead:
        m_plane.reached(telemetry::Limit::HeadTime);
        m_exchange = m_plane.worker().takeExchange();
        m_state = State::InExchange;
        return m_exchange->refuse(*this, 408);
    case State::InExchange:
        if (!m_isFinished)
            m_exchange->clientTimedOut();
        return;
    case State::Closed:
        return;
    }
}

void ClientConnection::closeIfIdle()
{
    char byte = 0;
    if (m_state == State::Idle && !m_mayHoldInput &&
        ::recv(m_transport->descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) <= 0)
        close();
}

void ClientConnection::endIfOfMesh()
{
    m_isEnding = isSecure() && m_listener->policy();
    if (m_isEnding)
        closeIfIdle();
}

void ClientConnection::cut()
{
    if (m_exchange && !m_isFinished)
        m_exchange->abandon();
    close();
}

void ClientConnection::close()
{
    if (m_state == State::Closed)
        return;
    if (m_state == State::Idle && isSecure())
        m_transport->finishWriting(); // Nothing is under way: an orderly end.
    m_state = State::Closed;
    if (std::exchange(m_isWarm, false))
        --m_plane.worker().warmConnections();
    m_deadline.cancel();
    m_plane.worker().loop().unwatch(m_transport->descriptor(), *this);
    m_plane.bury(*this);
}

} // namespace causeway::proxy
