#pragma once

#include "engine/api/views.h"
#include "engine/base/clock.h"
#include "engine/telemetry/traffic_report.h"

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace causeway::runtime {

/// Sums what was counted over a span, from any number of series.
class TrafficSum
{
public:
    /// `unanswered`: those of the failures that no instance answered.
    void add(std::uint64_t requests, std::uint64_t failures, std::uint64_t unanswered)
    {
        m_requests += requests;
        m_failures += failures;
        m_unanswered += unanswered;
    }
    void addLatency(const telemetry::LatencyCounts& counts) { m_latency.add(counts); }
    std::uint64_t requests() const { return m_requests; }
    std::uint64_t failures() const { return m_failures; }
    std::uint64_t unanswered() const { return m_unanswered; }
    /// With the percentiles that so many samples allow.
    api::Traffic over(Duration window) const;
    /// The buckets that are not empty.
    std::vector<api::LatencyBin> latencies() const;
    static api::Traffic nothingOver(Duration window);

private:
    std::uint64_t m_requests = 0;
    std::uint64_t m_failures = 0;
    std::uint64_t m_unanswered = 0;
    telemetry::LatencyHistogram m_latency;
};

/// The reports of the last minute of all planes, by route and backend, to be summed over the window that is asked for.
///
/// Units:   wall time, as the planes stamped their reports.
/// Threads: one owner.
class TrafficWindows
{
public:
    struct Key
    {
        std::string route;   // Of the snapshot, without a match's suffix.
        std::string backend; // Name of the cluster; empty: the proxy answered before choosing.
        std::string plane;
        auto operator<=>(const Key&) const = default;
    };

    static constexpr std::chrono::seconds kept{60};

    void record(const telemetry::TrafficReport& report);

    /// Adds what all planes reported of one route and backend; reports that began at `since` or later count.
    void addTo(TrafficSum& sum, std::string_view route, std::string_view backend, WallTime since) const;
    /// Adds each series to the sums that `sumsOf` names for it; null ones are none.
    using Sums = std::array<TrafficSum*, 4>;
    void distribute(const std::function<Sums(const Key&)>& sumsOf, WallTime since) const;

    /// From the first report that began at `since` or later until the newest one; nothing when there is none.
    Duration measuredSince(WallTime since) const;
    /// The same by the planes alone that reported of the route: so long the sums of addTo() were counted.
    Duration measuredSince(WallTime since, std::string_view route) const;
    WallTime newest() const { return m_newest; }

    /// What all planes reported of one route and backend in the seconds [first, last] of the epoch.
    void addSeconds(TrafficSum& sum, std::string_view route, std::string_view backend, std::int64_t first,
                    std::int64_t last) const;

private:
    struct Entry
    {
        WallTime from;
        WallTime until;
        std::uint64_t requests = 0;
        std::uint64_t failures = 0;
        std::uint64_t unanswered = 0; // Of the failures.
        telemetry::LatencyCounts latency;
    };
    using Series = std::deque<Entry>; // In the order of their arrival.
    static void add(TrafficSum& sum, const Entry& entry);
    static Series::const_iterator firstSince(const Series& series, WallTime since);
    void forEachPlane(std::string_view route, std::string_view backend,
                      const std::function<void(const Series&)>& visit) const;
    void forget(WallTime before);

    Duration measuredBy(const std::function<bool(const std::string& plane)>& counts, WallTime since) const;

    std::map<Key, Series> m_series;
    std::map<std::string, std::deque<WallTime>> m_begins; // Of each plane's reports, those without counts too.
    WallTime m_newest{};
    WallTime m_forgotten{}; // When old entries were last looked for.
};

/// The name of the route that a snapshot route was made from: without the suffix that numbers its matches.
std::string_view routeOfMatch(std::string_view snapshotRoute);

/// The second of the epoch that a moment falls in.
std::int64_t secondOf(WallTime time);

} // namespace causeway::runtime
