#include "engine/proxy/stream_connection.h"

#include "engine/base/log.h"
#include "engine/net/sockets.h"
#include "engine/proxy/plane_worker.h"
#include "engine/proxy/upstream_greeting.h"
#include "engine/proxy/worker.h"

#include <algorithm>
#include <sys/socket.h>

namespace causeway::proxy {

namespace {

constexpr std::size_t attemptLimit = 6; // As for requests.

void resetOnClose(const std::unique_ptr<net::Transport>& transport)
{
    const ::linger abort{1, 0};
    if (transport)
        ::setsockopt(transport->descriptor(), SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
}

} // namespace

StreamConnection::StreamConnection(PlaneWorker& plane, Pinned<ListenerState> listener, std::size_t route,
                                   std::unique_ptr<net::Transport> client, ReadBuffer& input,
                                   std::unique_ptr<ClientOrigin> origin)
    : m_plane(plane)
    , m_memoryOfTls(plane.worker().memory())
    , m_listener(std::move(listener))
    , m_origin(std::move(origin))
    , m_client(*this, plane.worker().buffers())
    , m_upstream(*this, plane.worker().buffers())
    , m_deadline(plane.worker().loop(), *this)
    , m_streams(m_listener->streams())
    , m_target(m_streams->targets[route])
    , m_cluster(plane.cluster(m_target.clusterSlot))
{
    m_client.transport = std::move(client);
    m_client.mayHoldInput = m_client.transport->hasBufferedInput();
    m_client.input.takeFrom(input);
}

StreamConnection::~StreamConnection() = default;

void StreamConnection::start()
{
    countMemory();
    connect();
}

void StreamConnection::countMemory()
{
    const auto memoryOf = [](const Side& side) {
        return side.transport && side.transport->isSecure() ? memoryOfWarmTls : 0;
    };
    m_memoryOfTls.hold(memoryOf(m_client) + memoryOf(m_upstream));
}

/// A side that nothing is wanted of is not watched at all: its hang-up would be reported again and again.
bool StreamConnection::watch(Side& side, net::Readiness interest)
{
    if (interest == net::Readiness::None) {
        unwatch(side);
        return true;
    }
    if (side.isWatched && side.interest == interest)
        return true;
    net::EventLoop& loop = m_plane.worker().loop();
    const int descriptor = side.transport->descriptor();
    const auto watched =
        side.isWatched ? loop.change(descriptor, interest, side) : loop.watch(descriptor, interest, side);
    if (!watched) {
        log::warn("{}: {}", m_plane.options().name, watched.error().message);
        return false;
    }
    side.isWatched = true;
    side.interest = interest;
    return true;
}

void StreamConnection::unwatch(Side& side)
{
    if (std::exchange(side.isWatched, false))
        m_plane.worker().loop().unwatch(side.transport->descriptor(), side);
}

void StreamConnection::ready(Side& side, net::Readiness socket)
{
    switch (m_state) {
    case State::Connecting:
        return finishConnecting();
    case State::Relaying:
        if (net::contains(net::readinessOf(*side.transport, socket), net::Readiness::Read) && !side.hasEnded &&
            !side.input.isFull() && !receive(side))
            return;
        return goOn();
    case State::Closed:
        return;
    }
}

void StreamConnection::connect()
{
    if (!m_cluster || m_cluster->isEmpty() || m_attempts >= std::min(attemptLimit, m_cluster->pools().size()))
        return connectFailed();
    m_endpoint = m_attempts == 0 ? m_cluster->nextEndpoint() : m_cluster->endpointAfter(m_endpoint);
    ++m_attempts;
    auto transport = m_plane.openTransport(*m_cluster, m_endpoint);
    if (!transport)
        return connect();
    m_upstream.transport = *std::move(transport);
    countMemory();
    m_isReached = false;
    if (!watch(m_upstream, net::Readiness::Write) || !watch(m_client, net::Readiness::None))
        return connectFailed();
    m_deadline.set(m_cluster->config().config.connectTimeout);
}

void StreamConnection::tryNext()
{
    unwatch(m_upstream);
    m_upstream.transport.reset();
    connect();
}

/// The socket is connected, and the upstream was told of the client where it wants that; false when that failed.
bool StreamConnection::reach()
{
    const PlaneEndpoint& endpoint = m_cluster->config().endpoints[m_endpoint];
    const int descriptor = m_upstream.transport->descriptor();
    if (!net::connectOutcome(descriptor, endpoint.address))
        return false;
    m_isReached = true;
    return introduce(m_cluster->config().config.proxyHeader, descriptor, m_origin->peer,
                     m_origin->destinationOf(m_client.transport->descriptor()));
}

/// Connecting -> Relaying
void StreamConnection::finishConnecting()
{
    if (!m_isReached && !reach())
        return tryNext();
    const net::IoStatus status = m_upstream.transport->shakeHands();
    if (status == net::IoStatus::WouldBlock) {
        if (!watch(m_upstream, net::readinessFor(*m_upstream.transport, true, false)))
            connectFailed();
        return;
    }
    const PlaneEndpoint& endpoint = m_cluster->config().endpoints[m_endpoint];
    if (status != net::IoStatus::Done) {
        if (m_upstream.transport->wasRefused())
            m_plane.refusals().add(endpoint.address.toString(), m_upstream.transport->problem(),
                                   m_cluster->config().config.name);
        return tryNext();
    }
    m_count = m_listener->countFor(m_target, endpoint.instance);
    ++m_count->count.connections;
    m_count->count.bytesReceived += m_client.input.bytes().size();
    m_upstream.mayHoldInput = m_upstream.transport->hasBufferedInput();
    m_state = State::Relaying;
    goOn();
}

/// Nobody of the cluster could be reached.
void StreamConnection::connectFailed()
{
    m_count = m_listener->countFor(m_target, {});
    ++m_count->count.connections;
    abort();
}

bool StreamConnection::receive(Side& from)
{
    const net::IoOutcome outcome = from.transport->read(from.input.room());
    from.mayHoldInput = outcome.status == net::IoStatus::Done && from.transport->hasBufferedInput();
    if (outcome.status == net::IoStatus::Done) {
        from.input.commit(outcome.bytes);
        if (&from == &m_client)
            m_count->count.bytesReceived += outcome.bytes;
        return true;
    }
    if (from.input.isEmpty())
        from.input.release();
    if (outcome.status == net::IoStatus::Failed) {
        abort();
        return false;
    }
    from.hasEnded = outcome.status == net::IoStatus::EndOfStream;
    return true;
}

/// Writes what is there, and the end after the last of it.
bool StreamConnection::pass(Side& from, Side& to)
{
    while (!from.input.isEmpty()) {
        const std::string_view bytes = from.input.bytes();
        const iovec slice{const_cast<char*>(bytes.data()), bytes.size()};
        const net::IoOutcome outcome = to.transport->write({&slice, 1});
        if (outcome.status == net::IoStatus::WouldBlock)
            break;
        if (outcome.status != net::IoStatus::Done) {
            abort();
            return false;
        }
        from.input.consume(outcome.bytes);
        if (&from == &m_upstream)
            m_count->count.bytesSent += outcome.bytes;
    }
    if (from.input.isEmpty())
        from.input.release();
    else if (from.input.isFull())
        from.input.compact();
    if (from.hasEnded && from.input.isEmpty() && !to.isFinished) {
        to.transport->finishWriting();
        to.isFinished = true;
    }
    return true;
}

void StreamConnection::goOn()
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

void StreamConnection::updateInterest(Side& side, const Side& other)
{
    const bool reads = !side.hasEnded && !side.input.isFull();
    const bool writes = !other.input.isEmpty();
    if (reads && side.mayHoldInput)
        m_plane.worker().loop().callAgain(side);
    if (!watch(side, net::readinessFor(*side.transport, reads, writes)))
        abort();
}

void StreamConnection::deadlinePassed()
{
    switch (m_state) {
    case State::Connecting:
        return tryNext();
    case State::Relaying:
    case State::Closed:
        return abort();
    }
}

/// Both sides must not take what they have for whole. TLS would tell them too, but later.
void StreamConnection::abort()
{
    if (m_state == State::Closed)
        return;
    if (m_count)
        ++m_count->count.connectionFailures;
    resetOnClose(m_client.transport);
    resetOnClose(m_upstream.transport);
    close();
}

void StreamConnection::close()
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
