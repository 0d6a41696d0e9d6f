#include "app/models/place_history.h"

#include "app/text/link_text.h"

#include <algorithm>

namespace causeway::app {

namespace {

std::int64_t secondOf(WallTime time)
{
    return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

std::int64_t lastSecondBefore(WallTime time)
{
    return std::chrono::ceil<std::chrono::seconds>(time.time_since_epoch()).count() - 1;
}

bool isTrouble(api::Health health)
{
    return health == api::Health::Degraded || health == api::Health::Bad;
}

/// The highest of all samples; one that does not know its own takes it from all.
void raise(std::optional<Duration>& highest, const std::optional<Duration>& other, bool isFirst)
{
    highest = isFirst || (highest && other) ? std::max(highest, other) : std::nullopt;
}

} // namespace

PlaceHistory::PlaceHistory(ClusterBridge& bridge, QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
{
    connect(&m_bridge, &ClusterBridge::latestChanged, this, &PlaceHistory::takeView);
}

void PlaceHistory::takeView()
{
    const api::ClusterView& view = *m_bridge.latest();
    if (view.problem)
        return; // It repeats what was known.
    if (view.time < m_seen) {
        m_samples.clear();
        m_points.clear();
        m_troubles.clear();
        m_pointCount = 0;
        m_sampledUntil.reset();
    }
    m_seen = view.time;
    noteTrouble(view);
    if (!m_sampledUntil)
        m_sampledUntil = view.time; // The first ten seconds are still to come.
    if (view.time - *m_sampledUntil >= sampleWidth)
        addSample(view);
}

void PlaceHistory::noteTrouble(const api::ClusterView& view)
{
    const auto note = [this](const std::string& place, api::Health health, const auto& reason) {
        if (!isTrouble(health))
            return;
        Trouble& worst = m_troubles[place];
        if (health > worst.health)
            worst = {health, reason()};
    };
    for (const api::NodeView& node : view.nodes)
        note(node.id, node.health, [&] { return node.healthReason; });
    for (const api::LinkView& link : view.links)
        note(link.id, link.health, [&] { return text::state(link).toStdString(); });
}

void PlaceHistory::addSample(const api::ClusterView& view)
{
    m_samples.push_back({view.time - sampleWidth, view.time});
    m_sampledUntil = view.time;
    const auto take = [this](const std::string& place, const api::Traffic& traffic) {
        add(place, {.sample = 0,
                    .requests = traffic.requests,
                    .failures = traffic.failures,
                    .rate = traffic.requestsPerSecond,
                    .p50 = traffic.p50,
                    .p99 = traffic.p99,
                    .worst = {}});
    };
    for (const api::NodeView& node : view.nodes)
        take(node.id, node.traffic);
    for (const api::EdgeView& edge : view.edges)
        take(edge.id, edge.traffic);
    for (const api::LinkView& link : view.links)
        add(link.id, {.sample = 0,
                      .requests = link.samples,
                      .failures = 0,
                      .rate = link.bytesPerSecond,
                      .p50 = link.roundTrip,
                      .p99 = link.roundTripP99,
                      .worst = {}});
    m_troubles.clear();
    forgetOld(view.time);
}

void PlaceHistory::add(const std::string& place, Point point)
{
    const auto trouble = m_troubles.find(place);
    if (point.requests == 0 && point.rate == 0 && trouble == m_troubles.end())
        return;
    point.sample = nextNumber() - 1;
    if (trouble != m_troubles.end())
        point.worst = std::move(trouble->second);
    m_points[place].push_back(std::move(point));
    ++m_pointCount;
}

void PlaceHistory::forgetOld(WallTime now)
{
    while (!m_samples.empty() && (m_pointCount > mostPoints || m_samples.front().until < now - longest))
        forgetOldest();
}

void PlaceHistory::forgetOldest()
{
    m_samples.pop_front();
    ++m_firstNumber;
    for (auto place = m_points.begin(); place != m_points.end();) {
        std::deque<Point>& points = place->second;
        if (points.front().sample < m_firstNumber) { // Each place has at most one of a sample.
            points.pop_front();
            --m_pointCount;
        }
        place = points.empty() ? m_points.erase(place) : std::next(place);
    }
}

PlaceHistory::Stretch PlaceHistory::stretchOf(std::int64_t first, std::int64_t last) const
{
    const auto touches = [=](const Sample& sample) {
        return secondOf(sample.from) <= last && lastSecondBefore(sample.until) >= first;
    };
    const auto begin = std::ranges::find_if(m_samples, touches);
    const auto end = std::find_if_not(begin, m_samples.end(), touches);
    Stretch stretch;
    stretch.begin = m_firstNumber + static_cast<std::uint64_t>(begin - m_samples.begin());
    stretch.end = m_firstNumber + static_cast<std::uint64_t>(end - m_samples.begin());
    if (begin == end)
        return stretch;
    stretch.first = secondOf(begin->from);
    stretch.last = lastSecondBefore(std::prev(end)->until);
    stretch.known = sampleWidth * (end - begin);
    return stretch;
}

PlaceHistory::Figures PlaceHistory::of(const std::string& place, const Stretch& stretch) const
{
    Figures figures;
    figures.traffic.window = stretch.known;
    const auto known = m_points.find(place);
    if (known == m_points.end() || stretch.isEmpty())
        return figures;
    figures.rates.resize(stretch.end - stretch.begin);
    bool isFirst = true;
    for (auto point = std::ranges::lower_bound(known->second, stretch.begin, {}, &Point::sample);
         point != known->second.end() && point->sample < stretch.end; ++point) {
        figures.traffic.requests += point->requests;
        figures.traffic.failures += point->failures;
        figures.traffic.requestsPerSecond += point->rate;
        figures.rates[point->sample - stretch.begin] = static_cast<float>(point->rate);
        if (point->worst.health > figures.health) {
            figures.health = point->worst.health;
            figures.healthReason = point->worst.reason;
        }
        if (point->requests == 0)
            continue; // Nothing took any time.
        raise(figures.traffic.p50, point->p50, isFirst);
        raise(figures.traffic.p99, point->p99, isFirst);
        isFirst = false;
    }
    figures.traffic.requestsPerSecond /= static_cast<double>(stretch.end - stretch.begin);
    return figures;
}

} // namespace causeway::app
