#include "engine/runtime/view/topology_view.h"

#include <fmt/format.h>

#include <unordered_map>

namespace causeway::runtime {

namespace {

constexpr std::chrono::seconds nodeWindow{10};
constexpr std::chrono::seconds healthWindow{2}; // What heals is seen to be well so soon.
constexpr std::uint64_t leastFailures = 3;      // Below, a single reset would colour a quiet node.

std::string reasonOf(const TrafficSum& failed)
{
    const std::uint64_t answered = failed.failures() - failed.unanswered();
    if (failed.unanswered() == 0)
        return "answered with an error, or not to the end";
    if (answered == 0)
        return "no instance answered";
    return fmt::format("{} answered with an error, or not to the end; {} by no instance", answered,
                       failed.unanswered());
}

} // namespace

/// Only what had traffic has a sum: most of a large picture has none.
struct Topology::Sums
{
    std::unordered_map<std::size_t, TrafficSum> nodes;
    std::unordered_map<std::size_t, TrafficSum> edges;
};

/// A request is counted by its caller, on the edge, and by the sidecar that takes it, at the node; of what reaches a
/// node past a sidecar there are its callers' counts only. A gateway handles what clients send to it; an ingress passes
/// what edges lead over it.
void Topology::sumUp(const TrafficWindows& traffic, WallTime since, Sums& sums) const
{
    traffic.distribute(
        [&](const TrafficWindows::Key& key) {
            TrafficWindows::Sums targets{};
            if (const auto inbound = m_nodeByInbound.find(key.backend); inbound != m_nodeByInbound.end()) {
                targets[0] = &sums.nodes[inbound->second];
                return targets;
            }
            const auto plane = m_planeByName.find(key.plane);
            const bool isKnown = plane != m_planeByName.end();
            if (isKnown && plane->second.role == model::PlaneRole::Gateway)
                targets[1] = &sums.nodes[plane->second.node];
            const auto direct = m_nodeByDirect.find(key.backend);
            const auto service = direct != m_nodeByDirect.end() ? direct : m_nodeByCluster.find(key.backend);
            if (service == m_nodeByCluster.end()) // No direct one is: those were found.
                return targets;
            if (direct != m_nodeByDirect.end() || !m_facts[service->second].isCountedHere)
                targets[0] = &sums.nodes[service->second];
            const auto edge = isKnown ? m_edgeByEnds.find({plane->second.node, service->second}) : m_edgeByEnds.end();
            if (edge == m_edgeByEnds.end())
                return targets;
            targets[2] = &sums.edges[edge->second];
            if (const auto via = m_nodeById.find(m_edges[edge->second].via); via != m_nodeById.end())
                targets[3] = &sums.nodes[via->second];
            return targets;
        },
        since);
}

void Topology::count(const TrafficWindows& traffic, WallTime now, const api::Traffic* clients)
{
    const Duration window = traffic.measuredSince(now - nodeWindow);
    Sums sums;
    sumUp(traffic, now - nodeWindow, sums);
    for (std::size_t node = 0; node < m_nodes.size(); ++node) {
        const auto sum = sums.nodes.find(node);
        m_nodes[node].traffic = sum == sums.nodes.end() ? TrafficSum::nothingOver(window) : sum->second.over(window);
        if (clients && m_nodes[node].kind == api::NodeKind::Clients)
            m_nodes[node].traffic = *clients;
    }
    for (std::size_t edge = 0; edge < m_edges.size(); ++edge) {
        const auto sum = sums.edges.find(edge);
        m_edges[edge].traffic = sum == sums.edges.end() ? TrafficSum::nothingOver(window) : sum->second.over(window);
        if (clients && m_edges[edge].from == clientsNode)
            m_edges[edge].traffic = *clients;
    }
    Sums recent;
    sumUp(traffic, now - healthWindow, recent);
    judge(recent, traffic.measuredSince(now - healthWindow));
}

void Topology::judge(const Sums& recent, Duration window)
{
    for (std::size_t node = 0; node < m_nodes.size(); ++node) {
        api::NodeView& view = m_nodes[node];
        view.health = m_facts[node].health;
        view.healthReason = m_facts[node].healthReason;
        const auto sum = recent.nodes.find(node);
        if (sum == recent.nodes.end() || sum->second.failures() < leastFailures)
            continue;
        const std::uint64_t requests = sum->second.requests();
        const std::uint64_t failures = sum->second.failures();
        const api::Health health = failures * 2 >= requests    ? api::Health::Bad
                                   : failures * 20 >= requests ? api::Health::Degraded
                                                               : api::Health::Good;
        if (health <= view.health)
            continue;
        view.health = health;
        view.healthReason = fmt::format("{} of {} requests failed in the last {:.1f} s: {}", failures, requests,
                                        std::chrono::duration<double>(window).count(), reasonOf(sum->second));
    }
}

} // namespace causeway::runtime
