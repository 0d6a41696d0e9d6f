#pragma once

#include "engine/base/clock.h"
#include "engine/net/ticket_keys.h"
#include "engine/proxy/data_plane.h"
#include "engine/proxy/plane_config.h"

#include <map>
#include <set>
#include <unordered_map>

namespace causeway::proxy {

/// Numbers for names: small, dense, and free again when the name is gone.
class Slots
{
public:
    std::size_t of(const std::string& name);
    void release(const std::string& name);
    std::size_t count() const { return m_count; }

private:
    std::unordered_map<std::string, std::size_t> m_slots;
    std::vector<std::size_t> m_free;
    std::size_t m_count = 0;
};

/// Turns one snapshot after the other into updates for the workers, and opens their listening sockets.
///
/// Shape:   what equals the snapshot before is not made again; a virtual host that changed keeps its unchanged routes.
/// Errors:  of a snapshot that does not fit together, of an expression that cannot be used, and of a socket that cannot
/// be opened; then nothing has changed. Threads: the pool's own thread.
class PlaneCompiler
{
public:
    Result<std::shared_ptr<const PlaneUpdate>> compile(std::shared_ptr<const snapshot::Snapshot> snapshot);

    /// TLS with the new identity, and with the trust of the newest snapshot.
    Result<std::shared_ptr<const PlaneSecurity>> setIdentity(std::shared_ptr<const net::TlsCredentials> credentials);

    /// For the certificates of snapshots to come.
    void addKey(keys::KeyPair key) { m_certificates.add(std::move(key)); }

    /// Takes effect with the next compilation.
    void setAccepting(const std::string& listener, bool isAccepting);
    /// The newest; null before the first.
    const std::shared_ptr<const snapshot::Snapshot>& snapshot() const { return m_snapshot; }

    const std::vector<PlaneListener>& listeners() const { return m_listeners; }
    /// See DataPlane.
    void inherit(std::vector<HandedSocket> sockets) { m_inherited = std::move(sockets); }
    std::vector<HandedSocket> listeningSockets() const;
    /// Lets go of the listening sockets, which close when the workers have too.
    void forgetListeners() { m_listeners.clear(); }

private:
    using Sockets = std::vector<std::shared_ptr<const ListeningSocket>>;
    using Clusters = std::vector<std::shared_ptr<PlaneCluster>>;
    /// What a listener has beside its socket and its virtual host.
    struct Chains
    {
        std::shared_ptr<const PlaneFront> front;
        std::shared_ptr<const PlaneStreams> knownStreams; // Or:
        std::shared_ptr<PlaneStreams> streams;            // New: its targets have no slots yet.
        std::shared_ptr<const PlaneTrust> trust;
    };
    using Routers =
        std::map<std::string, Router, std::less<>>; // By virtual host; those that did not change are not there.

    Result<Sockets> openSockets(const snapshot::Snapshot& snapshot) const;
    Result<net::FileDescriptor> openSocket(const snapshot::Listener& listener, const net::SocketAddress& address) const;
    std::shared_ptr<const ListeningSocket> findSocket(const snapshot::Listener& listener) const;
    PlaneListener listenerFrom(const snapshot::Listener& listener, std::shared_ptr<const ListeningSocket> socket,
                               Chains chains);
    Result<Chains> chainsOf(const snapshot::Listener& listener, const PlaneFront::Parts& parts,
                            bool isTlsAsBefore) const;
    Result<std::vector<Chains>> allChains(const snapshot::Snapshot& snapshot, const PlaneFront::Parts& parts) const;
    /// What TLS is made of is as it was in the snapshot before.
    bool isTlsAsBefore(const snapshot::Snapshot& snapshot) const;
    Result<std::shared_ptr<const PlaneSecurity>> securityFor(const snapshot::Snapshot& snapshot) const;
    Result<Clusters> changedClusters(const snapshot::Snapshot& snapshot, const PlaneFront::Parts& parts) const;
    void updateClusters(const snapshot::Snapshot& snapshot, Clusters changed, PlaneUpdate& update);
    Result<Routers> changedRouters(const snapshot::Snapshot& snapshot) const;
    void updateHosts(const snapshot::Snapshot& snapshot, Routers routers, PlaneUpdate& update);
    std::shared_ptr<const PlaneHost> makeHost(const snapshot::VirtualHost& host, Router router, std::uint64_t revision);
    std::shared_ptr<const PlaneRoute> makeRoute(const snapshot::Route& route, std::uint64_t revision);

    std::shared_ptr<const net::TlsCredentials> m_identity; // Null: none yet.
    std::shared_ptr<const snapshot::Snapshot> m_snapshot;
    std::map<std::string, std::shared_ptr<const PlaneHost>> m_hosts;
    std::map<std::string, std::shared_ptr<const PlaneCluster>> m_clusters;
    std::unordered_map<std::string, std::shared_ptr<const PlaneRoute>> m_routes;
    std::shared_ptr<const PlaneSecurity> m_security;
    std::vector<PlaneListener> m_listeners; // As those of the snapshot.
    std::vector<HandedSocket> m_inherited;  // Until the first snapshot is served.
    OwnCertificates m_certificates;
    SystemClock m_clock;
    std::shared_ptr<net::TicketKeys> m_tickets = std::make_shared<net::TicketKeys>(m_clock);
    std::set<std::string, std::less<>> m_closed; // Names of listeners that do not accept; their sockets are not open.
    Slots m_routeSlots;
    Slots m_clusterSlots;
};

} // namespace causeway::proxy
