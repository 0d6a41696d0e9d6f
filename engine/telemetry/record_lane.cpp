#include "engine/telemetry/record_lane.h"

#include "engine/base/assert.h"

#include <sys/eventfd.h>
#include <unistd.h>

namespace causeway::telemetry {

WriterAlarm::WriterAlarm()
    : m_descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    CAUSEWAY_ASSERT(m_descriptor >= 0); // Made at the start, when descriptors are there.
}

WriterAlarm::~WriterAlarm()
{
    ::close(m_descriptor);
}

void WriterAlarm::ring()
{
    if (m_state.exchange(State::Awake) == State::Awake)
        return;
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(m_descriptor, &one, sizeof one);
}

void WriterAlarm::wake()
{
    m_state.store(State::Awake);
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t got = ::read(m_descriptor, &count, sizeof count);
}

RecordLane::RecordLane(std::size_t blocks, WriterAlarm& alarm)
    : m_alarm(alarm)
    , m_states(blocks)
    , m_bytes(new char[blocks * blockSize])
{
}

char* RecordLane::room(std::size_t size)
{
    if (m_isOpen && m_used + size > blockSize) {
        m_isOpen = false;
        state(m_opened - 1).store(m_used | isFull, std::memory_order_release);
        m_alarm.blockFilled();
    }
    if (!m_isOpen && !openNext()) {
        m_lost.store(m_lost.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        return nullptr;
    }
    return bytes(m_opened - 1) + m_used;
}

bool RecordLane::openNext()
{
    if (m_opened - m_emptied.load(std::memory_order_acquire) == m_states.size())
        return false;
    ++m_opened;
    m_used = 0;
    m_isOpen = true;
    return true;
}

void RecordLane::commit(std::size_t size)
{
    m_used += size;
    state(m_opened - 1).store(m_used, std::memory_order_release);
    m_alarm.told();
}

std::string_view RecordLane::pending()
{
    while (true) {
        const std::size_t first = m_emptied.load(std::memory_order_relaxed);
        const std::size_t there = state(first).load(std::memory_order_acquire);
        const std::size_t filled = there & ~isFull;
        if (m_taken < filled)
            return {bytes(first) + m_taken, filled - m_taken};
        if ((there & isFull) == 0)
            return {};
        state(first).store(0, std::memory_order_relaxed);
        m_taken = 0;
        m_emptied.store(first + 1, std::memory_order_release);
    }
}

void RecordLane::backToLineStart()
{
    const char* const line = bytes(m_emptied.load(std::memory_order_relaxed));
    while (m_taken > 0 && line[m_taken - 1] != '\n')
        --m_taken;
}

} // namespace causeway::telemetry
