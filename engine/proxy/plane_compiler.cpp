#include "engine/proxy/plane_compiler.h"

#include "engine/http/characters.h"
#include "engine/http/head_writer.h"
#include "engine/net/sockets.h"
#include "engine/snapshot/codec.h"

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

PreparedEdits prepared(const model::HeaderEdits& edits)
{
    PreparedEdits ready;
    ready.drops = edits.remove;
    http::HeadWriter writer(ready.lines);
    for (const model::HeaderField& field : edits.set) {
        ready.drops.push_back(field.name);
        writer.field(field.name, field.value);
    }
    for (const model::HeaderField& field : edits.add)
        writer.field(field.name, field.value);
    return ready;
}

Result<PlaneEndpoint> endpointFrom(const snapshot::Endpoint& endpoint)
{
    ASSIGN_OR_RETURN(const auto address, net::SocketAddress::create(endpoint.address, endpoint.port));
    const std::string full = address.toString();
    const bool isUsualPort = endpoint.port == 80;
    return PlaneEndpoint{endpoint.instance, address, full, isUsualPort ? full.substr(0, full.rfind(':')) : full};
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
    for (const snapshot::Endpoints& section : snapshot.endpoints)
        for (const snapshot::Endpoint& endpoint : section.endpoints)
            RETURN_IF_ERROR(endpointFrom(endpoint));
    return {};
}

/// What cannot be kept must not be served in the clear instead.
Result<> checkSecurity(const snapshot::Snapshot& snapshot, bool hasIdentity)
{
    const auto refuse = [&](std::string_view what, const std::string& name) {
        return hasIdentity
                   ? failure(ErrorCode::Unimplemented, "{} '{}' needs TLS", what, name)
                   : failure(ErrorCode::Unavailable, "{} '{}' needs TLS, and the plane has no certificate", what, name);
    };
    for (const snapshot::Listener& listener : snapshot.listeners)
        if (listener.tls || listener.kind == snapshot::Listener::Kind::SniPassthrough)
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

} // namespace

bool PreparedEdits::dropsField(std::string_view name) const
{
    return std::any_of(drops.begin(), drops.end(),
                       [&](const std::string& drop) { return http::equalsIgnoringCase(drop, name); });
}

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
    RETURN_IF_ERROR(checkSecurity(*snapshot, m_identity.has_value()));
    ASSIGN_OR_RETURN(Sockets sockets, openSockets(*snapshot));

    auto update = std::make_shared<PlaneUpdate>(); // From here on nothing fails.
    updateClusters(*snapshot, *update);
    updateHosts(*snapshot, *update);
    m_listeners.clear();
    for (std::size_t i = 0; i < sockets.size(); ++i) {
        const snapshot::Listener& listener = snapshot->listeners[i];
        m_listeners.push_back({listener.name, listener.isGateway, sockets[i], m_hosts.at(listener.virtualHost)});
    }
    update->listeners = m_listeners;
    update->clusterSlots = m_clusterSlots.count();
    update->routeSlots = m_routeSlots.count();
    m_snapshot = std::move(snapshot);
    return update;
}

std::shared_ptr<const ListeningSocket> PlaneCompiler::findSocket(const snapshot::Listener& listener) const
{
    for (const PlaneListener& open : m_listeners) {
        const bool isTheOne = open.name == listener.name || listener.port != 0; // Each port 0 is a port of its own.
        if (isTheOne && asksForTheSame(open.socket->asked, listener))
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
        auto descriptor = net::listenOn(*address);
        if (!descriptor)
            return failure(descriptor.error().code, "listener '{}': {}", listener.name, descriptor.error().message);
        ASSIGN_OR_RETURN(const auto bound, net::SocketAddress::ofSocket(descriptor->get()));
        sockets.push_back(std::make_shared<ListeningSocket>(ListeningSocket{*std::move(descriptor), bound, listener}));
    }
    return sockets;
}

void PlaneCompiler::updateClusters(const snapshot::Snapshot& snapshot, PlaneUpdate& update)
{
    const auto addresses = byName(snapshot.endpoints);
    const auto oldAddresses = m_snapshot ? byName(m_snapshot->endpoints) : decltype(addresses){};
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
    for (const snapshot::Cluster& cluster : snapshot.clusters) {
        const snapshot::Endpoints& endpoints = *addresses.at(cluster.name);
        auto& current = m_clusters[cluster.name];
        if (current && current->config == cluster && *oldAddresses.at(cluster.name) == endpoints)
            continue;
        auto made = std::make_shared<PlaneCluster>();
        made->config = cluster;
        made->slot = m_clusterSlots.of(cluster.name);
        for (const snapshot::Endpoint& endpoint : endpoints.endpoints)
            made->endpoints.push_back(*endpointFrom(endpoint));
        current = made;
        update.changedClusters.push_back(std::move(made));
    }
}

void PlaneCompiler::updateHosts(const snapshot::Snapshot& snapshot, PlaneUpdate& update)
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
        const auto old = before.find(host.name);
        if (old != before.end() && *old->second == host) {
            hosts.emplace(host.name, m_hosts.at(host.name));
            continue;
        }
        hosts.emplace(host.name, makeHost(host, snapshot.revision));
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

std::shared_ptr<const PlaneHost> PlaneCompiler::makeHost(const snapshot::VirtualHost& host, std::uint64_t revision)
{
    auto made = std::make_shared<PlaneHost>(PlaneHost{Router(host.routes), {}});
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
    made->requestEdits = prepared(route.requestHeaders);
    made->responseEdits = prepared(route.responseHeaders);
    return made;
}

} // namespace causeway::proxy
