#include "engine/lab/delay_line.h"

#include <algorithm>

namespace causeway::lab {

namespace {

constexpr std::size_t segmentBytes = 1448; // Of an Ethernet frame with TCP's time stamps.
constexpr std::size_t duplicatesForFastRetransmit = 3;
constexpr std::chrono::milliseconds leastTimeout{200};
constexpr int mostDoublings = 6;
constexpr std::chrono::milliseconds burst{5}; // So much of the bandwidth may leave at once after a pause.

} // namespace

MonotonicTime LinkLane::departure(MonotonicTime now, std::size_t bytes)
{
    if (m_shape.megabitsPerSecond <= 0)
        return now;
    const std::chrono::duration<double> onTheWire(static_cast<double>(bytes) * 8 / (m_shape.megabitsPerSecond * 1e6));
    m_freeAt = std::max(m_freeAt, now - burst) + std::chrono::duration_cast<Duration>(onTheWire);
    return std::max(now, m_freeAt);
}

Duration LinkLane::flight()
{
    return m_shape.delay + std::chrono::duration_cast<Duration>(m_shape.jitter * m_random.fraction());
}

Duration LinkLane::stall(std::size_t bytes)
{
    if (m_shape.lossPercent <= 0)
        return Duration(0);
    Duration longest(0);
    const std::size_t segments = (bytes + segmentBytes - 1) / segmentBytes;
    for (std::size_t segment = 0; segment < segments; ++segment) {
        if (!isLost())
            continue;
        const bool isNoticed = segments - segment > duplicatesForFastRetransmit;
        const Duration timeout = roundTrip() + leastTimeout;
        Duration wait = isNoticed ? roundTrip() : timeout;
        Duration next = isNoticed ? timeout : 2 * timeout;
        for (int again = 0; again < mostDoublings && isLost(); ++again, next *= 2)
            wait += next;
        longest = std::max(longest, wait);
    }
    return longest;
}

MonotonicTime DelayLine::arrival(MonotonicTime now, std::size_t bytes)
{
    const MonotonicTime left = std::max(m_lane.departure(now, bytes), m_sendable);
    m_lastArrival = std::max(m_lastArrival, left + m_lane.flight() + m_lane.stall(bytes));
    return m_lastArrival;
}

} // namespace causeway::lab
