#include "engine/web/stream.h"

#include <array>

namespace causeway::web {

namespace {

constexpr std::size_t readSize = 64 << 10;
constexpr int readsPerTurn = 8; // Then the others have their turn.
constexpr std::size_t sliceCount = 16;
constexpr std::size_t joinBelow = 4096; // Short pieces are joined: one slice costs more than the copy.

} // namespace

Result<std::unique_ptr<Stream>> Stream::create(net::EventLoop& loop, std::unique_ptr<net::Transport> transport,
                                               Owner& owner)
{
    std::unique_ptr<Stream> stream(new Stream(loop, std::move(transport), owner));
    RETURN_IF_ERROR(loop.watch(stream->m_transport->descriptor(), stream->m_interest, *stream));
    return stream;
}

Stream::Stream(net::EventLoop& loop, std::unique_ptr<net::Transport> transport, Owner& owner)
    : m_loop(loop)
    , m_transport(std::move(transport))
    , m_owner(&owner)
{
}

Stream::~Stream()
{
    m_loop.unwatch(m_transport->descriptor(), *this);
}

void Stream::consume(std::size_t bytes)
{
    m_consumed += bytes;
    if (m_consumed == m_input.size()) {
        m_input.clear();
        m_consumed = 0;
    }
}

void Stream::setReading(bool isReading)
{
    if (m_isReading == isReading)
        return;
    m_isReading = isReading;
    updateInterest();
    if (m_isReading && m_transport->hasBufferedInput())
        scheduleTurn();
}

void Stream::send(std::string bytes)
{
    if (bytes.empty() || !m_problem.empty())
        return;
    m_unsent += bytes.size();
    if (!m_output.empty() && m_output.back().size() + bytes.size() < joinBelow)
        m_output.back().append(bytes);
    else
        m_output.push_back(std::move(bytes));
}

void Stream::flush()
{
    while (m_unsent > 0 && m_problem.empty()) {
        std::array<iovec, sliceCount> slices;
        std::size_t count = 0;
        for (std::size_t skip = m_sentOfFirst; count < std::min(sliceCount, m_output.size()); skip = 0) {
            std::string& piece = m_output[count];
            slices[count++] = {piece.data() + skip, piece.size() - skip};
        }
        const net::IoOutcome outcome = m_transport->write({slices.data(), count});
        if (outcome.status == net::IoStatus::Done) {
            dropSent(outcome.bytes);
        } else if (outcome.status == net::IoStatus::WouldBlock) {
            m_owesDrained = true;
            break;
        } else {
            m_problem = m_transport->problem();
            scheduleTurn();
        }
    }
    updateInterest();
}

void Stream::flushLater()
{
    m_owesDrained = true;
    scheduleTurn();
}

void Stream::dropSent(std::size_t bytes)
{
    m_unsent -= bytes;
    bytes += m_sentOfFirst;
    while (!m_output.empty() && bytes >= m_output.front().size()) {
        bytes -= m_output.front().size();
        m_output.pop_front();
    }
    m_sentOfFirst = bytes;
}

void Stream::ready(net::Readiness what)
{
    if (!writeAndTell())
        return;
    const bool mayRead =
        contains(what, net::Readiness::Read | net::Readiness::Write) || m_transport->hasBufferedInput();
    if (m_isReading && !m_hasEnded) {
        if (mayRead && !readAndTell())
            return;
    } else if (contains(what, net::Readiness::Hangup)) {
        return fail("the peer is gone");
    }
    updateInterest();
}

/// False when the stream is gone.
bool Stream::writeAndTell()
{
    const Lifeline::Witness life = m_life.witness();
    flush();
    if (!m_problem.empty()) {
        fail(m_problem);
        return false;
    }
    if (m_owesDrained && m_unsent == 0) {
        m_owesDrained = false;
        m_owner->outputDrained();
    }
    return !life.expired();
}

/// False when the stream is gone, or of no more use.
bool Stream::readAndTell()
{
    const Lifeline::Witness life = m_life.witness();
    const std::size_t before = m_input.size() - m_consumed;
    const net::IoOutcome outcome = readWhatIsThere();
    if (m_input.size() - m_consumed > before)
        m_owner->inputArrived();
    if (life.expired())
        return false;
    if (outcome.status == net::IoStatus::Failed) {
        fail(m_transport->problem());
        return false;
    }
    if (outcome.status == net::IoStatus::EndOfStream)
        end();
    else if (m_transport->hasBufferedInput())
        scheduleTurn();
    return !life.expired();
}

net::IoOutcome Stream::readWhatIsThere()
{
    // Aligned: mold puts thread-local bytes that are not in front of what is to be protected, and where they happen to
    // lie at the end of a page the program does not start ("cannot apply additional memory protection").
    alignas(64) static thread_local std::array<std::byte, readSize> buffer;
    net::IoOutcome outcome;
    for (int i = 0; i < readsPerTurn; ++i) {
        outcome = m_transport->read(buffer);
        if (outcome.status != net::IoStatus::Done)
            return outcome;
        takeIn({reinterpret_cast<const char*>(buffer.data()), outcome.bytes});
        if (outcome.bytes < buffer.size() && !m_transport->hasBufferedInput())
            return outcome; // A short read emptied the socket.
    }
    return outcome;
}

void Stream::takeIn(std::string_view bytes)
{
    if (m_consumed > 0) {
        m_input.erase(0, m_consumed);
        m_consumed = 0;
    }
    m_input.append(bytes);
}

void Stream::end()
{
    m_hasEnded = true;
    m_owner->inputEnded();
}

void Stream::fail(const std::string& problem)
{
    if (m_hasFailed)
        return;
    m_hasFailed = m_hasEnded = true;
    if (m_problem.empty())
        m_problem = problem;
    updateInterest();
    m_owner->failed(std::string(problem));
}

void Stream::updateInterest()
{
    net::Readiness interest = net::Readiness::None;
    if (m_isReading && !m_hasEnded)
        interest = interest | m_transport->waitForRead();
    if (m_unsent > 0 && m_problem.empty())
        interest = interest | m_transport->waitForWrite();
    if (interest == m_interest)
        return;
    m_interest = interest;
    // Cannot fail: the descriptor is watched and nothing is allocated.
    static_cast<void>(m_loop.change(m_transport->descriptor(), interest, *this));
}

void Stream::scheduleTurn()
{
    if (m_turnScheduled)
        return;
    m_turnScheduled = true;
    m_loop.post([this, life = m_life.witness()] {
        if (life.expired())
            return;
        m_turnScheduled = false;
        ready(net::Readiness::None);
    });
}

} // namespace causeway::web
