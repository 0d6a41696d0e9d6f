#include "app/plots/traffic_history.h"

#include "app/text/change_text.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace causeway::app {

TrafficHistory::TrafficHistory(ClusterBridge& bridge, QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
{
    connect(&m_bridge, &ClusterBridge::latestChanged, this, &TrafficHistory::takeView);
    connect(&m_bridge, &ClusterBridge::frozenChanged, this, &TrafficHistory::takeView);
}

const TrafficHistory::Ring* TrafficHistory::find(const std::string& route, const std::string& service) const
{
    const auto ring = m_rings.find({route, service});
    return ring == m_rings.end() ? nullptr : &ring->second;
}

const std::deque<TrafficHistory::Mark>* TrafficHistory::findMarks(const std::string& route) const
{
    const auto marks = m_marks.find(route);
    return marks == m_marks.end() ? nullptr : &marks->second;
}

std::int64_t TrafficHistory::span() const
{
    constexpr std::array<std::int64_t, 3> sizes{60, 120, 300};
    const std::int64_t seen = m_end - m_begin + 1;
    const auto fits = std::find_if(sizes.begin(), sizes.end(), [=](std::int64_t size) { return seen <= size; });
    return fits == sizes.end() ? length : *fits;
}

void TrafficHistory::takeView()
{
    const auto marksBefore = m_lastMark;
    addSeconds(*m_bridge.latest());
    addMarks(*m_bridge.latest());
    if (m_bridge.isFrozen() || (m_end == m_newest && m_lastMark == marksBefore))
        return;
    m_end = m_newest;
    Q_EMIT advanced();
}

void TrafficHistory::addSeconds(const api::ClusterView& view)
{
    for (const api::SecondView& second : view.seconds) {
        Ring& ring = m_rings[{second.route, second.service}];
        if (!ring.empty() && second.second <= ring.back().second)
            continue; // Views repeat the last seconds.
        ring.push_back({second.second, second.requests, second.failures, second.p99});
        while (ring.front().second <= second.second - length)
            ring.pop_front();
        m_newest = std::max(m_newest, second.second);
        m_begin = m_begin == 0 ? second.second : std::min(m_begin, second.second);
    }
}

void TrafficHistory::addMarks(const api::ClusterView& view)
{
    const auto secondOf = [](WallTime time) { return std::chrono::duration<double>(time.time_since_epoch()).count(); };
    for (auto revision = view.recentRevisions.rbegin(); revision != view.recentRevisions.rend(); ++revision) {
        if (revision->number <= m_lastMark)
            continue;
        m_lastMark = revision->number;
        for (const std::string& route : revision->routes) {
            std::deque<Mark>& marks = m_marks[route];
            marks.push_back({revision->number, secondOf(revision->time), text::markLabel(*revision)});
            while (!marks.empty() && marks.front().second < static_cast<double>(m_newest - length))
                marks.pop_front();
            if (marks.empty())
                m_marks.erase(route);
        }
    }
}

} // namespace causeway::app
