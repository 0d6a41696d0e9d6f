#include "engine/base/wall_time.h"

#include <charconv>

namespace causeway {

namespace {

using namespace std::chrono;

/// The number of exactly `digits` decimal digits at the head of `text`, which it consumes.
bool takeDigits(std::string_view& text, std::size_t digits, int& value)
{
    if (text.size() < digits)
        return false;
    const char* end = text.data() + digits;
    const auto [stop, problem] = std::from_chars(text.data(), end, value);
    if (problem != std::errc{} || stop != end || text.front() == '-')
        return false;
    text.remove_prefix(digits);
    return true;
}

bool takeSign(std::string_view& text, char sign)
{
    if (text.empty() || text.front() != sign)
        return false;
    text.remove_prefix(1);
    return true;
}

bool takeFraction(std::string_view& text, nanoseconds& fraction)
{
    fraction = {};
    if (!takeSign(text, '.'))
        return true;
    nanoseconds::rep scale = 100'000'000;
    std::size_t digits = 0;
    for (; digits < text.size() && digits < 9 && text[digits] >= '0' && text[digits] <= '9'; ++digits, scale /= 10)
        fraction += nanoseconds((text[digits] - '0') * scale);
    text.remove_prefix(digits);
    return digits > 0;
}

} // namespace

std::string toRfc3339(WallTime time)
{
    const auto milliseconds = floor<std::chrono::milliseconds>(time);
    const auto day = floor<days>(milliseconds);
    const year_month_day date(day);
    const hh_mm_ss clock(milliseconds - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

Result<WallTime> wallTimeFromRfc3339(std::string_view text)
{
    std::string_view rest = text;
    int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
    nanoseconds fraction{};
    const bool shaped = takeDigits(rest, 4, y) && takeSign(rest, '-') && takeDigits(rest, 2, mo) &&
                        takeSign(rest, '-') && takeDigits(rest, 2, d) && takeSign(rest, 'T') &&
                        takeDigits(rest, 2, h) && takeSign(rest, ':') && takeDigits(rest, 2, mi) &&
                        takeSign(rest, ':') && takeDigits(rest, 2, s) && takeFraction(rest, fraction) &&
                        takeSign(rest, 'Z') && rest.empty();
    const year_month_day date(year(y), month(static_cast<unsigned>(mo)), day(static_cast<unsigned>(d)));
    if (!shaped || !date.ok() || h > 23 || mi > 59 || s > 59)
        return failure(ErrorCode::InvalidArgument, "'{}' is not a time such as 2026-11-20T21:15:00.123Z", text);
    return time_point_cast<WallTime::duration>(sys_days(date) + hours(h) + minutes(mi) + seconds(s) + fraction);
}

} // namespace causeway
