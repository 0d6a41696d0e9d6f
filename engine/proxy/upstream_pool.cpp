#include "engine/proxy/upstream_pool.h"

#include "engine/net/sockets.h"
#include "engine/proxy/worker.h"

#include <algorithm>
#include <sys/socket.h>

namespace causeway::proxy {

Result<std::unique_ptr<UpstreamConnection>> UpstreamConnection::create(Worker& worker, Pinned<UpstreamPool> pool,
                                                                       std::unique_ptr<net::Transport> transport,
                                                                       const net::SocketAddress& address)
{
    std::unique_ptr<UpstreamConnection> connection(
        new UpstreamConnection(worker, std::move(pool), std::move(transport), address));
    RETURN_IF_ERROR(worker.loop().watch(connection->m_transport->descriptor(), net::Readiness::Write, *connection));
    connection->m_isWatched = true;
    connection->m_interest = net::Readiness::Write;
    return connection;
}

UpstreamConnection::UpstreamConnection(Worker& worker, Pinned<UpstreamPool> pool,
                                       std::unique_ptr<net::Transport> transport, const net::SocketAddress& address)
    : m_worker(worker)
    , m_pool(std::move(pool))
    , m_address(address)
    , m_transport(std::move(transport))
    , m_memoryOfTls(worker.memory())
    , m_input(worker.buffers())
    , m_deadline(worker.loop(), *this)
    , m_epoch(m_pool->epoch())
{
    if (m_transport->isSecure())
        m_memoryOfTls.hold(memoryOfWarmTls);
}

UpstreamConnection::~UpstreamConnection()
{
    letGo();
}

/// What still knows this connection forgets it.
void UpstreamConnection::letGo()
{
    m_user = nullptr;
    m_deadline.cancel();
    if (std::exchange(m_isWatched, false) && m_interest != net::Readiness::None)
        m_worker.loop().unwatch(m_transport->descriptor(), *this);
}

void UpstreamConnection::setInterest(bool reads, bool writes)
{
    if (!m_isWatched)
        return;
    if (reads && m_mayHoldInput)
        m_worker.loop().callAgain(*this);
    const net::Readiness interest = net::readinessFor(*m_transport, reads, writes);
    if (interest == m_interest)
        return;
    // While nothing is wanted of it, it is not watched at all: that it hung up would be reported turn after turn.
    net::EventLoop& loop = m_worker.loop();
    const int descriptor = m_transport->descriptor();
    // A failure would leave the old interest; its events or the deadline still end the exchange.
    if (interest == net::Readiness::None)
        loop.unwatch(descriptor, *this);
    else [[maybe_unused]]
        const auto changed = m_interest == net::Readiness::None ? loop.watch(descriptor, interest, *this)
                                                                : loop.change(descriptor, interest, *this);
    m_interest = interest;
}

net::IoOutcome UpstreamConnection::read()
{
    const net::IoOutcome outcome = m_transport->read(m_input.room());
    const bool isDone = outcome.status == net::IoStatus::Done;
    if (isDone)
        m_input.commit(outcome.bytes);
    m_mayHoldInput = isDone && m_transport->hasBufferedInput();
    return outcome;
}

bool UpstreamConnection::isStale() const
{
    char byte = 0;
    const auto count = ::recv(m_transport->descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

bool UpstreamConnection::isDoubtful() const
{
    return m_doubtfulTurn == m_worker.turn();
}

void UpstreamConnection::ready(net::Readiness what)
{
    if (m_isConnecting)
        return goOnConnecting();
    if (m_user)
        return m_user->upstreamReady(net::readinessOf(*m_transport, what));
    if (isStale())
        bury(m_pool->remove(*this)); // Idle, and the peer closed it or spoke out of turn.
}

void UpstreamConnection::goOnConnecting()
{
    const int descriptor = m_transport->descriptor();
    if (!m_isReached && (!net::connectOutcome(descriptor, m_address) || !m_user->introduceClient(descriptor)))
        return endConnecting(Outcome::Unreachable);
    m_isReached = true;
    switch (m_transport->shakeHands()) {
    case net::IoStatus::Done:
        return endConnecting(Outcome::Connected);
    case net::IoStatus::WouldBlock:
        return setInterest(true, false);
    case net::IoStatus::EndOfStream:
    case net::IoStatus::Failed:
        return endConnecting(m_transport->wasRefused() ? Outcome::Refused : Outcome::Unreachable);
    }
}

void UpstreamConnection::endConnecting(Outcome outcome)
{
    m_isConnecting = false;
    m_deadline.clear();
    if (outcome == Outcome::Connected)
        setInterest(true, false);
    m_user->upstreamConnected(outcome);
}

void UpstreamConnection::deadlinePassed()
{
    if (m_user)
        return m_user->upstreamTimedOut();
    if (m_isResting || !m_transport->isSecure())
        return bury(m_pool->remove(*this));
    m_transport->rest();
    m_memoryOfTls.hold(memoryOfRestingTls);
    m_isResting = true;
    m_deadline.set(UpstreamPool::idleTimeout - UpstreamPool::restsAfter);
}

void UpstreamConnection::park(std::unique_ptr<UpstreamConnection> self, Answered how)
{
    const bool isOutdated = self->m_transport->isSecure() && self->m_epoch != self->m_pool->epoch();
    if (isOutdated || self->m_pool->isFull() || self->m_mayHoldInput) // More than the response came: nothing good.
        return bury(std::move(self));
    self->m_user = nullptr;
    self->m_isReused = true;
    self->m_isResting = false;
    self->m_doubtfulTurn = how == Answered::WithoutContent ? self->m_worker.turn() : 0;
    self->m_input.release();
    self->setInterest(true, false);
    const bool rests = self->m_transport->isSecure();
    self->m_deadline.set(rests ? UpstreamPool::restsAfter : UpstreamPool::idleTimeout);
    UpstreamPool& pool = *self->m_pool;
    pool.give(std::move(self));
}

void UpstreamConnection::bury(std::unique_ptr<UpstreamConnection> self)
{
    if (!self->m_user && self->m_transport->isSecure())
        self->m_transport->finishWriting(); // Nothing was under way: an orderly end.
    self->letGo();
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

std::size_t UpstreamPool::closeIdle()
{
    const std::size_t closed = m_idle.size();
    m_idle.clear();
    return closed;
}

void UpstreamPool::close()
{
    m_isClosed = true;
    while (auto connection = take())
        UpstreamConnection::bury(std::move(connection));
}

/// All connections of a pool are alike.
void UpstreamPool::endSecure()
{
    ++m_epoch;
    if (m_idle.empty() || !m_idle.front()->transport().isSecure())
        return;
    while (auto connection = take())
        UpstreamConnection::bury(std::move(connection));
}

} // namespace causeway::proxy
