#include "engine/runtime/view/route_views.h"

#include <fmt/format.h>

#include <algorithm>

namespace causeway::runtime {

namespace {

constexpr std::chrono::milliseconds reportGrace{600}; // Planes report four times a second.
constexpr std::int64_t secondsKept = 15;
constexpr std::int64_t percentileSeconds = 10;

std::string labelOf(const SplitRule& rule)
{
    for (const model::HttpMatch& match : rule.rule->matches)
        if (match.path)
            return match.path->value;
    return "/";
}

/// The node whose sidecar carries the destination's listener and is meant by the policy.
std::string decidedBy(const std::vector<control::PlaneStatus>& planes, const Topology& topology, const SplitRule& rule)
{
    for (const control::PlaneStatus& plane : planes) {
        const auto& listeners = plane.declaration.listeners;
        const bool leadsThere =
            std::any_of(listeners.begin(), listeners.end(), [&](const model::PlaneListener& listener) {
                return listener.service == rule.destination->service;
            });
        if (leadsThere && plane.declaration.mesh == rule.route->mesh &&
            model::selects(rule.route->planes, plane.declaration))
            return topology.nodeOfPlane(plane.declaration.name);
    }
    return {};
}

/// Since the weights changed, but no longer than a minute ago.
WallTime countedSince(const TrafficFacts& facts, const std::string& route)
{
    const WallTime minute = facts.now - TrafficWindows::kept;
    const auto changed = facts.splitSince.find(route);
    return changed == facts.splitSince.end() ? minute : std::max(minute, changed->second);
}

std::optional<double> shareOf(std::uint64_t part, std::uint64_t whole)
{
    return whole == 0 ? std::nullopt : std::optional(static_cast<double>(part) / static_cast<double>(whole));
}

void countBackends(api::RouteView& view, const TrafficFacts& facts)
{
    const WallTime since = countedSince(facts, view.id);
    const Duration window = facts.traffic.measuredSince(since, view.id);
    TrafficSum whole;
    for (api::BackendView& backend : view.backends) {
        const std::string cluster = clusterOfService(view.mesh, backend.service);
        TrafficSum sum;
        facts.traffic.addTo(sum, view.id, cluster, since);
        facts.traffic.addTo(whole, view.id, cluster, since);
        backend.traffic = sum.over(window);
    }
    view.traffic = whole.over(window);
    for (api::BackendView& backend : view.backends)
        backend.actualShare = shareOf(backend.traffic.requests, whole.requests());
}

api::RouteView viewOf(const std::vector<control::PlaneStatus>& planes, const Topology& topology, const SplitRule& rule)
{
    api::RouteView view;
    view.id = rule.id;
    view.label = labelOf(rule);
    view.mesh = rule.route->mesh;
    view.kind = model::nameOf(model::ResourceKind::MeshHttpRoute);
    view.resource = rule.route->name;
    view.version = rule.entry->version;
    view.decidedBy = decidedBy(planes, topology, rule);
    view.destination = rule.destination->service;
    view.backends = weightsOf(*rule.rule);
    for (api::BackendView& backend : view.backends)
        backend.node = nodeOfService(view.mesh, backend.service);
    return view;
}

} // namespace

std::vector<api::RouteView> describeRoutes(const std::vector<SplitRule>& rules,
                                           const std::vector<control::PlaneStatus>& planes, const Topology& topology)
{
    std::vector<api::RouteView> views;
    views.reserve(rules.size());
    for (const SplitRule& rule : rules)
        views.push_back(viewOf(planes, topology, rule));
    return views;
}

void countRoutes(std::vector<api::RouteView>& routes, const TrafficFacts& facts)
{
    for (api::RouteView& route : routes)
        countBackends(route, facts);
}

void SecondsLog::advance(const TrafficFacts& facts, const std::vector<api::RouteView>& routes)
{
    const std::int64_t closable = secondOf(facts.now - reportGrace) - 1;
    if (m_closed == 0)
        m_closed = closable;
    m_closed = std::max(m_closed, closable - secondsKept); // After a sleep, seconds without reports are not invented.
    while (m_closed < closable)
        close(++m_closed, facts, routes);
    while (!m_seconds.empty() && m_seconds.front().second <= m_closed - secondsKept)
        m_seconds.pop_front();
}

void SecondsLog::close(std::int64_t second, const TrafficFacts& facts, const std::vector<api::RouteView>& routes)
{
    for (const api::RouteView& route : routes)
        for (const api::BackendView& backend : route.backends) {
            const std::string cluster = clusterOfService(route.mesh, backend.service);
            TrafficSum sum;
            facts.traffic.addSeconds(sum, route.id, cluster, second, second);
            TrafficSum around;
            facts.traffic.addSeconds(around, route.id, cluster, second - percentileSeconds + 1, second);
            const api::Traffic counted = sum.over(std::chrono::seconds(1));
            const api::Traffic recent = around.over(std::chrono::seconds(percentileSeconds));
            m_seconds.push_back({second, route.id, backend.service, counted.requests, counted.failures, counted.p50,
                                 recent.p99, sum.latencies()});
        }
}

} // namespace causeway::runtime
