#include "app/canvas/layout/graph_shape.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_set>

namespace causeway::app::canvas {

namespace {

using Ids = std::unordered_set<std::string>;

void appendNodes(GraphShape& shape, const api::ClusterView& view, Ids& known)
{
    for (const api::NodeView& node : view.nodes) {
        if (!known.insert(node.id).second)
            continue;
        shape.nodes.push_back({node.id, node.kind, node.zone});
        if (!node.zone.empty() && std::ranges::find(shape.zones, node.zone) == shape.zones.end())
            shape.zones.push_back(node.zone);
    }
    std::ranges::sort(shape.nodes, {}, &GraphNode::id);
}

/// Collects the lines to and from ingresses, which several edges share.
class SharedLines
{
public:
    void add(const std::string& from, const std::string& to, const std::string& member)
    {
        GraphEdge& line = m_lines[{from, to}];
        if (line.members.empty())
            line = {"line/" + from + ">" + to, from, to, {}};
        line.members.push_back(member);
    }

    void moveTo(std::vector<GraphEdge>& edges)
    {
        for (auto& [ends, line] : m_lines) {
            std::ranges::sort(line.members);
            edges.push_back(std::move(line));
        }
    }

private:
    std::map<std::pair<std::string, std::string>, GraphEdge> m_lines;
};

void appendEdges(GraphShape& shape, const api::ClusterView& view, const Ids& known)
{
    Ids seen;
    SharedLines shared;
    for (const api::EdgeView& edge : view.edges) {
        if (!known.contains(edge.from) || !known.contains(edge.to) || !seen.insert(edge.id).second)
            continue;
        if (!known.contains(edge.via) || edge.via == edge.from || edge.via == edge.to) {
            shape.edges.push_back({edge.id, edge.from, edge.to, {edge.id}});
            continue;
        }
        shared.add(edge.from, edge.via, edge.id);
        shared.add(edge.via, edge.to, edge.id);
    }
    shared.moveTo(shape.edges);
    std::ranges::sort(shape.edges, {}, &GraphEdge::id);
}

void appendLinks(GraphShape& shape, const api::ClusterView& view)
{
    const auto isZone = [&](const std::string& zone) {
        return std::ranges::find(shape.zones, zone) != shape.zones.end();
    };
    Ids seen;
    for (const api::LinkView& link : view.links) {
        if (isZone(link.fromZone) && isZone(link.toZone) && link.fromZone != link.toZone && seen.insert(link.id).second)
            shape.links.push_back({link.id, link.fromZone, link.toZone});
    }
}

void appendSplits(GraphShape& shape, const api::ClusterView& view, const Ids& known)
{
    for (const api::RouteView& route : view.routes) {
        GraphSplit split{route.decidedBy, {}};
        for (const api::BackendView& backend : route.backends) {
            if (known.contains(backend.node))
                split.backends.push_back(backend.node);
        }
        if (split.backends.size() > 1 && known.contains(split.node))
            shape.splits.push_back(std::move(split));
    }
    const auto key = [](const GraphSplit& split) { return std::tie(split.node, split.backends); };
    std::ranges::sort(shape.splits, {}, key);
    shape.splits.erase(std::ranges::unique(shape.splits).begin(), shape.splits.end());
}

} // namespace

GraphShape shapeOf(const api::ClusterView& view)
{
    GraphShape shape;
    Ids known;
    for (const api::ZoneView& zone : view.zones) {
        if (!zone.name.empty() && std::ranges::find(shape.zones, zone.name) == shape.zones.end())
            shape.zones.push_back(zone.name);
    }
    appendNodes(shape, view, known);
    const auto isEntered = [&](const std::string& zone) {
        return std::ranges::any_of(shape.nodes, [&](const GraphNode& node) {
            return node.kind == api::NodeKind::Gateway && node.zone == zone;
        });
    };
    std::ranges::stable_partition(shape.zones, isEntered); // Traffic comes in at the top.
    appendEdges(shape, view, known);
    appendSplits(shape, view, known);
    appendLinks(shape, view);
    return shape;
}

} // namespace causeway::app::canvas
