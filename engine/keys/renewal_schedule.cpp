#include "engine/keys/renewal_schedule.h"

#include <algorithm>

namespace causeway::keys {

using namespace std::chrono_literals;

namespace {

constexpr Duration longestLook = 15s;
constexpr Duration shortestLook = 50ms;
constexpr Duration longestRetry = 60s;

/// 4/5 of the life, less up to 1/20 of it.
Duration shareOf(Duration life, double chance)
{
    const double share = 0.8 - 0.05 * std::clamp(chance, 0.0, 1.0);
    return Duration(static_cast<Duration::rep>(static_cast<double>(life.count()) * share));
}

WallTime after(WallTime time, Duration by)
{
    return time + std::chrono::duration_cast<WallTime::duration>(by);
}

} // namespace

RenewalSchedule::RenewalSchedule(WallTime wallDue, MonotonicTime monotonicDue, Duration life)
    : m_wallDue(wallDue)
    , m_monotonicDue(monotonicDue)
    , m_life(life)
{
}

RenewalSchedule RenewalSchedule::ofReceived(const Certificate& certificate, const Clock& clock, double chance)
{
    const Duration life = std::max<Duration>(certificate.life(), 0s);
    const Duration share = shareOf(life, chance);
    return {after(clock.wallNow(), share), clock.now() + share, life};
}

RenewalSchedule RenewalSchedule::ofStored(const Certificate& certificate, const Clock& clock, double chance)
{
    const Duration life = std::max<Duration>(certificate.life(), 0s);
    const Duration share = shareOf(life, chance);
    return {after(certificate.issuedAt(), share), clock.now() + share, life};
}

Duration RenewalSchedule::nextLook(const Clock& clock) const
{
    const Duration byWall = m_wallDue - clock.wallNow();
    const Duration byMonotonic = m_monotonicDue - clock.now();
    return std::clamp(std::min(byWall, byMonotonic), shortestLook, longestLook);
}

Duration RenewalSchedule::retryPause() const
{
    return std::clamp(m_life / 50, shortestLook, longestRetry);
}

} // namespace causeway::keys
