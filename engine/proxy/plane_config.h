#pragma once

#include "engine/base/regex.h"
#include "engine/base/result.h"
#include "engine/net/file_descriptor.h"
#include "engine/net/network.h"
#include "engine/net/socket_address.h"
#include "engine/net/tls_context.h"
#include "engine/proxy/peer_policy.h"
#include "engine/proxy/plane_front.h"
#include "engine/proxy/plane_security.h"
#include "engine/proxy/router.h"
#include "engine/proxy/stream_router.h"
#include "engine/snapshot/sections.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace causeway::proxy {

/// What the workers of a plane serve by: made from a snapshot on the pool's own thread, shared and never changed. Parts
/// that did not change from one snapshot to the next stay the same object.

/// Edits of one kind of head, made ready: names to leave out, lines to put in.
struct PreparedEdits
{
    std::vector<std::string> drops;
    std::string lines; // Each ends in CRLF.

    bool dropsField(std::string_view name) const;
};

struct PlaneRoute
{
    snapshot::Route config;
    std::uint64_t revision = 0; // In which it became what it is.
    std::size_t slot = 0;       // A number of its own among the plane's routes; kept as long as the name exists.
    std::vector<std::size_t> clusterSlots; // Of config.split.
    std::vector<std::size_t> mirrorSlots;  // Of config.mirrors.
    PreparedEdits requestEdits;
    PreparedEdits responseEdits;
    std::optional<Regex> rewriteRegex;  // Of config.rewrite,
    std::optional<Regex> redirectRegex; // and of config.redirect's path.
};

struct PlaneHost
{
    Router router;
    std::vector<std::shared_ptr<const PlaneRoute>> routes;
};

struct PlaneEndpoint
{
    std::string instance;
    net::SocketAddress address;
    std::string poolKey;
    std::string hostField; // For the Host of requests to it; without the port that the scheme implies.
    std::shared_ptr<const net::ExpectedPeer> server; // Over TLS; null: plain.
    std::string text;                                // The address, for people.
};

struct PlaneCluster
{
    snapshot::Cluster config;
    std::size_t slot = 0;
    std::vector<PlaneEndpoint> endpoints;
    std::shared_ptr<const net::TlsContext> outside; // How its servers are spoken to outside of the mesh; null: not so.
};

/// Where a stream route leads.
struct PlaneStreamTarget
{
    std::string route; // What it is counted under.
    std::string cluster;
    std::size_t clusterSlot = 0;
    bool endsTls = false;
};

struct PlaneStreams
{
    StreamRouter router;
    std::vector<PlaneStreamTarget> targets; // By the places that the router finds.
};

/// Whose word about their own clients counts.
struct PlaneTrust
{
    net::NetworkSet networks;
    snapshot::ClientAddressField clientAddress = snapshot::ClientAddressField::XRealIp;
    bool sendProxyHeader = false;
};

struct ListeningSocket
{
    net::FileDescriptor descriptor;
    net::SocketAddress address; // With the port that port 0 became.
    snapshot::Listener asked;   // Whose address and port it was opened for.
};

struct PlaneListener
{
    std::string name;
    bool isGateway = false;
    std::shared_ptr<const ListeningSocket> socket;
    std::shared_ptr<const PlaneHost> host;       // Null: takes no requests.
    std::shared_ptr<const PeerPolicy> policy;    // How TLS ends by the mesh's identity; null: not so.
    std::shared_ptr<const PlaneFront> front;     // How TLS ends by certificates of its own; null: not so.
    std::shared_ptr<const PlaneStreams> streams; // Null: none.
    std::shared_ptr<const PlaneTrust> trust;     // Null: nobody is trusted.
};

/// Parts of it, from the snapshot's values. Errors: an address that is none.
PreparedEdits prepared(const model::HeaderEdits& edits);
/// With the cluster's `config` and `outside` in place.
Result<PlaneEndpoint> endpointFrom(const snapshot::Endpoint& endpoint, const PlaneCluster& cluster,
                                   const std::shared_ptr<const net::ExpectedPeer>& meshServer, const std::string& way);
/// Whom a cluster of the mesh expects; null for others.
std::shared_ptr<const net::ExpectedPeer> meshServerOf(const snapshot::Cluster& cluster);
Result<PlaneTrust> trustFrom(const snapshot::TrustedProxies& trusted);
Result<std::shared_ptr<PlaneStreams>> streamsFrom(const std::vector<snapshot::StreamRoute>& routes);
/// How a cluster outside of the mesh is spoken to, which has `server`.
Result<std::shared_ptr<const net::TlsContext>> outsideFrom(const snapshot::ServerTls& server,
                                                           const PlaneFront::Parts& parts);
/// Connections are shared by clusters that ask for the same address in the same way: this.
std::string wayOf(const snapshot::Cluster& cluster, const PlaneFront::Parts& parts);

/// What a worker takes up in one turn.
struct PlaneUpdate
{
    std::vector<PlaneListener> listeners; // All.
    std::vector<std::string> refusing;    // Names of listeners that do not accept for now, and are not among them.
    std::shared_ptr<const PlaneSecurity> security; // Null: nothing needs TLS.
    std::vector<std::shared_ptr<const PlaneCluster>> changedClusters;
    std::vector<std::size_t> removedClusters;
    std::vector<std::size_t> removedRoutes;
    std::size_t clusterSlots = 0;
    std::size_t routeSlots = 0;
};

} // namespace causeway::proxy
