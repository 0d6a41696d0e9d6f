#include "app/canvas/layout/graph_shape.h"

#include <algorithm>
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

void appendEdges(GraphShape& shape, const api::ClusterView& view, const Ids& known)
{
    Ids seen;
    for (const api::EdgeView& edge : view.edges) {
        if (known.contains(edge.from) && known.contains(edge.to) && seen.insert(edge.id).second)
            shape.edges.push_back({edge.id, edge.from, edge.to});
    }
    std::ranges::sort(shape.edges, {}, &GraphEdge::id);
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
    appendEdges(shape, view, known);
    appendSplits(shape, view, known);
    return shape;
}

} // namespace causeway::app::canvas
