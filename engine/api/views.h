#pragma once

#include "engine/base/clock.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace causeway::api {

/// What was measured over a window that ends at the view's time. Never estimated: what is not known is absent.
struct Traffic
{
    std::chrono::milliseconds window{0}; // The span that really was measured; shorter than asked for after a start.
    std::uint64_t requests = 0;
    std::uint64_t failures = 0;
    double requestsPerSecond = 0;
    std::optional<Duration> p50; // Absent without samples.
    std::optional<Duration> p99; // Absent below 100 samples.
};

enum class Health
{
    Unknown,
    Good,
    Degraded,
    Bad
};

enum class NodeKind
{
    Clients,
    Gateway,
    Service,
    External
};

/// A box of the topology.
struct NodeView
{
    std::string id; // Stable over views: kind and names.
    NodeKind kind = NodeKind::Service;
    std::string name;
    std::string zone; // Empty: outside of all zones (clients).
    std::string mesh;
    std::string detail; // "+ sidecar", "2 instances".
    Health health = Health::Unknown;
    std::string healthReason;        // Why it is not good.
    std::vector<std::string> planes; // Names of its data planes.
    Traffic traffic;                 // All that it handled.
};

/// Requests that go from one node to another, summed over routes.
struct EdgeView
{
    std::string id;
    std::string from; // Node ids.
    std::string to;
    Traffic traffic;
    std::vector<std::string> routes; // Ids of the routes that may send along it.
};

/// One destination of a split.
struct BackendView
{
    std::string service;
    std::string node; // Node id.
    std::uint32_t weight = 0;
    double desiredShare = 0;           // 0..1; weight / sum.
    std::optional<double> actualShare; // Counted, in the traffic's window; absent without requests.
    Traffic traffic;                   // Of this route to this backend only.
};

/// One closed second of one route and backend: the points of the plots.
struct SecondView
{
    std::int64_t second = 0; // Since the epoch.
    std::string route;       // Id of the route.
    std::string service;
    std::uint64_t requests = 0;
    std::uint64_t failures = 0;
    std::optional<Duration> p50;
    std::optional<Duration> p99; // Over the 10 s that end with this second; absent below 100 samples.
};

/// A rule that splits, or could split, the requests of one destination.
struct RouteView
{
    std::string id;    // Stable: kind/mesh/name/destination/rule.
    std::string label; // "/card/dispute": the path condition, for people.
    std::string mesh;
    std::string kind;                  // "MeshHTTPRoute".
    std::string resource;              // Name of the resource that holds it.
    std::uint64_t version = 0;         // The revision that last wrote the resource: what a command says it saw.
    std::string decidedBy;             // Node id where the split is made.
    std::string destination;           // Name of the service that callers address: the `from` side of a migration.
    std::vector<BackendView> backends; // In the order of the resource.
    Traffic traffic;
};

enum class PlaneState
{
    InSync,
    Applying,
    Refused,
    Offline
};

struct PlaneView
{
    std::string name;
    std::string node; // Node id.
    std::string role; // "gateway", "sidecar".
    std::string zone;
    PlaneState state = PlaneState::Offline;
    std::string reason;
    std::uint64_t servedRevision = 0;
    WallTime since;
};

struct DiffLine
{
    enum class Kind
    {
        Same,
        Removed,
        Added
    };
    Kind kind = Kind::Same;
    std::string text;
};

/// How far a revision got, with times since its command arrived.
struct PropagationView
{
    bool isKnown = false;        // False: it spread before anyone here watched, and the rest says nothing.
    std::uint32_t concerned = 0; // Planes that it changes something for.
    std::uint32_t applied = 0;
    std::vector<std::string> refusedBy; // "name: reason"
    std::vector<std::string> offline;
    std::optional<Duration> committed;
    std::optional<Duration> compiled;
    std::optional<Duration> pushed;
    std::optional<Duration> acknowledged; // By all concerned that are online.
    std::optional<Duration> firstRouted;  // First request routed by it.
};

struct RevisionView
{
    std::uint64_t number = 0;
    WallTime time;
    std::string author;
    std::string reason;
    std::string title;               // "checkout 20 → 28 %", or what was created or deleted.
    std::vector<DiffLine> diff;      // Of the YAML form, with context.
    std::vector<std::string> routes; // Ids of routes whose split it changed.
    std::optional<std::uint64_t> inverts;
    PropagationView propagation;
};

/// Of the lab's load generator.
struct LoadView
{
    double target = 0;  // Requests per second, as set.
    double maximum = 0; // The slider's end.
    Traffic traffic;    // What clients saw.
};

/// Everything the console draws, at one moment. Immutable; the newest wins.
struct ClusterView
{
    std::string name;    // "Local lab".
    std::string summary; // "1 zone · mesh default".
    WallTime time;
    std::uint64_t headRevision = 0;
    std::vector<std::string> zones;
    std::vector<NodeView> nodes;
    std::vector<EdgeView> edges;
    std::vector<RouteView> routes;
    std::vector<PlaneView> planes;
    std::vector<RevisionView> recentRevisions; // Newest first, at most 50.
    std::vector<SecondView> seconds; // Closed in the last 15 s, oldest first: readers that miss a view miss no second.
    std::optional<LoadView> load;    // Only where there is a lab.
    std::optional<std::string> problem; // Set when the cluster does not answer: the view is stale since `time`.
};

} // namespace causeway::api
