#include "tests/support/stream.h"

#include "engine/base/assert.h"

#include <array>
#include <sys/socket.h>

namespace causeway::test {

namespace {

constexpr int readsPerTurn = 16; // Then the others have their turn.

} // namespace

Stream::Stream(net::EventLoop& loop, std::unique_ptr<net::Transport> transport, Owner& owner)
    : m_loop(loop)
    , m_transport(std::move(transport))
    , m_owner(owner)
{
    const auto watched = m_loop.watch(m_transport->descriptor(), m_interest, *this);
    CAUSEWAY_ASSERT(watched);
}

Stream::~Stream()
{
    m_loop.unwatch(m_transport->descriptor(), *this);
}

void Stream::send(std::string_view bytes)
{
    if (m_sent == m_output.size()) {
        m_output.clear();
        m_sent = 0;
    }
    m_output.append(bytes);
    if (m_isGreeted)
        write();
    wait();
}

void Stream::resetAtEnd()
{
    const ::linger abort{1, 0};
    ::setsockopt(m_transport->descriptor(), SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
}

void Stream::ready(net::Readiness)
{
    if (!isGreeted())
        return;
    const bool hadOutput = hasOutput();
    write();
    if (hadOutput && !hasOutput() && !m_isBroken) {
        const std::weak_ptr<const char> life = m_life;
        m_owner.written();
        if (life.expired())
            return;
    }
    read();
}

bool Stream::isGreeted()
{
    if (m_isGreeted)
        return true;
    m_isReached = true;
    switch (m_transport->shakeHands()) {
    case net::IoStatus::Done:
        m_isGreeted = true;
        return true;
    case net::IoStatus::WouldBlock:
        wait();
        return false;
    case net::IoStatus::EndOfStream:
    case net::IoStatus::Failed:
        m_owner.ended(false, m_transport->problem());
        return false;
    }
    return false;
}

void Stream::write()
{
    while (hasOutput() && !m_isBroken) {
        const iovec slice{m_output.data() + m_sent, m_output.size() - m_sent};
        const net::IoOutcome outcome = m_transport->write({&slice, 1});
        if (outcome.status == net::IoStatus::WouldBlock)
            return;
        m_isBroken = outcome.status != net::IoStatus::Done;
        m_sent += outcome.bytes;
    }
}

/// What was said before a failure counts: it is read first.
void Stream::read()
{
    alignas(64) static thread_local std::array<std::byte, 64 << 10> scratch;
    net::IoOutcome outcome;
    bool hasGrown = false;
    for (int i = 0; i < readsPerTurn; ++i) {
        outcome = m_transport->read(scratch);
        if (outcome.status != net::IoStatus::Done)
            break;
        m_input.append(reinterpret_cast<const char*>(scratch.data()), outcome.bytes);
        hasGrown = true;
    }
    if (outcome.status == net::IoStatus::Done)
        m_loop.callAgain(*this); // TLS may hold what the socket does not show.
    if (hasGrown) {
        const std::weak_ptr<const char> life = m_life;
        m_owner.arrived();
        if (life.expired())
            return;
    }
    if (outcome.status == net::IoStatus::EndOfStream || outcome.status == net::IoStatus::Failed)
        return m_owner.ended(outcome.status == net::IoStatus::EndOfStream, m_transport->problem());
    wait();
}

void Stream::wait()
{
    if (!m_isReached)
        return; // It becomes writable when it is connected.
    const net::Readiness interest = net::readinessFor(*m_transport, true, m_isGreeted && hasOutput() && !m_isBroken);
    if (interest == m_interest)
        return;
    m_interest = interest;
    [[maybe_unused]] const auto changed = m_loop.change(m_transport->descriptor(), m_interest, *this);
}

} // namespace causeway::test
