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
std::string decidedBy(const ClusterFacts& facts, const SplitRule& rule)
{
    for (const control::PlaneStatus& plane : facts.planes) {
        const auto& listeners = plane.declaration.listeners;
        const bool leadsThere =
            std::any_of(listeners.begin(), listeners.end(), [&](const model::PlaneListener& listener) {
                return listener.service == rule.destination->service;
            });
        if (leadsThere && plane.declaration.mesh == rule.route->mesh &&
            model::selects(rule.route->planes, plane.declaration))
            return nodeOfPlane(plane.declaration);
    }
    return {};
}

/// Since the weights changed, but no longer than a minute ago.
WallTime countedSince(const ClusterFacts& facts, const std::string& route)
{
    const WallTime minute = facts.now - TrafficWindows::kept;
    const auto changed = facts.splitSince.find(route);
    return changed == facts.splitSince.end() ? minute : std::max(minute, changed->second);
}

void countBackends(api::RouteView& view, const ClusterFacts& facts)
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
    if (whole.requests() == 0)
        return;
    for (api::BackendView& backend : view.backends)
        backend.actualShare = static_cast<double>(backend.traffic.requests) / static_cast<double>(whole.requests());
}

api::RouteView viewOf(const ClusterFacts& facts, const SplitRule& rule)
{
    api::RouteView view;
    view.id = rule.id;
    view.label = labelOf(rule);
    view.mesh = rule.route->mesh;
    view.kind = model::nameOf(model::ResourceKind::MeshHttpRoute);
    view.resource = rule.route->name;
    view.version = rule.entry->version;
    view.decidedBy = decidedBy(facts, rule);
    view.destination = rule.destination->service;
    view.backends = weightsOf(*rule.rule);
    for (api::BackendView& backend : view.backends)
        backend.node = nodeOfService(view.mesh, backend.service);
    countBackends(view, facts);
    return view;
}

} // namespace

std::vector<api::RouteView> buildRoutes(const ClusterFacts& facts, const std::vector<SplitRule>& rules)
{
    std::vector<api::RouteView> views;
    views.reserve(rules.size());
    for (const SplitRule& rule : rules)
        views.push_back(viewOf(facts, rule));
    return views;
}

void SecondsLog::advance(const ClusterFacts& facts, const std::vector<SplitRule>& rules)
{
    const std::int64_t closable = secondOf(facts.now - reportGrace) - 1;
    if (m_closed == 0)
        m_closed = closable;
    m_closed = std::max(m_closed, closable - secondsKept); // After a sleep, seconds without reports are not invented.
    while (m_closed < closable)
        close(++m_closed, facts, rules);
    while (!m_seconds.empty() && m_seconds.front().second <= m_closed - secondsKept)
        m_seconds.pop_front();
}

void SecondsLog::close(std::int64_t second, const ClusterFacts& facts, const std::vector<SplitRule>& rules)
{
    for (const SplitRule& rule : rules)
        for (const model::BackendRef& backend : rule.rule->backends) {
            const std::string cluster = clusterOfService(rule.route->mesh, backend.service);
            TrafficSum sum;
            facts.traffic.addSeconds(sum, rule.id, cluster, second, second);
            TrafficSum around;
            facts.traffic.addSeconds(around, rule.id, cluster, second - percentileSeconds + 1, second);
            const api::Traffic counted = sum.over(std::chrono::seconds(1));
            const api::Traffic recent = around.over(std::chrono::seconds(percentileSeconds));
            m_seconds.push_back({second, rule.id, backend.service, counted.requests, counted.failures, counted.p50,
                                 recent.p99, sum.latencies()});
        }
}

} // namespace causeway::runtime
