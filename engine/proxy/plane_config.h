#pragma once

#include "engine/base/result.h"
#include "engine/net/file_descriptor.h"
#include "engine/net/socket_address.h"
#include "engine/net/tls_context.h"
#include "engine/proxy/peer_policy.h"
#include "engine/proxy/plane_security.h"
#include "engine/proxy/router.h"
#include "engine/snapshot/sections.h"

#include <cstdint>
#include <memory>
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

    bool isEmpty() const { return drops.empty() && lines.empty(); }
    bool dropsField(std::string_view name) const;
};

struct PlaneRoute
{
    snapshot::Route config;
    std::uint64_t revision = 0; // In which it became what it is.
    std::size_t slot = 0;       // A number of its own among the plane's routes; kept as long as the name exists.
    std::vector<std::size_t> clusterSlots; // Of config.split.
    PreparedEdits requestEdits;
    PreparedEdits responseEdits;
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
    std::string hostField; // For the Host of requests to it; without the port that http implies.
};

struct PlaneCluster
{
    snapshot::Cluster config;
    std::size_t slot = 0;
    std::vector<PlaneEndpoint> endpoints;
    std::shared_ptr<const net::ExpectedPeer> server; // Over TLS; null: plain.
};

/// Where a passthrough leads by the server name.
struct PlaneSniTarget
{
    std::string route; // "sni/<name>": what it is counted under.
    std::string cluster;
    std::size_t clusterSlot = 0;
};
using PlaneSniTable = std::unordered_map<std::string, PlaneSniTarget>;

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
    std::shared_ptr<const PlaneHost> host;        // Null for a passthrough.
    std::shared_ptr<const PeerPolicy> policy;     // Null: plain, for anyone.
    std::shared_ptr<const PlaneSniTable> servers; // Of a passthrough; else null.
};

/// Parts of it, from the snapshot's values. Errors: an address that is none.
PreparedEdits prepared(const model::HeaderEdits& edits);
Result<PlaneEndpoint> endpointFrom(const snapshot::Endpoint& endpoint, const std::optional<snapshot::ClusterTls>& tls);
std::shared_ptr<const net::ExpectedPeer> serverFrom(const snapshot::ClusterTls& tls);

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
