#include "engine/telemetry/record_clock.h"

#include <fmt/format.h>

namespace causeway::telemetry {

void RecordClock::look(MonotonicTime now)
{
    using namespace std::chrono;
    const system_clock::time_point wall = m_clock.wallNow() + (now - m_clock.now());
    const auto second = floor<seconds>(wall);
    m_second = now - duration_cast<nanoseconds>(wall - second);
    const auto day = floor<days>(second);
    const year_month_day date(day);
    const hh_mm_ss time(second - day);
    static constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto year = static_cast<int>(date.year());
    const auto month = static_cast<unsigned>(date.month());
    const auto dayOfMonth = static_cast<unsigned>(date.day());
    fmt::format_to_n(m_common.data(), m_common.size(), "{:02}/{}/{:04}:{:02}:{:02}:{:02} +0000", dayOfMonth,
                     months[month - 1], year, time.hours().count(), time.minutes().count(), time.seconds().count());
    fmt::format_to_n(m_rfc3339.data(), m_rfc3339.size(), "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", year, month, dayOfMonth,
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

} // namespace causeway::telemetry
