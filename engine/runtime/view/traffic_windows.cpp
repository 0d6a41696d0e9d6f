#include "engine/runtime/view/traffic_windows.h"

#include <algorithm>
#include <set>

namespace causeway::runtime {

namespace {

constexpr std::uint64_t samplesForP99 = 100;

} // namespace

api::Traffic TrafficSum::over(Duration window) const
{
    api::Traffic traffic;
    traffic.window = std::chrono::duration_cast<std::chrono::milliseconds>(window);
    traffic.requests = m_requests;
    traffic.failures = m_failures;
    const double seconds = std::chrono::duration<double>(window).count();
    traffic.requestsPerSecond = seconds > 0 ? static_cast<double>(m_requests) / seconds : 0;
    traffic.p50 = m_latency.percentile(0.5);
    if (m_latency.count() >= samplesForP99)
        traffic.p99 = m_latency.percentile(0.99);
    return traffic;
}

std::vector<api::LatencyBin> TrafficSum::latencies() const
{
    using std::chrono::duration_cast;
    std::vector<api::LatencyBin> bins;
    const auto buckets = m_latency.buckets();
    for (std::size_t i = 0; i < buckets.size(); ++i) {
        if (buckets[i] == 0)
            continue;
        const auto middle = duration_cast<std::chrono::microseconds>(telemetry::LatencyHistogram::middleOf(i)).count();
        bins.push_back({static_cast<std::uint32_t>(std::min<std::int64_t>(middle, UINT32_MAX)),
                        static_cast<std::uint32_t>(std::min<std::uint64_t>(buckets[i], UINT32_MAX))});
    }
    return bins;
}

api::Traffic TrafficSum::nothingOver(Duration window)
{
    api::Traffic traffic;
    traffic.window = std::chrono::duration_cast<std::chrono::milliseconds>(window);
    return traffic;
}

std::string_view routeOfMatch(std::string_view snapshotRoute)
{
    return snapshotRoute.substr(0, snapshotRoute.rfind('#'));
}

std::int64_t secondOf(WallTime time)
{
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

void TrafficWindows::record(const telemetry::TrafficReport& report)
{
    m_newest = std::max(m_newest, report.until);
    m_begins[report.plane].push_back(report.from);
    for (const telemetry::TrafficCount& count : report.counts) {
        Series& series = m_series[Key{std::string(routeOfMatch(count.route)), count.backend, report.plane}];
        const std::uint64_t unanswered = count.instance.empty() ? count.failures : 0;
        series.push_back({report.from, report.until, count.requests, count.failures, unanswered, count.latency});
    }
    if (m_newest - m_forgotten < std::chrono::seconds(1))
        return; // Looking through all series costs more than keeping some for a second.
    m_forgotten = m_newest;
    forget(m_newest - kept - std::chrono::seconds(5));
}

void TrafficWindows::forget(WallTime before)
{
    for (auto series = m_series.begin(); series != m_series.end();) {
        std::deque<Entry>& entries = series->second;
        while (!entries.empty() && entries.front().until < before)
            entries.pop_front();
        series = entries.empty() ? m_series.erase(series) : std::next(series);
    }
    for (auto plane = m_begins.begin(); plane != m_begins.end();) {
        std::deque<WallTime>& begins = plane->second;
        while (!begins.empty() && begins.front() < before)
            begins.pop_front();
        plane = begins.empty() ? m_begins.erase(plane) : std::next(plane);
    }
}

void TrafficWindows::add(TrafficSum& sum, const Entry& entry)
{
    sum.add(entry.requests, entry.failures, entry.unanswered);
    sum.addLatency(entry.latency);
}

void TrafficWindows::forEachPlane(std::string_view route, std::string_view backend,
                                  const std::function<void(const Series&)>& visit) const
{
    // The plane is the last part of the key, so that the planes of one route and backend stand together.
    auto series = m_series.lower_bound(Key{std::string(route), std::string(backend), {}});
    for (; series != m_series.end() && series->first.route == route && series->first.backend == backend; ++series)
        visit(series->second);
}

/// Entries of a plane come in the order of their times.
TrafficWindows::Series::const_iterator TrafficWindows::firstSince(const Series& series, WallTime since)
{
    return std::lower_bound(series.begin(), series.end(), since,
                            [](const Entry& entry, WallTime time) { return entry.from < time; });
}

void TrafficWindows::addTo(TrafficSum& sum, std::string_view route, std::string_view backend, WallTime since) const
{
    forEachPlane(route, backend, [&](const Series& series) {
        for (auto entry = firstSince(series, since); entry != series.end(); ++entry)
            add(sum, *entry);
    });
}

void TrafficWindows::distribute(const std::function<Sums(const Key&)>& sumsOf, WallTime since) const
{
    for (const auto& [key, series] : m_series) {
        const auto first = firstSince(series, since);
        if (first == series.end())
            continue;
        for (TrafficSum* const sum : sumsOf(key))
            if (sum)
                for (auto entry = first; entry != series.end(); ++entry)
                    add(*sum, *entry);
    }
}

Duration TrafficWindows::measuredBy(const std::function<bool(const std::string& plane)>& counts, WallTime since) const
{
    WallTime first = m_newest;
    for (const auto& [plane, begins] : m_begins) {
        const auto begin = std::lower_bound(begins.begin(), begins.end(), since);
        if (begin != begins.end() && counts(plane))
            first = std::min(first, *begin);
    }
    return m_newest - first;
}

Duration TrafficWindows::measuredSince(WallTime since) const
{
    return measuredBy([](const std::string&) { return true; }, since);
}

Duration TrafficWindows::measuredSince(WallTime since, std::string_view route) const
{
    std::set<std::string> planes;
    for (auto series = m_series.lower_bound(Key{std::string(route), {}, {}});
         series != m_series.end() && series->first.route == route; ++series)
        planes.insert(series->first.plane);
    return measuredBy([&](const std::string& plane) { return planes.empty() || planes.contains(plane); }, since);
}

void TrafficWindows::addSeconds(TrafficSum& sum, std::string_view route, std::string_view backend, std::int64_t first,
                                std::int64_t last) const
{
    forEachPlane(route, backend, [&](const Series& series) {
        for (const Entry& entry : series)
            if (const std::int64_t second = secondOf(entry.until); second >= first && second <= last)
                add(sum, entry);
    });
}

} // namespace causeway::runtime
