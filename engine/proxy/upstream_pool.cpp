#include "engine/proxy/upstream_pool.h"

#include "engine/net/sockets.h"
#include "engine/proxy/exchange.h"
#include "engine/proxy/worker.h"

#include <algorithm>
#include <sys/socket.h>

namespace causeway::proxy {

Result<std::unique_ptr<UpstreamConnection>> UpstreamConnection::create(Worker& worker, Pinned<UpstreamPool> pool,
                                                                       const net::SocketAddress& address)
{
    ASSIGN_OR_RETURN(net::FileDescriptor socket, net::startConnect(address));
    std::unique_ptr<UpstreamConnection> connection(
        new UpstreamConnection(worker, std::move(pool), std::move(socket), address));
    RETURN_IF_ERROR(worker.loop().watch(connection->m_transport.descriptor(), net::Readiness::Write, *connection));
    connection->m_isWatched = true;
    connection->m_interest = net::Readiness::Write;
    return connection;
}

UpstreamConnection::UpstreamConnection(Worker& worker, Pinned<UpstreamPool> pool, net::FileDescriptor socket,
                                       const net::SocketAddress& address)
    : m_worker(worker)
    , m_pool(std::move(pool))
    , m_address(address)
    , m_transport(std::move(socket))
    , m_input(worker.buffers())
    , m_deadline(worker.loop(), *this)
{
}

UpstreamConnection::~UpstreamConnection() = default;

void UpstreamConnection::setInterest(net::Readiness interest)
{
    if (interest == m_interest || !m_isWatched)
        return;
    m_interest = interest;
    // A failure would leave the old interest; its events or the deadline still end the exchange.
    [[maybe_unused]] const auto changed = m_worker.loop().change(m_transport.descriptor(), interest, *this);
}

bool UpstreamConnection::isStale() const
{
    char byte = 0;
    const auto count = ::recv(m_transport.descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

void UpstreamConnection::ready(net::Readiness what)
{
    if (m_isConnecting)
        return finishConnecting();
    if (m_exchange)
        return m_exchange->upstreamReady(what);
    bury(m_pool->remove(*this)); // Idle, and the peer closed it or spoke out of turn.
}

void UpstreamConnection::finishConnecting()
{
    const auto outcome = net::connectOutcome(m_transport.descriptor(), m_address);
    m_isConnecting = false;
    m_deadline.clear();
    if (!outcome)
        return m_exchange->upstreamConnected(false);
    setInterest(net::Readiness::Read);
    m_exchange->upstreamConnected(true);
}

void UpstreamConnection::deadlinePassed()
{
    if (m_exchange)
        return m_exchange->upstreamTimedOut();
    bury(m_pool->remove(*this));
}

void UpstreamConnection::park(std::unique_ptr<UpstreamConnection> self)
{
    if (self->m_pool->isFull())
        return bury(std::move(self));
    self->m_exchange = nullptr;
    self->m_isReused = true;
    self->m_input.release();
    self->setInterest(net::Readiness::Read);
    self->m_deadline.set(UpstreamPool::idleTimeout);
    UpstreamPool& pool = *self->m_pool;
    pool.give(std::move(self));
}

void UpstreamConnection::bury(std::unique_ptr<UpstreamConnection> self)
{
    self->m_exchange = nullptr;
    self->m_deadline.cancel();
    if (self->m_isWatched)
        self->m_worker.loop().unwatch(self->m_transport.descriptor(), *self);
    self->m_isWatched = false;
    Worker& worker = self->m_worker;
    worker.bury(std::move(self));
}

std::unique_ptr<UpstreamConnection> UpstreamPool::take()
{
    if (m_idle.empty())
        return nullptr;
    auto connection = std::move(m_idle.back());
    m_idle.pop_back();
    return connection;
}

void UpstreamPool::give(std::unique_ptr<UpstreamConnection> connection)
{
    m_idle.push_back(std::move(connection));
}

std::unique_ptr<UpstreamConnection> UpstreamPool::remove(const UpstreamConnection& connection)
{
    const auto place =
        std::find_if(m_idle.begin(), m_idle.end(), [&](const auto& idle) { return idle.get() == &connection; });
    auto removed = std::move(*place);
    m_idle.erase(place);
    return removed;
}

void UpstreamPool::close()
{
    m_isClosed = true;
    while (auto connection = take())
        UpstreamConnection::bury(std::move(connection));
}

} // namespace causeway::proxy
