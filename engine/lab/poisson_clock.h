#pragma once

#include "engine/base/clock.h"
#include "engine/base/random.h"

#include <optional>

namespace causeway::lab {

/// When the next request is due, for arrivals that know nothing of each other: exponential gaps around 1 / rate.
///
/// Shape: independent of who answers and when; equal seeds give equal gaps.
class PoissonClock
{
public:
    explicit PoissonClock(std::uint64_t seed)
        : m_random(seed)
    {
    }

    /// From now on; arrivals have no memory, so that the wait begins anew. 0 stops.
    void setRate(double perSecond, MonotonicTime now);
    double rate() const { return m_rate; }

    /// Nothing while the rate is 0.
    std::optional<MonotonicTime> next() const { return m_next; }
    /// Goes on to the arrival after next().
    void advance();

private:
    Duration gap();

    Random m_random;
    double m_rate = 0;
    std::optional<MonotonicTime> m_next;
};

} // namespace causeway::lab
