#pragma once

#include "engine/model/inventory.h"
#include "engine/model/resources.h"
#include "engine/snapshot/sections.h"

#include <functional>
#include <string>
#include <vector>

namespace causeway::control {

/// Names under which sections and counters know a mesh service, its clusters and its virtual hosts.
std::string clusterNameOf(std::string_view mesh, std::string_view service);

/// The routes by which a sidecar sends what its listener for one service takes in.
///
/// Shape:  rules of all policies pooled; those with equal matches merged, stronger policies over weaker ones; one route
/// a
///         match, in Gateway API's order; at the end a catch-all to the service itself, unless a rule already is one.
/// Source: Kuma MeshHTTPRoute (O): ordering of policies, merge by matches, ordering of matches.
struct MeshRoutesInput
{
    std::string mesh;
    std::string service;
    std::vector<const model::MeshHttpRoute*>
        policies; // Those that select the plane and speak of the service; any order.
    /// Backends of services that do not exist are left out; a rule of which nothing is left is dropped.
    std::function<bool(const std::string& service)> exists;
};
std::vector<snapshot::Route> compileMeshRoutes(const MeshRoutesInput& input);

} // namespace causeway::control
