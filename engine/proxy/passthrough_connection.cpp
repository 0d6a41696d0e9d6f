#include "engine/proxy/passthrough_connection.h"

#include "engine/base/log.h"
#include "engine/net/sockets.h"
#include "engine/proxy/plane_worker.h"
#include "engine/proxy/worker.h"

#include <algorithm>
#include <cerrno>
#include <sys/socket.h>

namespace causeway::proxy {

namespace {

constexpr std::size_t attemptLimit = 6; // As for requests.

bool wouldBlock()
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

void resetOnClose(const net::FileDescriptor& socket)
{
    const ::linger abort{1, 0};
    if (socket.isOpen())
        ::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
}

} // namespace

PassthroughConnection::PassthroughConnection(PlaneWorker& plane, Pinned<ListenerState> listener,
                                             net::FileDescriptor socket)
    : m_plane(plane)
    , m_listener(std::move(listener))
    , m_client(*this, plane.worker().buffers())
    , m_upstream(*this, plane.worker().buffers())
    , m_deadline(plane.worker().loop(), *this)
{
    m_client.socket = std::move(socket);
}

PassthroughConnection::~PassthroughConnection() = default;

void PassthroughConnection::start()
{
    m_deadline.set(m_plane.options().headTimeout);
    if (!watch(m_client, net::Readiness::Read))
        close();
}

/// A side that nothing is wanted of is not watched at all: its hang-up would be reported again and again.
bool PassthroughConnection::watch(Side& side, net::Readiness interest)
{
    if (interest == net::Readiness::None) {
        unwatch(side);
        return true;
    }
    if (side.isWatched && side.interest == interest)
        return true;
    net::EventLoop& loop = m_plane.worker().loop();
    const auto watched =
        side.isWatched ? loop.change(side.socket.get(), interest, side) : loop.watch(side.socket.get(), interest, side);
    if (!watched) {
        log::warn("{}: {}", m_plane.options().name, watched.error().message);
        return false;
    }
    side.isWatched = true;
    side.interest = interest;
    return true;
}

void PassthroughConnection::unwatch(Side& side)
{
    if (std::exchange(side.isWatched, false))
        m_plane.worker().loop().unwatch(side.socket.get(), side);
}

std::string PassthroughConnection::peerHost() const
{
    const auto peer = net::SocketAddress::ofPeer(m_client.socket.get());
    return peer ? peer->host() : "unknown";
}

void PassthroughConnection::ready(Side& side, net::Readiness what)
{
    switch (m_state) {
    case State::InHello:
        return readHello();
    case State::Connecting:
        return finishConnecting();
    case State::Relaying:
        if (net::contains(what, net::Readiness::Read) && net::contains(side.interest, net::Readiness::Read) &&
            !receive(side))
            return;
        return goOn();
    case State::Closed:
        return;
    }
}

void PassthroughConnection::readHello()
{
    if (!receive(m_client))
        return;
    switch (m_hello.read(m_client.input.bytes())) {
    case ClientHelloReader::Status::Done:
        return findServer(m_hello.serverName());
    case ClientHelloReader::Status::Refused:
        return refuse(m_hello.reason());
    case ClientHelloReader::Status::NeedMore:
        break;
    }
    if (m_client.input.isFull())
        return refuse("the ClientHello is in too many pieces");
    if (m_client.hasEnded)
        close();
}

void PassthroughConnection::refuse(const std::string& reason)
{
    m_plane.refusals().add(peerHost(), reason, m_listener->name());
    close();
}

/// InHello -> Connecting
void PassthroughConnection::findServer(const std::string& name)
{
    m_servers = m_listener->servers();
    const auto known = m_servers ? m_servers->find(name) : PlaneSniTable::const_iterator();
    if (!m_servers || known == m_servers->end())
        return refuse("no server here is named '" + name + "'");
    m_target = &known->second;
    m_cluster = m_plane.cluster(m_target->clusterSlot);
    m_state = State::Connecting;
    connect();
}

void PassthroughConnection::connect()
{
    if (m_cluster->isEmpty() || m_attempts >= std::min(attemptLimit, m_cluster->pools().size()))
        return connectFailed();
    m_endpoint = m_attempts == 0 ? m_cluster->nextEndpoint() : m_cluster->endpointAfter(m_endpoint);
    ++m_attempts;
    const PlaneEndpoint& endpoint = m_cluster->config().endpoints[m_endpoint];
    auto socket = net::startConnect(endpoint.address, m_plane.source());
    if (!socket)
        return connect();
    m_upstream.socket = *std::move(socket);
    if (!watch(m_upstream, net::Readiness::Write) || !watch(m_client, net::Readiness::None))
        return connectFailed();
    m_deadline.set(m_cluster->config().config.connectTimeout);
}

void PassthroughConnection::finishConnecting()
{
    const PlaneEndpoint& endpoint = m_cluster->config().endpoints[m_endpoint];
    if (!net::connectOutcome(m_upstream.socket.get(), endpoint.address)) {
        unwatch(m_upstream);
        m_upstream.socket.close();
        return connect();
    }
    m_count = m_listener->countFor(*m_target, endpoint.instance);
    ++m_count->count.connections;
    m_count->count.bytesReceived += m_client.input.bytes().size();
    m_hello = {};
    m_state = State::Relaying; // Connecting -> Relaying
    goOn();
}

/// Nobody of the cluster could be reached.
void PassthroughConnection::connectFailed()
{
    m_count = m_listener->countFor(*m_target, {});
    ++m_count->count.connections;
    abort();
}

bool PassthroughConnection::receive(Side& from)
{
    const auto room = from.input.room();
    const ssize_t count = ::recv(from.socket.get(), room.data(), room.size(), 0);
    if (count > 0) {
        from.input.commit(static_cast<std::size_t>(count));
        if (m_count && &from == &m_client)
            m_count->count.bytesReceived += static_cast<std::uint64_t>(count);
        return true;
    }
    if (from.input.isEmpty())
        from.input.release();
    if (count == 0) {
        from.hasEnded = true;
        return true;
    }
    if (wouldBlock())
        return true;
    abort();
    return false;
}

/// Writes what is there, and the end after the last of it.
bool PassthroughConnection::pass(Side& from, Side& to)
{
    while (!from.input.isEmpty()) {
        const std::string_view bytes = from.input.bytes();
        const ssize_t count = ::send(to.socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0 && wouldBlock())
            break;
        if (count < 0) {
            abort();
            return false;
        }
        from.input.consume(static_cast<std::size_t>(count));
        if (&from == &m_upstream)
            m_count->count.bytesSent += static_cast<std::uint64_t>(count);
    }
    if (from.input.isEmpty())
        from.input.release();
    else if (from.input.isFull())
        from.input.compact();
    if (from.hasEnded && from.input.isEmpty() && !to.isFinished) {
        ::shutdown(to.socket.get(), SHUT_WR);
        to.isFinished = true;
    }
    return true;
}

void PassthroughConnection::goOn()
{
    if (!pass(m_client, m_upstream) || !pass(m_upstream, m_client))
        return;
    if (m_client.isFinished && m_upstream.isFinished)
        return close();
    m_deadline.set(m_plane.options().passthroughIdleTimeout);
    updateInterest(m_client, m_upstream);
    if (m_state != State::Closed)
        updateInterest(m_upstream, m_client);
}

void PassthroughConnection::updateInterest(Side& side, const Side& other)
{
    const bool reads = !side.hasEnded && !side.input.isFull();
    const bool writes = !other.input.isEmpty();
    const auto interest =
        (reads ? net::Readiness::Read : net::Readiness::None) | (writes ? net::Readiness::Write : net::Readiness::None);
    if (!watch(side, interest))
        abort();
}

void PassthroughConnection::deadlinePassed()
{
    switch (m_state) {
    case State::InHello:
        if (m_client.input.isEmpty())
            return close();
        return refuse("the ClientHello took too long");
    case State::Connecting:
        unwatch(m_upstream);
        m_upstream.socket.close();
        return connect();
    case State::Relaying:
    case State::Closed:
        return abort();
    }
}

void PassthroughConnection::closeIfIdle()
{
    if (m_state == State::InHello && m_client.input.isEmpty())
        close();
}

/// Both sides must not take what they have for whole. TLS would tell them too, but later.
void PassthroughConnection::abort()
{
    if (m_state == State::Closed)
        return;
    if (m_count)
        ++m_count->count.connectionFailures;
    resetOnClose(m_client.socket);
    resetOnClose(m_upstream.socket);
    close();
}

void PassthroughConnection::close()
{
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    m_deadline.cancel();
    unwatch(m_client);
    unwatch(m_upstream);
    m_plane.bury(*this);
}

} // namespace causeway::proxy
