#include "app/text/link_text.h"

#include "app/text/traffic_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <cmath>

namespace causeway::app::text {

namespace {

QString translated(const char* source)
{
    return QCoreApplication::translate("causeway::app::text::link", source);
}

QString number(double value)
{
    return QLocale(QLocale::English, QLocale::UnitedStates).toString(value, 'g', 4);
}

QString milliseconds(std::chrono::microseconds time)
{
    return number(std::chrono::duration<double, std::milli>(time).count());
}

QString bandwidth(double megabitsPerSecond)
{
    return megabitsPerSecond > 0 ? translated("%1 Mbit/s").arg(number(megabitsPerSecond)) : translated("no limit");
}

} // namespace

bool isCut(const api::LinkView& link)
{
    return link.settings && link.settings->isCut;
}

QString title(const api::LinkView& link)
{
    return QStringLiteral("%1 ↔ %2").arg(QString::fromStdString(link.fromZone), QString::fromStdString(link.toZone));
}

QString roundTrip(const api::LinkView& link)
{
    return isCut(link) ? translated("cut") : latency(link.roundTrip);
}

QString basis(const api::LinkView& link)
{
    return basis(link, window(link.window));
}

QString basis(const api::LinkView& link, const QString& window)
{
    return translated("%1 probes, %2").arg(integer(link.samples), window);
}

QString state(const api::LinkView& link)
{
    if (!link.healthReason.empty())
        return QString::fromStdString(link.healthReason);
    switch (link.health) {
    case api::Health::Good:
        return translated("good");
    case api::Health::Degraded:
        return translated("degraded");
    case api::Health::Bad:
        return isCut(link) ? translated("cut") : translated("bad");
    case api::Health::Unknown:
        break;
    }
    return translated("not measured yet");
}

QString difference(const api::LinkSettings& before, const api::LinkSettings& after)
{
    QStringList parts;
    if (before.isCut != after.isCut)
        parts << (after.isCut ? translated("cut") : translated("joined again"));
    if (before.delay != after.delay)
        parts << translated("delay %1 → %2 ms").arg(milliseconds(before.delay), milliseconds(after.delay));
    if (before.jitter != after.jitter)
        parts << translated("jitter %1 → %2 ms").arg(milliseconds(before.jitter), milliseconds(after.jitter));
    if (before.megabitsPerSecond != after.megabitsPerSecond)
        parts << QStringLiteral("%1 → %2").arg(bandwidth(before.megabitsPerSecond), bandwidth(after.megabitsPerSecond));
    if (before.lossPercent != after.lossPercent)
        parts << translated("loss %1 → %2%").arg(number(before.lossPercent), number(after.lossPercent));
    return parts.join(QStringLiteral(", "));
}

QString byteRate(double bytesPerSecond)
{
    constexpr double kilo = 1000;
    if (bytesPerSecond >= kilo * kilo)
        return translated("%1 MB/s").arg(number(std::round(bytesPerSecond / kilo / 100) / 10));
    if (bytesPerSecond >= kilo)
        return translated("%1 kB/s").arg(number(std::round(bytesPerSecond / kilo)));
    return translated("%1 B/s").arg(number(std::round(bytesPerSecond)));
}

} // namespace causeway::app::text
