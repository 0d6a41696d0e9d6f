#include "app/text/plane_text.h"

#include "app/text/traffic_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace causeway::app::text {

namespace {

QString translated(const char* source)
{
    return QCoreApplication::translate("causeway::app::text", source);
}

std::ptrdiff_t countOf(const std::vector<api::PlaneView>& planes, api::PlaneState state)
{
    return std::count_if(planes.begin(), planes.end(), [=](const auto& plane) { return plane.state == state; });
}

} // namespace

Tone toneOf(api::PlaneState state)
{
    switch (state) {
    case api::PlaneState::InSync:
        return Tone::Good;
    case api::PlaneState::Applying:
        return Tone::Warn;
    case api::PlaneState::Refused:
    case api::PlaneState::Offline:
        break;
    }
    return Tone::Bad;
}

Tone toneOf(api::Health health)
{
    switch (health) {
    case api::Health::Unknown:
        return Tone::Quiet;
    case api::Health::Good:
        return Tone::Good;
    case api::Health::Degraded:
        return Tone::Warn;
    case api::Health::Bad:
        break;
    }
    return Tone::Bad;
}

QString state(const api::PlaneView& plane)
{
    const QString reason = QString::fromStdString(plane.reason);
    switch (plane.state) {
    case api::PlaneState::InSync:
        return translated("in sync");
    case api::PlaneState::Applying:
        return translated("applying");
    case api::PlaneState::Refused:
        return reason.isEmpty() ? translated("refused") : translated("refused: %1").arg(reason);
    case api::PlaneState::Offline:
        break;
    }
    if (plane.since.time_since_epoch().count() == 0)
        return translated("offline");
    return translated("offline since %1, will catch up").arg(clockTime(plane.since));
}

QString offlineSince(WallTime since)
{
    if (since.time_since_epoch().count() == 0)
        return translated("offline, will catch up");
    return translated("offline since %1, will catch up").arg(clockTime(since).left(5));
}

QString sync(const std::vector<api::PlaneView>& planes)
{
    if (planes.empty())
        return translated("no data plane yet");
    QString sentence =
        translated("%1 of %2 data planes in sync").arg(countOf(planes, api::PlaneState::InSync)).arg(planes.size());
    const auto add = [&](const char* words, api::PlaneState state) {
        if (const auto count = countOf(planes, state); count > 0)
            sentence += translated(words).arg(count);
    };
    add(", %1 applying", api::PlaneState::Applying);
    add(", %1 refused", api::PlaneState::Refused);
    add(", %1 offline", api::PlaneState::Offline);
    return sentence;
}

Tone syncTone(const std::vector<api::PlaneView>& planes)
{
    Tone worst = planes.empty() ? Tone::Quiet : Tone::Good;
    for (const api::PlaneView& plane : planes)
        worst = std::max(worst, toneOf(plane.state));
    return worst;
}

} // namespace causeway::app::text
