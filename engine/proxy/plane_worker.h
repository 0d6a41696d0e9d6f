#pragma once

#include "engine/proxy/data_plane.h"
#include "engine/proxy/downstream.h"
#include "engine/proxy/listener_state.h"
#include "engine/proxy/mirror_call.h"
#include "engine/proxy/plane_config.h"
#include "engine/proxy/plane_gate.h"
#include "engine/proxy/plane_observation.h"
#include "engine/proxy/refusal_table.h"
#include "engine/proxy/route_state.h"
#include "engine/proxy/traffic_table.h"

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace causeway::proxy {

class UpstreamConnection;
class Worker;

/// What one worker counted for a plane.
struct WorkerCounts
{
    std::vector<telemetry::TrafficCount> counts;
    std::vector<telemetry::RequestTotals> totals; // Of each count.
    std::vector<telemetry::FirstRouted> firstRouted;
    std::vector<telemetry::Refusal> refusals;
    telemetry::LimitCounts limits;
    std::array<std::uint64_t, telemetry::recordFlagCount> flags{};
    std::size_t connections = 0;
};

/// One plane on one worker: its listeners, connections, route and cluster states, counters.
///
/// Threads: its worker's. Made and destroyed elsewhere, before the first and after the last call.
class PlaneWorker
{
public:
    using Siblings = std::vector<std::unique_ptr<PlaneWorker>>;
    using Emptied = std::function<void()>;

    /// `siblings` are the same plane on all workers, by the workers' numbers.
    PlaneWorker(Worker& worker, const DataPlaneOptions& options, const Siblings& siblings, PlaneGate& gate);
    ~PlaneWorker();
    PlaneWorker(const PlaneWorker&) = delete;
    PlaneWorker& operator=(const PlaneWorker&) = delete;

    void apply(const PlaneUpdate& update);
    /// New connections speak TLS by this from now on.
    void secure(std::shared_ptr<const PlaneSecurity> security);
    /// Connections that were begun by the certificate of this moment are not used for another request.
    void endMeshConnections();
    WorkerCounts collect();
    /// Looks at every connection; `lag` is not known here.
    PlaneObservation::Worker observe();
    /// Takes those who wait, perhaps for a sibling, and accepts nobody any more.
    void stopAccepting(IdleClients idle);
    /// After all siblings have stopped: keeps nobody alive. `emptied` runs when the last connection has gone, perhaps
    /// at once.
    void drain(Emptied emptied);
    /// Closes the connections that are left; how many of them were in the middle of a request.
    std::size_t cutConnections();
    /// Cuts everything and lets go of it. Nothing but destruction may follow.
    void close();

    Worker& worker() { return m_worker; }
    const DataPlaneOptions& options() const { return m_options; }
    PlaneGate& gate() { return m_gate; }
    const Siblings& siblings() const { return m_siblings; }
    bool isDraining() const { return m_isDraining; }
    /// Connections end when they carry nothing.
    bool closesIdle() const { return m_isDraining && m_idleClients == IdleClients::Close; }
    TrafficTable& table() { return m_table; }
    RefusalTable& refusals() { return m_refusals; }
    MirrorCalls& mirrors() { return m_mirrors; }
    /// Null where nothing is written down.
    telemetry::AccessLane* accessLane() const { return m_accessLane; }
    /// Null while nothing needs TLS.
    const PlaneSecurity* security() const { return m_security.get(); }
    /// Where connections to endpoints come from; null: as the system chooses.
    const net::SocketAddress* source() const { return m_options.sourceAddress ? &*m_options.sourceAddress : nullptr; }
    /// Starts to connect to an endpoint of the cluster.
    Result<std::unique_ptr<UpstreamConnection>> connect(const ClusterState& cluster, std::size_t endpoint);
    /// The same without a pool behind it.
    Result<std::unique_ptr<net::Transport>> openTransport(const ClusterState& cluster, std::size_t endpoint);

    Pinned<RouteState> routeState(const std::shared_ptr<const PlaneRoute>& route);
    const Pinned<ClusterState>& cluster(std::size_t slot) const { return m_clusters[slot]; }
    TrafficCell& cellWithoutRoute();
    /// A request ended so.
    void flagged(telemetry::RecordFlags flags);

    /// Somebody was turned away.
    void reached(telemetry::Limit limit) { m_limits.add(limit); }

    /// Takes over an accepted socket, which is counted for this worker already.
    void adopt(const std::shared_ptr<const ListeningSocket>& listener, net::FileDescriptor socket,
               net::AddressTally::Key addressKey);
    /// Lets go of connections that carry nothing now: of clients, and to endpoints.
    void closeIdleClients();
    std::size_t closeIdleUpstreams();
    std::size_t idleUpstreams() const;
    std::size_t connections() const { return m_connections.size(); }
    /// What the connection has turned out to be takes its place; it goes at the end of the turn.
    void replace(Downstream& connection, std::unique_ptr<Downstream> next);
    /// Closes the connection now; it goes at the end of the turn.
    void bury(Downstream& connection);

private:
    void applyListeners(const PlaneUpdate& update);
    void closeUnwanted();
    void installCluster(const std::shared_ptr<const PlaneCluster>& config);
    void retireCluster(const Pinned<ClusterState>& cluster);
    Pinned<UpstreamPool> poolFor(const PlaneEndpoint& endpoint);
    void reportIfEmptied();

    Worker& m_worker;
    const DataPlaneOptions& m_options;
    const Siblings& m_siblings;
    PlaneGate& m_gate;
    TrafficTable m_table;
    RefusalTable m_refusals;
    telemetry::LimitCounts m_limits;
    telemetry::AccessLane* m_accessLane;
    std::shared_ptr<const PlaneSecurity> m_security;
    Pinned<TrafficCell> m_unrouted;
    std::array<std::uint64_t, telemetry::recordFlagCount> m_flags{}; // Since they were collected.
    std::uint64_t m_accepted = 0;
    std::map<std::string, Pinned<UpstreamPool>> m_pools; // By address.
    std::vector<Pinned<ClusterState>> m_clusters;        // By slot.
    std::vector<Pinned<RouteState>> m_routes;            // By slot; empty until the first request.
    std::vector<Pinned<ListenerState>> m_listeners;
    std::vector<Pinned<ListenerState>> m_retired; // By the update before: sockets accepted elsewhere may still arrive.
    MirrorCalls m_mirrors;
    std::vector<std::unique_ptr<Downstream>> m_connections;
    Emptied m_emptied;
    bool m_isDraining = false;
    IdleClients m_idleClients = IdleClients::Close;
};

} // namespace causeway::proxy
