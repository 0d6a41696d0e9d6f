#pragma once

#include "engine/api/views.h"
#include "engine/runtime/view/cluster_facts.h"

#include <vector>

namespace causeway::runtime {

/// The boxes and lines of the picture, with what each handled in the last ten seconds.
struct Topology
{
    std::vector<api::ZoneView> zones;
    std::vector<api::NodeView> nodes;
    std::vector<api::EdgeView> edges;
    std::vector<api::PlaneView> planes;
};

/// `clients`: what the clients of the lab saw, drawn as a node of its own; null where nobody measures them.
Topology buildTopology(const ClusterFacts& facts, const std::vector<SplitRule>& rules, const api::Traffic* clients);

} // namespace causeway::runtime
