#pragma once

#include "engine/api/views.h"

#include <string>
#include <vector>

namespace causeway::app::canvas {

struct GraphNode
{
    std::string id;
    api::NodeKind kind = api::NodeKind::Service;
    std::string zone; // Empty: outside of all zones.
    bool operator==(const GraphNode&) const = default;
};

struct GraphEdge
{
    std::string id;
    std::string from;
    std::string to;
    bool operator==(const GraphEdge&) const = default;
};

/// The backends of one decision, in the order in which its edges leave the node.
struct GraphSplit
{
    std::string node;
    std::vector<std::string> backends; // Node ids.
    bool operator==(const GraphSplit&) const = default;
};

/// What of a view decides where things stand: no figures, so equal shapes keep their layout.
///
/// Shape: nodes, edges and splits sorted by id; edges and splits only between nodes that exist; zones in the order of
/// the
///        view, then those that only a node names.
struct GraphShape
{
    std::vector<std::string> zones;
    std::vector<GraphNode> nodes;
    std::vector<GraphEdge> edges;
    std::vector<GraphSplit> splits;
    bool operator==(const GraphShape&) const = default;
};

GraphShape shapeOf(const api::ClusterView& view);

} // namespace causeway::app::canvas
