#pragma once

#include "engine/base/clock.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace causeway::telemetry {

/// Times of day as records write them. Looks at the clock on the wall once a second only; in between it goes by the
/// time that the caller has at hand anyway.
///
/// Threads: one.
class RecordClock
{
public:
    struct Stamp
    {
        std::string_view common;  // 29/Nov/2026:15:40:41 +0000
        std::string_view rfc3339; // 2026-11-29T15:40:41, without fraction and zone; both until the next call.
        std::uint32_t micros = 0;
    };

    explicit RecordClock(const Clock& clock)
        : m_clock(clock)
    {
    }

    Stamp at(MonotonicTime now)
    {
        if (now - m_second < Duration::zero() || now - m_second >= std::chrono::seconds(1))
            look(now);
        const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now - m_second);
        return {{m_common.data(), m_common.size()},
                {m_rfc3339.data(), m_rfc3339.size()},
                static_cast<std::uint32_t>(micros.count())};
    }

private:
    void look(MonotonicTime now);

    const Clock& m_clock;
    MonotonicTime m_second = MonotonicTime() - std::chrono::hours(1); // When the second of the texts began.
    std::array<char, 26> m_common{};
    std::array<char, 19> m_rfc3339{};
};

} // namespace causeway::telemetry
