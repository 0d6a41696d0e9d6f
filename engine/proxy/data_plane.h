#pragma once

#include "engine/base/result.h"
#include "engine/keys/plane_identity.h"
#include "engine/net/file_descriptor.h"
#include "engine/net/socket_address.h"
#include "engine/proxy/plane_observation.h"
#include "engine/proxy/worker_pool.h"
#include "engine/snapshot/sections.h"
#include "engine/telemetry/traffic_report.h"

#include <chrono>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace causeway::telemetry {
class AccessLog;
class AccessLane;
} // namespace causeway::telemetry

namespace causeway::proxy {

inline constexpr std::uint64_t noLimit = std::numeric_limits<std::uint64_t>::max();

struct DataPlaneOptions
{
    std::string name;                              // Of the plane: reports and records carry it.
    std::uint64_t splitSeed = 0;                   // Spreads the starting points of splits over planes.
    std::chrono::milliseconds headTimeout{10'000}; // A head must be whole by then: 408 and closed.
    std::chrono::milliseconds idleTimeout{75'000}; // Kept-alive downstream without a request.
    std::chrono::milliseconds bodyTimeout{60'000}; // Between two pieces of a request's body.
    std::uint64_t bodyRate = 64; // Bytes a second that content must come, and answers be taken, over a bodyTimeout.
    std::chrono::milliseconds passthroughIdleTimeout{3'600'000}; // Of what passes by server name: no byte either way.
    std::size_t connectionLimit = 60'000;            // Of the plane; above, newcomers get 503 and are closed.
    std::uint64_t connectionsPerAddress = noLimit;   // Of one client, or of one IPv6 network of 64 bits.
    std::uint64_t requestsPerConnection = noLimit;   // The answer to the last says that it was.
    std::uint64_t bodyLimit = noLimit;               // Bytes of a request's content; above: 413.
    std::optional<net::SocketAddress> sourceAddress; // Of connections to endpoints of its family; its port is left out.
    telemetry::AccessLog* accessLog = nullptr;       // Null: none. Outlives the plane; a lane for each worker.
};

/// A private key that certificates of snapshots name.
struct NamedKey
{
    std::string name; // For people.
    std::string pem;
};

/// A listening socket on its way from one process to another, and what it was opened for.
struct HandedSocket
{
    net::FileDescriptor descriptor;
    std::string address;
    std::uint16_t port = 0; // As asked for: 0 is any.
};

/// What becomes of connections of clients that carry no request when the plane drains.
enum class IdleClients
{
    Close,  // At once; a request that is on its way is lost with them.
    AskOnce // They may send one request more, whose answer says that it was the last; at the deadline they close.
};

/// One data plane: listens, routes, splits and proxies by its snapshot, on the workers of a pool.
///
/// Threads: every function from any thread, in the order of the calls; callbacks arrive on a thread of the pool, must
/// not
///          wait and must not destroy the plane. Destruction closes all at once (drain() first for an orderly end), and
///          callbacks that are still due are dropped.
class DataPlane
{
public:
    using Applied = std::function<void(Result<>)>;
    using Drained = std::function<void(std::size_t cutConnections)>;
    using Collected = std::function<void(telemetry::TrafficReport)>;
    using Observed = std::function<void(PlaneObservation)>;

    static std::unique_ptr<DataPlane> create(WorkerPool& pool, DataPlaneOptions options);
    virtual ~DataPlane() = default;

    /// All or nothing: opens new listeners first, and when one cannot be opened nothing changes and the error names it.
    /// Then every worker takes the snapshot up between two turns; `applied` runs when the last one has. Requests under
    /// way end by the routes they began with; connections of listeners that stay are not touched.
    virtual void apply(std::shared_ptr<const snapshot::Snapshot> snapshot, Applied applied) = 0;

    /// Who the plane is to its mesh, as from now: new connections show the new certificate, live ones live on. May be
    /// called before the first snapshot, and must be before one that needs TLS, which is refused otherwise. Errors: key
    /// and certificate do not fit together; then the identity before stays.
    virtual Result<> setIdentity(const keys::PlaneIdentity& identity) = 0;

    /// Private keys for the certificates of the snapshots that are applied from now on; they are found by their public
    /// halves. What no snapshot needs any more is forgotten. Errors: text that is no private key, named.
    virtual Result<> addKeys(const std::vector<NamedKey>& keys) = 0;

    /// For a certificate that has run out: connections of the mesh that were begun by it and are idle end now, others
    /// after the answer that is under way. TLS itself looks at a certificate when a connection begins.
    virtual void endMeshConnections() = 0;

    /// Where the listener of that name listens, with the port that port 0 became; an error when there is none.
    virtual Result<net::SocketAddress> listenerAddress(const std::string& listener) const = 0;

    /// A listener that does not accept refuses connections at its port, so that callers go elsewhere at once; those
    /// that are open end after their next answer. For an inbound whose application is not there. Remembered over
    /// snapshots; where the port was taken meanwhile the outcome says so, and nothing has changed.
    virtual void setAccepting(const std::string& listener, bool isAccepting, Applied applied) = 0;

    /// What was counted since the last call.
    virtual void collect(Collected collected) = 0;

    /// Sockets of a predecessor: the first snapshot's listeners take those that fit them instead of opening their own,
    /// and the others close. Before the first apply().
    virtual void inherit(std::vector<HandedSocket> sockets) = 0;
    /// The listening sockets for a successor, who may accept from them beside this plane.
    virtual std::vector<HandedSocket> listeningSockets() const = 0;

    /// How it is now, and what was counted since it began. Takes nothing from who collects.
    virtual void observe(Observed observed) = 0;

    /// Stops accepting, lets requests end (answers carry Connection: close), cuts what is left at the deadline.
    virtual void drain(std::chrono::milliseconds deadline, IdleClients idle, Drained drained) = 0;
};

} // namespace causeway::proxy
