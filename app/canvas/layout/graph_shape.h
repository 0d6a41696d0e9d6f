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

/// One line of the picture. An edge into another zone is two of them: to the zone's ingress, which it shares with all
/// others that go there, and from the ingress on.
struct GraphEdge
{
    std::string id;
    std::string from;
    std::string to;
    std::vector<std::string> members; // Ids of the edges of the view that go along it.
    bool operator==(const GraphEdge&) const = default;
};

struct GraphLink
{
    std::string id;
    std::string from; // Names of zones.
    std::string to;
    bool operator==(const GraphLink&) const = default;
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
/// Shape: nodes, edges and splits sorted by id; edges, splits and links only between what exists; zones with a gateway
///        first, then in the order of the view, then those that only a node names; links in the order of the view.
struct GraphShape
{
    std::vector<std::string> zones;
    std::vector<GraphNode> nodes;
    std::vector<GraphEdge> edges;
    std::vector<GraphSplit> splits;
    std::vector<GraphLink> links;
    bool operator==(const GraphShape&) const = default;
};

GraphShape shapeOf(const api::ClusterView& view);

} // namespace causeway::app::canvas
