#include "engine/lab/poisson_clock.h"

#include "engine/base/assert.h"

#include <cmath>

namespace causeway::lab {

void PoissonClock::setRate(double perSecond, MonotonicTime now)
{
    m_rate = perSecond;
    m_next = std::nullopt;
    if (m_rate > 0)
        m_next = now + gap();
}

void PoissonClock::advance()
{
    CAUSEWAY_ASSERT(m_next);
    *m_next += gap();
}

Duration PoissonClock::gap()
{
    const double seconds = -std::log(1.0 - m_random.fraction()) / m_rate;
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

} // namespace causeway::lab
