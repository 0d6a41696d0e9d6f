#pragma once

#include "engine/http/date.h"

#include <algorithm>
#include <string_view>

namespace causeway::proxy {

/// "Date: …", written once a second: RFC 9110 §6.6.1 wants one in every response, and has it added where it is missing.
///
/// Threads: each worker has its own.
class DateLine
{
public:
    explicit DateLine(const Clock& clock)
        : m_clock(clock)
    {
    }

    /// `now` of the worker's loop.
    std::string_view at(MonotonicTime now)
    {
        if (now >= m_goodUntil)
            write(now);
        return {m_text.data(), m_text.size()};
    }

private:
    void write(MonotonicTime now)
    {
        const WallTime wall = m_clock.wallNow();
        const auto second = std::chrono::floor<std::chrono::seconds>(wall);
        const http::ImfFixdate date = http::toImfFixdate(second);
        std::copy(date.begin(), date.end(), m_text.begin() + 6);
        m_text[35] = '\r';
        m_text[36] = '\n';
        m_goodUntil = now + (second + std::chrono::seconds(1) - wall);
    }

    const Clock& m_clock;
    MonotonicTime m_goodUntil{};
    std::array<char, 37> m_text = {'D', 'a', 't', 'e', ':', ' '};

    static_assert(std::tuple_size_v<decltype(m_text)> == 6 + std::tuple_size_v<http::ImfFixdate> + 2);
};

} // namespace causeway::proxy
