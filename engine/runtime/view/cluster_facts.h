#pragma once

#include "engine/api/views.h"
#include "engine/control/control_plane.h"
#include "engine/runtime/view/traffic_windows.h"

#include <map>
#include <string>
#include <vector>

namespace causeway::runtime {

/// A rule of a MeshHTTPRoute, with the names by which view, snapshot and counters know it.
struct SplitRule
{
    std::string id; // "MeshHTTPRoute/<mesh>/<name>/<destination>/<rule>"
    const control::ResourceEntry* entry = nullptr;
    const model::MeshHttpRoute* route = nullptr;
    const model::HttpDestination* destination = nullptr;
    const model::HttpRule* rule = nullptr;
};

/// What the numbers of a view are counted from, borrowed for the time of making it.
struct TrafficFacts
{
    const TrafficWindows& traffic;
    WallTime now;
    /// Since when each split serves by its present weights; rules that are missing never changed while we watched.
    const std::map<std::string, WallTime>& splitSince;
};

/// The rules that split, of all routes, in the order of the resources.
std::vector<SplitRule> splitRules(const std::vector<control::ResourceEntry>& resources);

/// The backends with weight and desired share; traffic and nodes are left empty.
std::vector<api::BackendView> weightsOf(const model::HttpRule& rule);

std::string splitRuleId(const model::MeshHttpRoute& route, std::size_t destination, std::size_t rule);
std::string clusterOfService(std::string_view mesh, std::string_view service);
std::string nodeOfService(std::string_view mesh, std::string_view service);
/// Route and cluster by which a sidecar hands requests to its application: "inbound/<mesh>/<service>".
std::string inboundOfService(std::string_view mesh, std::string_view service);
std::string nodeOfIngress(std::string_view zone);
/// "link/<zone>/<zone>", their names in order.
std::string linkId(std::string_view from, std::string_view to);
/// Planes of one workload are drawn as one node.
std::string nodeOfPlane(const model::PlaneDeclaration& plane);

constexpr std::string_view clientsNode = "clients";

} // namespace causeway::runtime
