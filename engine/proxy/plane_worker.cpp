#include "engine/proxy/plane_worker.h"

#include "engine/net/sockets.h"
#include "engine/proxy/client_connection.h"
#include "engine/proxy/greeting.h"
#include "engine/proxy/upstream_pool.h"
#include "engine/proxy/worker.h"
#include "engine/telemetry/access_log.h"

#include <algorithm>

namespace causeway::proxy {

PlaneWorker::PlaneWorker(Worker& worker, const DataPlaneOptions& options, const Siblings& siblings, PlaneGate& gate)
    : m_worker(worker)
    , m_options(options)
    , m_siblings(siblings)
    , m_gate(gate)
    , m_accessLane(options.accessLog ? &options.accessLog->lane(worker.index()) : nullptr)
{
}

PlaneWorker::~PlaneWorker() = default;

void PlaneWorker::apply(const PlaneUpdate& update)
{
    m_worker.host(*this);
    m_clusters.resize(std::max(m_clusters.size(), update.clusterSlots));
    m_routes.resize(std::max(m_routes.size(), update.routeSlots));
    for (const std::size_t slot : update.removedRoutes)
        m_routes[slot].reset();
    std::vector<Pinned<ClusterState>> gone;
    gone.reserve(update.removedClusters.size());
    for (const std::size_t slot : update.removedClusters)
        gone.push_back(std::move(m_clusters[slot]));
    for (const auto& cluster : update.changedClusters)
        installCluster(cluster);
    for (const Pinned<ClusterState>& cluster : gone)
        retireCluster(cluster); // After the new ones: a pool that both use stays open.
    secure(update.security);    // Before the listeners that ask for it.
    applyListeners(update);
}

void PlaneWorker::secure(std::shared_ptr<const PlaneSecurity> security)
{
    if (security != m_security)
        m_worker.reaper().reap(std::exchange(m_security, std::move(security)));
}

void PlaneWorker::endMeshConnections()
{
    for (std::size_t i = m_connections.size(); i > 0; --i) // Backwards: burying moves the last into the gap.
        m_connections[i - 1]->endIfOfMesh();
    for (const auto& [key, pool] : m_pools)
        pool->endSecure();
}

Result<std::unique_ptr<net::Transport>> PlaneWorker::openTransport(const ClusterState& cluster, std::size_t endpoint)
{
    const PlaneCluster& config = cluster.config();
    const PlaneEndpoint& target = config.endpoints[endpoint];
    const net::TlsContext* context = config.outside.get();
    if (config.config.tls)
        context = m_security ? m_security->forServers(config.config.tls->trust) : nullptr;
    if (config.config.tls && !context) // The snapshot moved on while the request kept its cluster.
        return failure(ErrorCode::Unavailable, "cluster '{}' is no longer trusted", config.config.name);
    auto started = net::startConnect(target.address, source());
    if (!started && started.error().code == ErrorCode::ResourceExhausted && m_worker.freeDescriptors() > 0)
        started = net::startConnect(target.address, source());
    ASSIGN_OR_RETURN(net::FileDescriptor socket, std::move(started));
    if (!context)
        return std::make_unique<net::PlainTransport>(std::move(socket));
    return context->wrap(std::move(socket), target.server);
}

Result<std::unique_ptr<UpstreamConnection>> PlaneWorker::connect(const ClusterState& cluster, std::size_t endpoint)
{
    ASSIGN_OR_RETURN(auto transport, openTransport(cluster, endpoint));
    return UpstreamConnection::create(m_worker, Pinned(&cluster.pool(endpoint)), std::move(transport),
                                      cluster.config().endpoints[endpoint].address);
}

void PlaneWorker::applyListeners(const PlaneUpdate& update)
{
    m_retired.clear();
    std::vector<Pinned<ListenerState>> current;
    for (const PlaneListener& config : update.listeners) {
        const auto same = std::find_if(m_listeners.begin(), m_listeners.end(), [&](const Pinned<ListenerState>& old) {
            return old && old->isFor(*config.socket);
        });
        if (same == m_listeners.end()) {
            if (!m_isDraining)
                current.emplace_back(new ListenerState(*this, config));
            continue;
        }
        (*same)->update(config);
        current.push_back(std::move(*same));
    }
    for (Pinned<ListenerState>& old : m_listeners) {
        if (!old)
            continue;
        old->retire();
        if (std::find(update.refusing.begin(), update.refusing.end(), old->name()) != update.refusing.end())
            old->setRefusing();
        m_retired.push_back(std::move(old));
    }
    m_listeners = std::move(current);
    if (!update.refusing.empty() && !m_retired.empty())
        closeUnwanted();
}

/// Only where nobody could answer: elsewhere a request may be on its way, and gets the last answer.
void PlaneWorker::closeUnwanted()
{
    for (std::size_t i = m_connections.size(); i > 0; --i) // Backwards: burying moves the last into the gap.
        if (m_connections[i - 1]->isUnwanted())
            m_connections[i - 1]->closeIfIdle();
}

void PlaneWorker::installCluster(const std::shared_ptr<const PlaneCluster>& config)
{
    std::vector<Pinned<UpstreamPool>> pools;
    for (const PlaneEndpoint& endpoint : config->endpoints) {
        pools.push_back(poolFor(endpoint));
        ++pools.back()->users;
    }
    Pinned<ClusterState>& place = m_clusters[config->slot];
    const Pinned<ClusterState> before = place;
    const std::size_t start = before ? before->position() : m_worker.index(); // Workers do not all start at the first.
    place = Pinned(new ClusterState(config, std::move(pools), start, m_worker.reaper()));
    if (before)
        retireCluster(before);
}

void PlaneWorker::retireCluster(const Pinned<ClusterState>& cluster)
{
    for (const Pinned<UpstreamPool>& pool : cluster->pools())
        --pool->users;
    for (const PlaneEndpoint& endpoint : cluster->config().endpoints) {
        const auto known = m_pools.find(endpoint.poolKey);
        if (known == m_pools.end() || known->second->users > 0)
            continue;
        known->second->close();
        m_pools.erase(known);
    }
}

Pinned<UpstreamPool> PlaneWorker::poolFor(const PlaneEndpoint& endpoint)
{
    Pinned<UpstreamPool>& pool = m_pools[endpoint.poolKey];
    if (!pool)
        pool = Pinned(new UpstreamPool);
    return pool;
}

Pinned<RouteState> PlaneWorker::routeState(const std::shared_ptr<const PlaneRoute>& route)
{
    Pinned<RouteState>& state = m_routes[route->slot];
    if (!state || &state->config() != route.get())
        state = Pinned(new RouteState(route, m_table, m_worker.reaper(), state.get(),
                                      m_options.splitSeed * 0x9e3779b97f4a7c15ULL + m_worker.index()));
    return state;
}

TrafficCell& PlaneWorker::cellWithoutRoute()
{
    if (!m_unrouted)
        m_unrouted = m_table.open({}, {}, {});
    return *m_unrouted;
}

void PlaneWorker::flagged(telemetry::RecordFlags flags)
{
    for (std::size_t i = 0; i < m_flags.size(); ++i)
        m_flags[i] += flags.has(static_cast<telemetry::RecordFlag>(i)) ? 1 : 0;
}

WorkerCounts PlaneWorker::collect()
{
    WorkerCounts result;
    m_table.take(result.counts, result.totals, result.firstRouted);
    result.refusals = m_refusals.take();
    result.limits = std::exchange(m_limits, {});
    result.flags = std::exchange(m_flags, {});
    result.connections = m_connections.size();
    return result;
}

PlaneObservation::Worker PlaneWorker::observe()
{
    PlaneObservation::Worker seen;
    seen.connections = m_connections.size();
    for (const auto& connection : m_connections) {
        seen.readingConnections += connection->isReading() ? 1 : 0;
        seen.busyConnections += connection->isBusy() ? 1 : 0;
    }
    seen.accepted = m_accepted;
    seen.bufferBytes = m_worker.memory().bytes();
    return seen;
}

void PlaneWorker::adopt(const std::shared_ptr<const ListeningSocket>& listener, net::FileDescriptor socket,
                        net::AddressTally::Key addressKey)
{
    const auto isIts = [&](const Pinned<ListenerState>& state) { return state->isFor(*listener); };
    const auto serves = std::find_if(m_listeners.begin(), m_listeners.end(), isIts);
    const auto served = std::find_if(m_retired.begin(), m_retired.end(), isIts);
    const bool isKnown = serves != m_listeners.end() || served != m_retired.end();
    if (!isKnown || m_worker.memory().isPressed()) {
        m_worker.counts().remove(m_worker.index());
        m_gate.leave(addressKey);
        if (isKnown)
            (serves != m_listeners.end() ? *serves : *served)->turnAway(socket, telemetry::Limit::Memory);
        return;
    }
    const Pinned<ListenerState>& state = serves != m_listeners.end() ? *serves : *served;
    std::unique_ptr<Downstream> connection;
    if (Greeting::isNeededFor(*state))
        connection = std::make_unique<Greeting>(*this, state, std::move(socket));
    else
        connection = std::make_unique<ClientConnection>(*this, state, std::move(socket));
    ++m_accepted;
    connection->place = m_connections.size();
    connection->addressKey = addressKey;
    Downstream& added = *connection;
    m_connections.push_back(std::move(connection));
    added.start();
}

void PlaneWorker::replace(Downstream& connection, std::unique_ptr<Downstream> next)
{
    next->place = connection.place;
    next->addressKey = connection.addressKey;
    Downstream& added = *next;
    std::swap(m_connections[connection.place], next);
    m_worker.bury(std::move(next));
    added.start();
}

void PlaneWorker::bury(Downstream& connection)
{
    const std::size_t place = connection.place;
    auto owned = std::move(m_connections[place]);
    if (place + 1 != m_connections.size()) {
        m_connections[place] = std::move(m_connections.back());
        m_connections[place]->place = place;
    }
    m_connections.pop_back();
    m_worker.counts().remove(m_worker.index());
    m_gate.leave(owned->addressKey);
    m_worker.bury(std::move(owned));
    reportIfEmptied();
}

void PlaneWorker::closeIdleClients()
{
    for (std::size_t i = m_connections.size(); i > 0; --i) // Backwards: burying moves the last into the gap.
        m_connections[i - 1]->closeIfIdle();
}

std::size_t PlaneWorker::closeIdleUpstreams()
{
    std::size_t closed = 0;
    for (const auto& [key, pool] : m_pools)
        closed += pool->closeIdle();
    return closed;
}

std::size_t PlaneWorker::idleUpstreams() const
{
    std::size_t idle = 0;
    for (const auto& [key, pool] : m_pools)
        idle += pool->idle();
    return idle;
}

void PlaneWorker::stopAccepting(IdleClients idle)
{
    m_isDraining = true;
    m_idleClients = idle;
    for (const Pinned<ListenerState>& listener : m_listeners)
        listener->retire();
}

void PlaneWorker::drain(Emptied emptied)
{
    m_emptied = std::move(emptied);
    if (closesIdle())
        closeIdleClients();
    reportIfEmptied();
}

void PlaneWorker::reportIfEmptied()
{
    if (!m_isDraining || !m_connections.empty() || !m_emptied)
        return;
    const Emptied emptied = std::move(m_emptied);
    m_emptied = nullptr;
    emptied();
}

std::size_t PlaneWorker::cutConnections()
{
    m_emptied = nullptr; // Whoever cuts knows.
    std::size_t cut = 0;
    while (!m_connections.empty()) {
        cut += m_connections.back()->isBusy() ? 1 : 0;
        m_connections.back()->cut();
    }
    return cut;
}

void PlaneWorker::close()
{
    m_worker.dismiss(*this);
    m_isDraining = true;
    cutConnections();
    m_mirrors.cut();
    m_routes.clear();
    m_clusters.clear();
    m_listeners.clear();
    m_retired.clear();
    for (const auto& [key, pool] : m_pools)
        pool->close();
    m_pools.clear();
}

} // namespace causeway::proxy
