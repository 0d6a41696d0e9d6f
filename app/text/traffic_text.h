#pragma once

#include "engine/api/views.h"

#include <QString>

/// Figures as people read them, the same on every screen. The locale is C: tools and logs are compared with the screen.
namespace causeway::app::text {

QString integer(std::uint64_t value);           // "13,380"
QString figure(double value, int digits);       // "1,240", "7.50": digits behind the point.
QString rate(double requestsPerSecond);         // "1,240", "8.4", "0.25"
QString rateWithUnit(double requestsPerSecond); // "1,240 rps"
QString rate(const api::Traffic& traffic);      // The same; "–" as long as nothing was counted at all.
QString rateWithUnit(const api::Traffic& traffic);
QString requests(const api::Traffic& traffic);          // "13,380", or "–"
QString share(double share);                            // "28%", "12.5%": as few digits as are needed, at most one.
QString measuredShare(std::optional<double> share);     // "27.9%": always one digit; "–" without requests.
QString failureShare(const api::Traffic& traffic);      // "0.02%"
QString duration(Duration duration);                    // "3.8 ms", "41 ms", "1.2 s", "640 µs"
QString latency(std::optional<Duration> latency);       // duration(), "–" when absent.
QString p99(const api::Traffic& traffic);               // "too few" below 100 samples.
QString atMost(const QString& latency);                 // "≤ 3.8 ms"; what is no figure stays as it is.
QString window(std::chrono::milliseconds window);       // "last 60 s"
QString windowLength(std::chrono::milliseconds window); // "60 s"
QString windowBefore(std::chrono::milliseconds window, WallTime end); // "60 s before 14:02:11"
QString clockTime(WallTime time);                                     // "14:02:11", of this machine.
QString dayAndTime(WallTime time);                                    // The same today, "20 Nov 14:02" before.

/// "13,380 requests, last 60 s": what stands behind a figure; "counting begins" while it has no window.
QString basis(const api::Traffic& traffic);
/// The same for a window that does not end now.
QString basis(const api::Traffic& traffic, const QString& window);
/// "14:02:11 – 14:02:31", both included, in seconds since the epoch.
QString span(std::int64_t first, std::int64_t last);

} // namespace causeway::app::text
