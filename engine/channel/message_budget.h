#pragma once

#include "engine/base/clock.h"

#include <algorithm>
#include <chrono>

namespace causeway::channel {

/// How often a peer may say what nobody asked it for: a number at once, and one more each 10 ms. Each such message
/// costs us work (a signature, a line of the log) or an answer that the peer may never read.
///
/// Threads: one owner.
class MessageBudget
{
public:
    explicit MessageBudget(MonotonicTime now)
        : m_counted(now)
    {
    }

    /// False: it is used up.
    bool take(MonotonicTime now)
    {
        const auto earned = (now - m_counted) / each;
        m_counted += earned * each;
        m_left = static_cast<int>(std::min<decltype(earned)>(most, m_left + earned));
        return m_left > 0 && m_left-- > 0;
    }

private:
    static constexpr std::chrono::milliseconds each{10};
    static constexpr int most = 1'024;

    MonotonicTime m_counted;
    int m_left = most;
};

} // namespace causeway::channel
