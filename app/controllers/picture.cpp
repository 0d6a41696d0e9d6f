#include "app/controllers/picture.h"

#include "app/controllers/split_figures.h"
#include "app/text/traffic_text.h"

#include <algorithm>

namespace causeway::app {

namespace {

WallTime timeOf(double second)
{
    return WallTime(std::chrono::duration_cast<WallTime::duration>(std::chrono::duration<double>(second)));
}

/// What is known to have been well was well; of what was not counted nothing is said.
api::Health healthOf(api::Health now, const PlaceHistory::Figures& then, bool isKnown)
{
    if (then.health != api::Health::Good)
        return then.health;
    return isKnown && now != api::Health::Unknown ? api::Health::Good : api::Health::Unknown;
}

} // namespace

Picture::Picture(ClusterBridge& bridge, TrafficHistory& history, TimeWindow& time, QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
    , m_history(history)
    , m_time(time)
{
    connect(&m_bridge, &ClusterBridge::viewChanged, this, &Picture::takeView);
    connect(&m_time, &TimeWindow::rangeChanged, this, [this] {
        m_isMade = false;
        Q_EMIT changed();
    });
}

void Picture::takeView()
{
    m_isMade = false;
    if (isOfRange())
        Q_EMIT changed();
}

const Picture::View& Picture::view() const
{
    if (!isOfRange())
        return m_bridge.view();
    ensureMade();
    return m_ofRange;
}

bool Picture::isKnown() const
{
    ensureMade();
    return isOfRange() && !m_stretch.isEmpty();
}

QString Picture::spanText() const
{
    if (!isOfRange())
        return {};
    ensureMade();
    return m_stretch.isEmpty() ? m_time.rangeText() : text::span(m_stretch.first, m_stretch.last);
}

const Picture::Rates& Picture::rates() const
{
    ensureMade();
    return m_rates;
}

void Picture::ensureMade() const
{
    if (std::exchange(m_isMade, true))
        return;
    m_rates.clear();
    m_ofRange.reset();
    m_stretch = {};
    if (!isOfRange())
        return;
    m_stretch = m_places.stretchOf(m_time.range()->first, m_time.range()->second);
    auto view = std::make_shared<api::ClusterView>(*m_bridge.view());
    fillPlaces(*view);
    fillRoutes(*view);
    fillFaults(*view);
    m_ofRange = std::move(view);
}

void Picture::fillPlaces(api::ClusterView& view) const
{
    const bool isKnown = !m_stretch.isEmpty();
    for (api::NodeView& node : view.nodes) {
        PlaceHistory::Figures figures = m_places.of(node.id, m_stretch);
        node.traffic = figures.traffic;
        node.health = healthOf(node.health, figures, isKnown);
        node.healthReason = std::move(figures.healthReason);
        m_rates.emplace(node.id, std::move(figures.rates));
    }
    for (api::EdgeView& edge : view.edges)
        edge.traffic = m_places.of(edge.id, m_stretch).traffic;
    for (api::LinkView& link : view.links) {
        PlaceHistory::Figures figures = m_places.of(link.id, m_stretch);
        link.window = m_stretch.known;
        link.samples = figures.traffic.requests;
        link.roundTrip = figures.traffic.p50;
        link.roundTripP99 = figures.traffic.p99;
        link.bytesPerSecond = figures.traffic.requestsPerSecond;
        link.health = healthOf(link.health, figures, isKnown);
        link.healthReason = std::move(figures.healthReason);
        link.settings.reset(); // What it is set to now says nothing of then.
    }
}

void Picture::fillRoutes(api::ClusterView& view) const
{
    const auto [first, last] = *m_time.range();
    for (api::RouteView& route : view.routes) {
        SplitFigures figures = figuresOfRange(route, m_history, first, last);
        route.traffic = figures.route;
        route.backends = std::move(figures.backends);
    }
}

/// As if they lasted still: so they are drawn where they hit.
void Picture::fillFaults(api::ClusterView& view) const
{
    const auto first = static_cast<double>(m_time.range()->first);
    const auto end = static_cast<double>(m_time.range()->second + 1);
    view.faults.clear();
    for (const TrafficHistory::Fault& fault : m_history.faults()) {
        if (fault.since >= end || (fault.until && *fault.until <= first))
            continue;
        api::FaultView shown;
        shown.id = fault.id;
        shown.title = fault.label.toStdString();
        shown.at = fault.at;
        shown.since = timeOf(fault.since);
        view.faults.insert(view.faults.begin(), std::move(shown)); // Newest first.
    }
    std::erase_if(view.refusals, [=](const api::RefusalView& refusal) {
        return refusal.time < timeOf(first) || refusal.time >= timeOf(end);
    });
}

} // namespace causeway::app
