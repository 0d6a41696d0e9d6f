#include "app/text/age_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace causeway::app::text {

namespace {

QString translated(const char* source)
{
    return QCoreApplication::translate("causeway::app::text", source);
}

} // namespace

QString span(Duration span)
{
    constexpr std::int64_t minute = 60;
    constexpr std::int64_t hour = 60 * minute;
    constexpr std::int64_t day = 24 * hour;
    const auto seconds = std::max<std::int64_t>(0, std::chrono::round<std::chrono::seconds>(span).count());
    // A unit is taken up once there are two of it, so that no step of the count says less than half of what is true.
    if (seconds < 2 * minute)
        return translated("%1 s").arg(seconds);
    if (seconds < 2 * hour)
        return translated("%1 min").arg(seconds / minute);
    if (seconds < 2 * day)
        return translated("%1 h").arg(seconds / hour);
    return translated("%1 days").arg(seconds / day);
}

} // namespace causeway::app::text
