#include "app/models/traffic_history.h"

#include "app/models/latency_sum.h"
#include "app/text/change_text.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace causeway::app {

namespace {

double secondOf(WallTime time)
{
    return std::chrono::duration<double>(time.time_since_epoch()).count();
}

/// Whether part of the point lies in [first, last].
bool overlaps(const TrafficHistory::Point& point, std::int64_t first, std::int64_t last)
{
    return point.second <= last && point.second + point.width > first;
}

} // namespace

TrafficHistory::TrafficHistory(ClusterBridge& bridge, QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
{
    connect(&m_bridge, &ClusterBridge::latestChanged, this, &TrafficHistory::takeView);
    connect(&m_bridge, &ClusterBridge::frozenChanged, this, &TrafficHistory::takeView);
}

std::vector<const TrafficHistory::Point*> TrafficHistory::points(const std::string& route, const std::string& service,
                                                                 std::int64_t first, std::int64_t last) const
{
    std::vector<const Point*> found;
    const auto series = m_series.find({route, service});
    if (series == m_series.end())
        return found;
    for (const std::deque<Point>* ring : {&series->second.coarse, &series->second.fine}) {
        for (const Point& point : *ring) {
            if (overlaps(point, first, last))
                found.push_back(&point);
        }
    }
    return found;
}

/// By the backend that most is known of: one that came later had no requests before.
TrafficHistory::Span TrafficHistory::spanOf(const std::string& route, std::int64_t first, std::int64_t last) const
{
    Span span{first, last, 0};
    for (auto series = m_series.lower_bound({route, {}}); series != m_series.end() && series->first.first == route;
         ++series) {
        std::int64_t known = 0;
        for (const Point* point : points(route, series->first.second, first, last))
            known += point->width;
        span.known = std::max(span.known, known);
    }
    return span;
}

api::Traffic TrafficHistory::trafficOf(const std::string& route, const std::string& service, const Span& span) const
{
    api::Traffic traffic;
    LatencySum latencies;
    traffic.window = std::chrono::seconds(span.known);
    for (const Point* point : points(route, service, span.first, span.last)) {
        traffic.requests += point->requests;
        traffic.failures += point->failures;
        latencies.add(point->latencies);
    }
    if (span.known > 0)
        traffic.requestsPerSecond = static_cast<double>(traffic.requests) / static_cast<double>(span.known);
    traffic.p50 = latencies.percentile(0.5);
    traffic.p99 = latencies.count() >= LatencySum::fewestForP99 ? latencies.percentile(0.99) : std::nullopt;
    return traffic;
}

std::pair<std::int64_t, std::int64_t> TrafficHistory::wholePoints(std::int64_t first, std::int64_t last) const
{
    const std::int64_t fine = (m_newest - fineLength + 1) / coarseWidth * coarseWidth; // From here on by the second.
    if (first < fine)
        first -= first % coarseWidth;
    if (last < fine)
        last += coarseWidth - 1 - last % coarseWidth;
    return {first, last};
}

const std::deque<TrafficHistory::Mark>* TrafficHistory::findMarks(const std::string& route) const
{
    const auto marks = m_marks.find(route);
    return marks == m_marks.end() ? nullptr : &marks->second;
}

void TrafficHistory::takeView()
{
    const auto marksBefore = m_lastMark;
    addSeconds(*m_bridge.latest());
    addMarks(*m_bridge.latest());
    takeFaults(*m_bridge.latest());
    if (m_bridge.isFrozen() || (m_end == m_newest && m_lastMark == marksBefore))
        return;
    m_end = m_newest;
    Q_EMIT advanced();
}

void TrafficHistory::addSeconds(const api::ClusterView& view)
{
    for (const api::SecondView& second : view.seconds) {
        Series& series = m_series[{second.route, second.service}];
        if (second.second <= lastOf(series))
            continue; // Views repeat the last seconds.
        series.fine.push_back({second.second, 1, second.requests, second.failures, second.p99, second.latencies});
        m_newest = std::max(m_newest, second.second);
        m_begin = m_begin == 0 ? second.second : std::min(m_begin, second.second);
        age(series);
    }
    forgetOldSeries();
    m_begin = m_begin == 0 ? 0 : std::max(m_begin, m_newest - coarseLength);
}

/// Blocks of ten seconds that are wholly older than ten minutes become a sum, and the oldest of these are forgotten.
void TrafficHistory::age(Series& series)
{
    const auto blockOf = [](std::int64_t second) { return second / coarseWidth; };
    while (!series.fine.empty() && blockOf(series.fine.front().second) < blockOf(m_newest - fineLength + 1)) {
        Point& old = series.fine.front();
        if (series.coarse.empty() || blockOf(series.coarse.back().second) != blockOf(old.second)) {
            series.coarse.push_back(std::move(old));
        } else {
            Point& sum = series.coarse.back();
            sum.width = old.second - sum.second + 1;
            sum.requests += old.requests;
            sum.failures += old.failures;
            sum.p99 = old.p99; // Over the ten seconds that end with the last one.
            sum.latencies = merged(sum.latencies, old.latencies);
        }
        series.fine.pop_front();
    }
    limit(series);
}

/// The last second that is counted in it; 0 when none is.
std::int64_t TrafficHistory::lastOf(const Series& series)
{
    if (!series.fine.empty())
        return series.fine.back().second;
    return series.coarse.empty() ? 0 : series.coarse.back().second + series.coarse.back().width - 1;
}

/// To its share of `mostPoints`: the oldest go first.
void TrafficHistory::limit(Series& series) const
{
    const std::size_t share = std::max<std::size_t>(1, mostPoints / m_series.size());
    while (series.fine.size() > share)
        series.fine.pop_front();
    const std::size_t most = share - std::min<std::size_t>(share, fineLength);
    while (!series.coarse.empty() &&
           (series.coarse.size() > most || series.coarse.front().second <= m_newest - coarseLength))
        series.coarse.pop_front();
}

/// Of routes and backends that are gone; of those that stay, each has its share of the points.
void TrafficHistory::forgetOldSeries()
{
    std::erase_if(m_series, [this](const auto& entry) { return lastOf(entry.second) <= m_newest - coarseLength; });
    for (auto& [key, series] : m_series)
        limit(series);
}

void TrafficHistory::addMarks(const api::ClusterView& view)
{
    for (auto revision = view.recentRevisions.rbegin(); revision != view.recentRevisions.rend(); ++revision) {
        if (revision->number <= m_lastMark)
            continue;
        m_lastMark = revision->number;
        for (const std::string& route : revision->routes) {
            std::deque<Mark>& marks = m_marks[route];
            marks.push_back({revision->number, secondOf(revision->time), text::markLabel(*revision)});
            while (!marks.empty() && marks.front().second < static_cast<double>(m_newest - coarseLength))
                marks.pop_front();
            if (marks.empty())
                m_marks.erase(route);
        }
    }
}

/// A view holds those of the last ten minutes; older ones are remembered here.
void TrafficHistory::takeFaults(const api::ClusterView& view)
{
    for (auto fault = view.faults.rbegin(); fault != view.faults.rend(); ++fault) {
        const auto known =
            std::find_if(m_faults.begin(), m_faults.end(), [&](const Fault& each) { return each.id == fault->id; });
        Fault& kept = known == m_faults.end() ? m_faults.emplace_back() : *known;
        kept = {fault->id, secondOf(fault->since), fault->until ? std::optional(secondOf(*fault->until)) : std::nullopt,
                QString::fromStdString(fault->title), fault->at};
    }
    std::erase_if(m_faults, [this](const Fault& fault) {
        return fault.until && *fault.until < static_cast<double>(m_newest - coarseLength);
    });
}

} // namespace causeway::app
