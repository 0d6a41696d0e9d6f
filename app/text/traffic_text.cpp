#include "app/text/traffic_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <cmath>

namespace causeway::app::text {

namespace {

constexpr std::uint64_t fewestSamplesForP99 = 100;

QString absent()
{
    return QStringLiteral("–");
}

QString translated(const char* source)
{
    return QCoreApplication::translate("causeway::app::text", source);
}

QString number(double value, int digits)
{
    return QLocale(QLocale::English, QLocale::UnitedStates).toString(value, 'f', digits);
}

// Three significant digits are what an eye can compare; more would only flicker.
int digitsFor(double value)
{
    const double magnitude = std::abs(value);
    if (magnitude >= 99.95 || magnitude == 0.0)
        return 0;
    return magnitude >= 9.995 ? 1 : 2;
}

// Counting began anew, as it does after each change: what flows meanwhile is not known, and is not nothing.
bool isCounted(const api::Traffic& traffic)
{
    return traffic.window.count() > 0;
}

// Just changed: the first report that counts is still to come.
QString countingBegins()
{
    return translated("counting begins");
}

QString lengthOf(std::chrono::milliseconds window)
{
    const double seconds = std::chrono::duration<double>(window).count();
    if (seconds >= 120.0)
        return translated("%1 min").arg(number(seconds / 60.0, 0));
    return translated("%1 s").arg(number(seconds, seconds < 9.95 && seconds != std::floor(seconds) ? 1 : 0));
}

} // namespace

QString integer(std::uint64_t value)
{
    return QLocale(QLocale::English, QLocale::UnitedStates).toString(static_cast<qulonglong>(value));
}

QString figure(double value, int digits)
{
    return number(value, digits);
}

QString rate(double requestsPerSecond)
{
    const int digits = requestsPerSecond >= 9.95 ? 0 : (requestsPerSecond == 0.0 ? 0 : 1);
    return number(requestsPerSecond, digits);
}

QString rateWithUnit(double requestsPerSecond)
{
    return translated("%1 rps").arg(rate(requestsPerSecond));
}

QString rate(const api::Traffic& traffic)
{
    return isCounted(traffic) ? rate(traffic.requestsPerSecond) : absent();
}

QString rateWithUnit(const api::Traffic& traffic)
{
    return isCounted(traffic) ? rateWithUnit(traffic.requestsPerSecond) : absent();
}

QString requests(const api::Traffic& traffic)
{
    return isCounted(traffic) ? integer(traffic.requests) : absent();
}

QString share(double share)
{
    const double percent = std::round(share * 1000.0) / 10.0;
    return number(percent, percent == std::floor(percent) ? 0 : 1) + QLatin1Char('%');
}

QString measuredShare(std::optional<double> share)
{
    return share ? number(*share * 100.0, 1) + QLatin1Char('%') : absent();
}

QString failureShare(const api::Traffic& traffic)
{
    if (traffic.requests == 0)
        return absent();
    return number(100.0 * static_cast<double>(traffic.failures) / static_cast<double>(traffic.requests), 2) +
           QLatin1Char('%');
}

QString duration(Duration duration)
{
    const double milliseconds = std::chrono::duration<double, std::milli>(duration).count();
    if (milliseconds >= 999.5)
        return translated("%1 s").arg(number(milliseconds / 1000.0, digitsFor(milliseconds / 1000.0)));
    if (milliseconds < 0.9995 && milliseconds > 0)
        return translated("%1 µs").arg(number(milliseconds * 1000.0, 0));
    const int digits = milliseconds >= 9.95 ? 0 : 1;
    return translated("%1 ms").arg(number(milliseconds, digits));
}

QString latency(std::optional<Duration> latency)
{
    return latency ? duration(*latency) : absent();
}

QString p99(const api::Traffic& traffic)
{
    if (traffic.requests == 0)
        return absent();
    if (traffic.requests < fewestSamplesForP99 || !traffic.p99)
        return translated("too few");
    return duration(*traffic.p99);
}

QString atMost(const QString& latency)
{
    return latency.isEmpty() || !latency.front().isDigit() ? latency : QStringLiteral("≤ ") + latency;
}

QString window(std::chrono::milliseconds window)
{
    return window.count() == 0 ? countingBegins() : translated("last %1").arg(lengthOf(window));
}

QString windowLength(std::chrono::milliseconds window)
{
    return lengthOf(window);
}

QString windowBefore(std::chrono::milliseconds window, WallTime end)
{
    return window.count() == 0 ? countingBegins() : translated("%1 before %2").arg(lengthOf(window), clockTime(end));
}

QString clockTime(WallTime time)
{
    const auto sinceEpoch = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch());
    return QDateTime::fromMSecsSinceEpoch(sinceEpoch.count()).toString(QStringLiteral("HH:mm:ss"));
}

QString dayAndTime(WallTime time)
{
    const auto sinceEpoch = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch());
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(sinceEpoch.count());
    if (moment.date() == QDate::currentDate())
        return clockTime(time);
    return QLocale(QLocale::English, QLocale::UnitedStates).toString(moment, QStringLiteral("d MMM HH:mm"));
}

QString basis(const api::Traffic& traffic)
{
    return basis(traffic, window(traffic.window));
}

QString basis(const api::Traffic& traffic, const QString& window)
{
    if (!isCounted(traffic))
        return window;
    return translated("%1 requests, %2").arg(integer(traffic.requests), window);
}

QString span(std::int64_t first, std::int64_t last)
{
    const auto at = [](std::int64_t second) { return clockTime(WallTime(std::chrono::seconds(second))); };
    return QStringLiteral("%1 – %2").arg(at(first), at(last));
}

} // namespace causeway::app::text
