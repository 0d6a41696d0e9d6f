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
    External,
    ZoneIngress
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
    bool isMutualTls = false;        // All that it takes from the mesh came over mTLS.
    Traffic traffic;                 // All that it handled.
};

/// A zone: a place with an attribute of its own on planes; links lead to others.
struct ZoneView
{
    std::string name;
    std::string detail; // "4 data planes", for people.
    Health health = Health::Unknown;
    std::string healthReason;

    bool operator==(const ZoneView&) const = default;
};

/// How a lab shapes the path between two zones, in both directions.
struct LinkSettings
{
    std::chrono::microseconds delay{0};  // One way.
    std::chrono::microseconds jitter{0}; // Added to the delay: 0 to this much, drawn anew for each piece.
    double megabitsPerSecond = 0;        // 0: no limit.
    double lossPercent = 0;              // Modelled as retransmission stalls, 0..100.
    bool isCut = false;

    bool operator==(const LinkSettings&) const = default;
};

/// The path between two zones, with what was measured on it.
struct LinkView
{
    std::string id; // "link/<zone>/<zone>", the names in order.
    std::string fromZone;
    std::string toZone;
    std::string via; // "transit hub"; empty: nothing stands between.
    Health health = Health::Unknown;
    std::string healthReason;
    std::chrono::milliseconds window{0}; // Of the round trips below.
    std::uint64_t samples = 0;
    std::optional<Duration> roundTrip;    // Median; absent without samples.
    std::optional<Duration> roundTripP99; // Absent below 100 samples.
    double bytesPerSecond = 0;
    std::optional<LinkSettings> settings; // Only where the path can be shaped.
};

/// What can be broken where there is a lab.
enum class FaultKind
{
    SlowService,        // Amount: milliseconds more per request; the service's queue and concurrency are real.
    ErrorRate,          // Amount: percent of its requests that an instance answers 500.
    StoppedInstance,    // An instance of a service that does not listen any more.
    KilledPlane,        // A data plane without its sockets and its state; undone, it joins anew.
    ControlPlaneGone,   // Nobody answers data planes nor the mesh API; traffic goes on.
    ExpiredCertificate, // A data plane whose certificate was allowed to run out.
    CutLink
};

/// A fault that could be started: what menus are made of.
struct FaultOffer
{
    struct Target
    {
        std::string id;   // What StartFault names.
        std::string name; // For people.
        std::string at;   // Id of the node, edge or link that the fault is drawn at.
    };
    FaultKind kind = FaultKind::SlowService;
    std::string title;  // "Slow service"
    std::string detail; // What it does, in a sentence.
    std::vector<Target> targets;
    std::string unit; // Of the amount; empty: the fault has none.
    double least = 0;
    double most = 0;
    double usual = 0;
};

/// A fault that someone started; it stays in the view for a while after its end.
struct FaultView
{
    std::uint64_t id = 0;
    FaultKind kind = FaultKind::SlowService;
    std::string title;  // "checkout answers 200 ms later"
    std::string target; // FaultOffer::Target::id.
    std::string at;     // Id of the node, edge or link that it is drawn at.
    double amount = 0;
    std::string author;
    WallTime since;
    std::optional<WallTime> until; // Absent: it lasts.
};

/// A peer that was turned away: at the control plane's door or at a data plane's.
struct RefusalView
{
    WallTime time;     // Of the newest.
    std::string where; // Name of the plane that refused, or "control plane".
    std::string at;    // Id of the node that it is drawn at; empty: none.
    std::string peer;  // Who asked: its identity, or its address where it showed none.
    std::string reason;
    std::uint64_t times = 0; // Within the window.
    std::chrono::milliseconds window{0};
};

/// Requests that go from one node to another, summed over routes.
struct EdgeView
{
    std::string id;
    std::string from; // Node ids.
    std::string to;
    Traffic traffic;
    std::vector<std::string> routes; // Ids of the routes that may send along it.
    std::string via;                 // Id of the zone ingress node that it passes; empty: it goes straight there.
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

/// How many requests took about so long.
struct LatencyBin
{
    std::uint32_t microseconds = 0; // The middle of the bucket, within 3 % of each of them.
    std::uint32_t times = 0;

    bool operator==(const LatencyBin&) const = default;
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
    std::optional<Duration> p99;       // Over the 10 s that end with this second; absent below 100 samples.
    std::vector<LatencyBin> latencies; // Of the second alone, rising: spans of seconds have percentiles by their sums.
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
    std::string version;
    std::string identity;                       // SPIFFE URI of its workload; empty: none.
    std::optional<WallTime> certificateExpires; // Absent where it is not known.
};

/// What the cluster's trust is like, in one line.
struct TrustView
{
    bool isMutualTls = false;                   // All meshes speak mTLS only.
    std::optional<WallTime> nextRotation;       // Of the certificate that is renewed next.
    std::uint64_t rotations = 0;                // Since the control plane started.
    std::vector<std::string> rootsFingerprints; // Hexadecimal; more than one while a root is being changed.
};

struct DiffLine
{
    enum class Kind
    {
        Same,
        Removed,
        Added,
        Skipped // Stands for unchanged lines that were left out; the text says how many.
    };
    Kind kind = Kind::Same;
    std::string text;
};

/// What one concerned plane did with a revision.
struct PlaneProgressView
{
    enum class State
    {
        Waiting, // Not sent yet; `reason` says for whom it waits.
        Sent,
        Applied,
        Refused,
        Offline
    };
    std::string plane;
    State state = State::Waiting;
    std::string reason;
    std::optional<Duration> took; // From push to acknowledgement.
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
    std::optional<Duration> acknowledged;  // By all concerned that are online.
    std::optional<Duration> firstRouted;   // First request routed by it.
    std::vector<PlaneProgressView> planes; // The concerned ones; only of the newest revision.
};

struct RevisionView
{
    std::uint64_t number = 0;
    WallTime time;
    std::string author;
    std::string reason;
    std::string title;               // "checkout 20 → 28%", or what was created or deleted.
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
    std::vector<ZoneView> zones;
    std::vector<LinkView> links;
    std::vector<NodeView> nodes;
    std::vector<EdgeView> edges;
    std::vector<RouteView> routes;
    std::vector<PlaneView> planes;
    std::vector<RevisionView> recentRevisions; // Newest first, at most 50.
    std::vector<SecondView> seconds; // Closed in the last 15 s, oldest first: readers that miss a view miss no second.
    std::vector<RefusalView> refusals; // Newest first, at most 50.
    TrustView trust;
    std::optional<LoadView> load;        // Only where there is a lab.
    std::vector<FaultOffer> faultOffers; // Only where there is a lab.
    std::vector<FaultView> faults;       // Newest first; those that ended in the last ten minutes included.
    std::optional<std::string> problem;  // Set when the cluster does not answer: the view is stale since `time`.
    std::optional<WallTime> nextAttempt; // With `problem`: when it is asked again by itself.
};

} // namespace causeway::api
