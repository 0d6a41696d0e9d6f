#pragma once

#include "engine/base/clock.h"
#include "engine/keys/certificate.h"

namespace causeway::keys {

/// When a certificate is to be renewed: at four fifths of its life, a little earlier by chance, so that the planes of
/// one start do not come in step.
///
/// It goes by two clocks and is due by the one that says so first. The monotonic one stands while a machine sleeps but
/// cannot be set; the wall clock is set now and then but goes on in the sleep. How far our wall clock is off the
/// authority's does not matter once a certificate was received: its life is counted from that moment.
///
/// Threads: a value.
class RenewalSchedule
{
public:
    /// For one that the authority has just issued. `chance`: 0 to 1.
    static RenewalSchedule ofReceived(const Certificate& certificate, const Clock& clock, double chance);
    /// For one from a disk: of its age only the wall clock knows.
    static RenewalSchedule ofStored(const Certificate& certificate, const Clock& clock, double chance);

    bool isDue(const Clock& clock) const { return clock.wallNow() >= m_wallDue || clock.now() >= m_monotonicDue; }
    WallTime dueAt() const { return m_wallDue; }
    /// So long at most until someone should ask again: until it is due, or a while in which the wall clock may jump.
    Duration nextLook(const Clock& clock) const;
    /// Between two attempts when one did not succeed.
    Duration retryPause() const;

private:
    RenewalSchedule(WallTime wallDue, MonotonicTime monotonicDue, Duration life);

    WallTime m_wallDue;
    MonotonicTime m_monotonicDue;
    Duration m_life;
};

} // namespace causeway::keys
