#include "engine/proxy/plane_compiler.h"

#include "engine/base/assert.h"
#include "engine/net/sockets.h"
#include "engine/snapshot/codec.h"
#include "engine/snapshot/route_rules.h"

#include <algorithm>
#include <unordered_set>

namespace causeway::proxy {

namespace {

template <typename Named>
std::unordered_map<std::string_view, const Named*> byName(const std::vector<Named>& all)
{
    std::unordered_map<std::string_view, const Named*> index;
    for (const Named& one : all)
        index.emplace(one.name, &one);
    return index;
}

/// What the snapshot's own rules leave to the plane: that splits can be dealt and addresses connected to.
Result<> checkServable(const snapshot::Snapshot& snapshot)
{
    RETURN_IF_ERROR(snapshot::check(snapshot));
    for (const snapshot::VirtualHost& host : snapshot.virtualHosts)
        for (const snapshot::Route& route : host.routes)
            if (!route.split.empty() &&
                std::all_of(route.split.begin(), route.split.end(), [](const auto& part) { return part.weight == 0; }))
                return failure(ErrorCode::InvalidArgument, "route '{}': all weights are 0", route.name);
    return {};
}

/// Names the first part of a snapshot that cannot be served without a certificate: it must not be served in the clear
/// instead.
Result<> checkNeedsNoTls(const snapshot::Snapshot& snapshot)
{
    const auto refuse = [](std::string_view what, const std::string& name) {
        return failure(ErrorCode::Unavailable, "{} '{}' needs TLS, and the plane has no certificate", what, name);
    };
    for (const snapshot::Listener& listener : snapshot.listeners)
        if (listener.tls)
            return refuse("listener", listener.name);
    for (const snapshot::Cluster& cluster : snapshot.clusters)
        if (cluster.tls)
            return refuse("cluster", cluster.name);
    return {};
}

bool asksForTheSame(const snapshot::Listener& a, const snapshot::Listener& b)
{
    return a.address == b.address && a.port == b.port;
}

Result<std::shared_ptr<PlaneCluster>> makeCluster(const snapshot::Cluster& cluster,
                                                  const snapshot::Endpoints& endpoints, const PlaneFront::Parts& parts)
{
    auto made = std::make_shared<PlaneCluster>();
    made->config = cluster;
    if (cluster.server) {
        ASSIGN_OR_RETURN(made->outside, outsideFrom(*cluster.server, parts));
    }
    const auto meshServer = meshServerOf(cluster);
    const std::string way = wayOf(cluster, parts);
    for (const snapshot::Endpoint& endpoint : endpoints.endpoints) {
        ASSIGN_OR_RETURN(auto ready, endpointFrom(endpoint, *made, meshServer, way));
        made->endpoints.push_back(std::move(ready));
    }
    return made;
}

/// So that preparing routes cannot fail.
Result<> checkRewrites(const snapshot::VirtualHost& host)
{
    for (const snapshot::Route& route : host.routes)
        for (const snapshot::Rewrite& rewrite : {route.rewrite, route.redirect.value_or(snapshot::Redirect()).path})
            if (auto checked = snapshot::checkRewrite(rewrite); !checked)
                return failure(checked.error().code, "virtual host '{}': route '{}': {}", host.name, route.name,
                               checked.error().message);
    return {};
}

std::optional<Regex> preparedPattern(const snapshot::Rewrite& rewrite)
{
    if (rewrite.kind != snapshot::Rewrite::Kind::ReplaceRegex)
        return std::nullopt;
    auto regex = Regex::create(rewrite.pattern, RegexReach::Part);
    CAUSEWAY_ASSERT(regex); // See checkRewrites().
    return std::optional(*std::move(regex));
}

} // namespace

std::size_t Slots::of(const std::string& name)
{
    const auto known = m_slots.find(name);
    if (known != m_slots.end())
        return known->second;
    std::size_t slot = m_count;
    if (m_free.empty()) {
        ++m_count;
    } else {
        slot = m_free.back();
        m_free.pop_back();
    }
    m_slots.emplace(name, slot);
    return slot;
}

void Slots::release(const std::string& name)
{
    const auto known = m_slots.find(name);
    m_free.push_back(known->second);
    m_slots.erase(known);
}

Result<std::shared_ptr<const PlaneUpdate>> PlaneCompiler::compile(std::shared_ptr<const snapshot::Snapshot> snapshot)
{
    RETURN_IF_ERROR(checkServable(*snapshot));
    ASSIGN_OR_RETURN(auto certificates, m_certificates.read(snapshot->certificates));
    const PlaneFront::Parts parts{certificates, snapshot->trustBundles, m_tickets};
    ASSIGN_OR_RETURN(Clusters clusters, changedClusters(*snapshot, parts));
    ASSIGN_OR_RETURN(auto security, securityFor(*snapshot));
    ASSIGN_OR_RETURN(auto chains, allChains(*snapshot, parts));
    ASSIGN_OR_RETURN(Routers routers, changedRouters(*snapshot));
    ASSIGN_OR_RETURN(Sockets sockets, openSockets(*snapshot));

    auto update = std::make_shared<PlaneUpdate>(); // From here on nothing fails.
    updateClusters(*snapshot, std::move(clusters), *update);
    updateHosts(*snapshot, std::move(routers), *update);
    std::vector<PlaneListener> listeners;
    for (std::size_t i = 0; i < sockets.size(); ++i)
        listeners.push_back(listenerFrom(snapshot->listeners[i], std::move(sockets[i]), std::move(chains[i])));
    m_listeners = std::move(listeners);
    m_certificates.use(snapshot->certificates, std::move(certificates));
    m_security = std::move(security);
    for (const PlaneListener& listener : m_listeners) {
        if (listener.socket->descriptor.isOpen())
            update->listeners.push_back(listener);
        else
            update->refusing.push_back(listener.name);
    }
    update->security = m_security;
    update->clusterSlots = m_clusterSlots.count();
    update->routeSlots = m_routeSlots.count();
    m_snapshot = std::move(snapshot);
    m_inherited.clear();
    return update;
}

void PlaneCompiler::setAccepting(const std::string& listener, bool isAccepting)
{
    if (isAccepting)
        m_closed.erase(listener);
    else
        m_closed.insert(listener);
}

std::shared_ptr<const ListeningSocket> PlaneCompiler::findSocket(const snapshot::Listener& listener) const
{
    for (const PlaneListener& open : m_listeners) {
        const bool isTheOne = open.name == listener.name || listener.port != 0; // Each port 0 is a port of its own.
        const bool isAsWanted = open.socket->descriptor.isOpen() != m_closed.contains(listener.name);
        if (isTheOne && isAsWanted && asksForTheSame(open.socket->asked, listener))
            return open.socket;
    }
    return nullptr;
}

Result<PlaneCompiler::Sockets> PlaneCompiler::openSockets(const snapshot::Snapshot& snapshot) const
{
    Sockets sockets;
    for (const snapshot::Listener& listener : snapshot.listeners) {
        if (auto open = findSocket(listener)) {
            sockets.push_back(std::move(open));
            continue;
        }
        auto address = net::SocketAddress::create(listener.address, listener.port);
        if (!address)
            return failure(address.error().code, "listener '{}': {}", listener.name, address.error().message);
        if (m_closed.contains(listener.name)) {
            sockets.push_back(std::make_shared<ListeningSocket>(ListeningSocket{{}, *address, listener}));
            continue;
        }
        auto descriptor = openSocket(listener, *address);
        if (!descriptor)
            return failure(descriptor.error().code, "listener '{}': {}", listener.name, descriptor.error().message);
        ASSIGN_OR_RETURN(const auto bound, net::SocketAddress::ofSocket(descriptor->get()));
        sockets.push_back(std::make_shared<ListeningSocket>(ListeningSocket{*std::move(descriptor), bound, listener}));
    }
    return sockets;
}

/// A copy of the one that was inherited, as long as nothing is certain.
Result<net::FileDescriptor> PlaneCompiler::openSocket(const snapshot::Listener& listener,
                                                      const net::SocketAddress& address) const
{
    for (const HandedSocket& socket : m_inherited)
        if (socket.address == listener.address && socket.port == listener.port)
            return net::duplicate(socket.descriptor);
    return net::listenOn(address);
}

std::vector<HandedSocket> PlaneCompiler::listeningSockets() const
{
    std::vector<HandedSocket> sockets;
    for (const PlaneListener& listener : m_listeners)
        if (auto copy = net::duplicate(listener.socket->descriptor))
            sockets.push_back({*std::move(copy), listener.socket->asked.address, listener.socket->asked.port});
    return sockets;
}

/// What equals the listener before stays the same object: connections tell by it that they need not look again.
PlaneListener PlaneCompiler::listenerFrom(const snapshot::Listener& listener,
                                          std::shared_ptr<const ListeningSocket> socket, Chains chains)
{
    PlaneListener made;
    made.name = listener.name;
    made.isGateway = listener.isGateway;
    made.socket = std::move(socket);
    made.front = std::move(chains.front);
    made.trust = std::move(chains.trust);
    made.streams = std::move(chains.knownStreams);
    if (chains.streams) {
        for (PlaneStreamTarget& target : chains.streams->targets)
            target.clusterSlot = m_clusterSlots.of(target.cluster);
        made.streams = std::move(chains.streams);
    }
    if (!listener.virtualHost.empty())
        made.host = m_hosts.at(listener.virtualHost);
    if (!listener.tls)
        return made;
    made.policy = std::make_shared<PeerPolicy>(PeerPolicy{*listener.tls, listener.denied, listener.allowed});
    for (const PlaneListener& before : m_listeners)
        if (before.name == listener.name && before.policy && *before.policy == *made.policy)
            made.policy = before.policy;
    return made;
}

bool PlaneCompiler::isTlsAsBefore(const snapshot::Snapshot& snapshot) const
{
    return m_snapshot && m_snapshot->certificates == snapshot.certificates &&
           m_snapshot->trustBundles == snapshot.trustBundles;
}

Result<PlaneCompiler::Chains> PlaneCompiler::chainsOf(const snapshot::Listener& listener,
                                                      const PlaneFront::Parts& parts, bool isTlsAsBefore) const
{
    Chains chains;
    for (std::size_t i = 0; m_snapshot && i < m_listeners.size(); ++i) {
        const snapshot::Listener& before = m_snapshot->listeners[i];
        if (before.name != listener.name)
            continue;
        if (isTlsAsBefore && before.front == listener.front && before.streams == listener.streams)
            chains.front = m_listeners[i].front;
        if (before.streams == listener.streams)
            chains.knownStreams = m_listeners[i].streams;
        if (before.trusted == listener.trusted)
            chains.trust = m_listeners[i].trust;
    }
    if (listener.front && !chains.front) {
        PlaneFront::Parts own = parts;
        own.carriesStreams = !listener.streams.empty();
        ASSIGN_OR_RETURN(chains.front, PlaneFront::create(*listener.front, own));
    }
    if (!listener.streams.empty() && !chains.knownStreams) {
        ASSIGN_OR_RETURN(chains.streams, streamsFrom(listener.streams));
    }
    if (listener.trusted != snapshot::TrustedProxies() && !chains.trust) {
        ASSIGN_OR_RETURN(auto trust, trustFrom(listener.trusted));
        chains.trust = std::make_shared<PlaneTrust>(std::move(trust));
    }
    return chains;
}

Result<std::vector<PlaneCompiler::Chains>> PlaneCompiler::allChains(const snapshot::Snapshot& snapshot,
                                                                    const PlaneFront::Parts& parts) const
{
    std::vector<Chains> all;
    for (const snapshot::Listener& listener : snapshot.listeners) {
        auto chains = chainsOf(listener, parts, isTlsAsBefore(snapshot));
        if (!chains)
            return failure(chains.error().code, "listener '{}': {}", listener.name, chains.error().message);
        all.push_back(*std::move(chains));
    }
    return all;
}

Result<std::shared_ptr<const PlaneSecurity>> PlaneCompiler::securityFor(const snapshot::Snapshot& snapshot) const
{
    if (!m_identity) {
        RETURN_IF_ERROR(checkNeedsNoTls(snapshot));
        return nullptr;
    }
    if (m_security && m_snapshot && m_snapshot->trustBundles == snapshot.trustBundles)
        return m_security;
    return PlaneSecurity::create(m_identity, snapshot.trustBundles);
}

Result<std::shared_ptr<const PlaneSecurity>>
PlaneCompiler::setIdentity(std::shared_ptr<const net::TlsCredentials> credentials)
{
    ASSIGN_OR_RETURN(auto security,
                     PlaneSecurity::create(credentials, m_snapshot ? m_snapshot->trustBundles
                                                                   : std::vector<snapshot::TrustBundle>()));
    m_identity = std::move(credentials);
    m_security = security;
    return security;
}

Result<PlaneCompiler::Clusters> PlaneCompiler::changedClusters(const snapshot::Snapshot& snapshot,
                                                               const PlaneFront::Parts& parts) const
{
    const auto addresses = byName(snapshot.endpoints);
    const auto oldAddresses = m_snapshot ? byName(m_snapshot->endpoints) : decltype(addresses){};
    const bool isSameTls = isTlsAsBefore(snapshot);
    Clusters changed;
    for (const snapshot::Cluster& cluster : snapshot.clusters) {
        const snapshot::Endpoints& endpoints = *addresses.at(cluster.name);
        const auto current = m_clusters.find(cluster.name);
        if (current != m_clusters.end() && current->second->config == cluster &&
            *oldAddresses.at(cluster.name) == endpoints && (isSameTls || !cluster.server))
            continue;
        auto made = makeCluster(cluster, endpoints, parts);
        if (!made)
            return failure(made.error().code, "cluster '{}': {}", cluster.name, made.error().message);
        changed.push_back(*std::move(made));
    }
    return changed;
}

void PlaneCompiler::updateClusters(const snapshot::Snapshot& snapshot, Clusters changed, PlaneUpdate& update)
{
    std::unordered_set<std::string_view> present;
    for (const snapshot::Cluster& cluster : snapshot.clusters)
        present.insert(cluster.name);
    std::erase_if(m_clusters, [&](const auto& entry) {
        if (present.contains(entry.first))
            return false;
        update.removedClusters.push_back(entry.second->slot);
        m_clusterSlots.release(entry.first);
        return true;
    });
    for (const std::shared_ptr<PlaneCluster>& cluster : changed) {
        cluster->slot = m_clusterSlots.of(cluster->config.name);
        m_clusters[cluster->config.name] = cluster;
        update.changedClusters.push_back(cluster);
    }
}

Result<PlaneCompiler::Routers> PlaneCompiler::changedRouters(const snapshot::Snapshot& snapshot) const
{
    const auto before = m_snapshot ? byName(m_snapshot->virtualHosts)
                                   : std::unordered_map<std::string_view, const snapshot::VirtualHost*>{};
    Routers routers;
    for (const snapshot::VirtualHost& host : snapshot.virtualHosts) {
        const auto old = before.find(host.name);
        if (old != before.end() && *old->second == host)
            continue;
        RETURN_IF_ERROR(checkRewrites(host));
        auto router = Router::create(host.routes);
        if (!router)
            return failure(router.error().code, "virtual host '{}': {}", host.name, router.error().message);
        routers.emplace(host.name, *std::move(router));
    }
    return routers;
}

void PlaneCompiler::updateHosts(const snapshot::Snapshot& snapshot, Routers routers, PlaneUpdate& update)
{
    const auto before = m_snapshot ? byName(m_snapshot->virtualHosts)
                                   : std::unordered_map<std::string_view, const snapshot::VirtualHost*>{};
    std::map<std::string, std::shared_ptr<const PlaneHost>> hosts;
    std::vector<std::string> touched; // Names of routes that may be gone.
    for (const auto& [name, old] : before)
        if (std::none_of(snapshot.virtualHosts.begin(), snapshot.virtualHosts.end(),
                         [&](const snapshot::VirtualHost& host) { return host == *old; }))
            for (const snapshot::Route& route : old->routes)
                touched.push_back(route.name);
    std::unordered_set<std::string_view> present;
    for (const snapshot::VirtualHost& host : snapshot.virtualHosts) {
        const auto router = routers.find(host.name);
        if (router == routers.end()) {
            hosts.emplace(host.name, m_hosts.at(host.name));
            continue;
        }
        hosts.emplace(host.name, makeHost(host, std::move(router->second), snapshot.revision));
        for (const snapshot::Route& route : host.routes)
            present.insert(route.name);
    }
    for (const std::string& name : touched) {
        if (present.contains(name))
            continue;
        update.removedRoutes.push_back(m_routes.at(name)->slot);
        m_routeSlots.release(name);
        m_routes.erase(name);
    }
    m_hosts = std::move(hosts);
}

std::shared_ptr<const PlaneHost> PlaneCompiler::makeHost(const snapshot::VirtualHost& host, Router router,
                                                         std::uint64_t revision)
{
    auto made = std::make_shared<PlaneHost>(PlaneHost{std::move(router), {}});
    made->routes.reserve(host.routes.size());
    for (const snapshot::Route& route : host.routes) {
        auto& current = m_routes[route.name];
        if (!current || current->config != route)
            current = makeRoute(route, revision);
        made->routes.push_back(current);
    }
    return made;
}

std::shared_ptr<const PlaneRoute> PlaneCompiler::makeRoute(const snapshot::Route& route, std::uint64_t revision)
{
    auto made = std::make_shared<PlaneRoute>();
    made->config = route;
    made->revision = revision;
    made->slot = m_routeSlots.of(route.name);
    for (const snapshot::WeightedCluster& part : route.split)
        made->clusterSlots.push_back(m_clusterSlots.of(part.cluster));
    for (const snapshot::Mirror& mirror : route.mirrors)
        made->mirrorSlots.push_back(m_clusterSlots.of(mirror.cluster));
    made->requestEdits = prepared(route.requestHeaders);
    made->responseEdits = prepared(route.responseHeaders);
    made->rewriteRegex = preparedPattern(route.rewrite);
    if (route.redirect)
        made->redirectRegex = preparedPattern(route.redirect->path);
    return made;
}

} // namespace causeway::proxy
