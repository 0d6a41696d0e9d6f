#pragma once

#include "engine/base/clock.h"

#include <chrono>
#include <map>
#include <string>

namespace causeway::runtime {

/// Slows those down who try tokens: from one address ten failures are answered, then one each six seconds. Whoever
/// holds a good token is let in all the same, so that nobody is locked out by a neighbour on the same address.
///
/// Shape:   remembers at most 1,024 addresses, the least recent are forgotten first.
/// Threads: one owner.
class FailureLimit
{
public:
    static constexpr int burst = 10;
    static constexpr std::chrono::seconds interval{6};
    static constexpr std::size_t addressLimit = 1024;

    /// Counts a failure; how long the caller has to wait, nothing when it is within its limit.
    std::chrono::seconds note(const std::string& address, MonotonicTime now);

private:
    std::map<std::string, MonotonicTime> m_paidUntil; // Each failure costs an interval; what lies behind is paid.
};

} // namespace causeway::runtime
