#pragma once

#include "engine/proxy/plane_config.h"
#include "engine/proxy/split_cursor.h"
#include "engine/proxy/traffic_table.h"

#include <optional>

namespace causeway::proxy {

class Reaper;
class UpstreamPool;

/// A cluster as one worker sees it: whose turn it is, and the pools of its endpoints.
class ClusterState : public Pinnable
{
public:
    ClusterState(std::shared_ptr<const PlaneCluster> config, std::vector<Pinned<UpstreamPool>> pools, std::size_t start,
                 Reaper& reaper);
    ~ClusterState();

    const PlaneCluster& config() const { return *m_config; }
    const std::vector<Pinned<UpstreamPool>>& pools() const { return m_pools; }
    std::size_t position() const { return m_next; }
    bool isEmpty() const { return m_pools.empty(); }
    /// Round-robin; only where there are endpoints.
    std::size_t nextEndpoint()
    {
        m_next = m_next + 1 < m_pools.size() ? m_next + 1 : 0;
        return m_next;
    }
    /// Where to go from one that could not be reached: whoever tries as often as there are endpoints tries each,
    /// whatever others do meanwhile.
    std::size_t endpointAfter(std::size_t endpoint) const { return endpoint + 1 < m_pools.size() ? endpoint + 1 : 0; }
    UpstreamPool& pool(std::size_t endpoint) const { return *m_pools[endpoint]; }

private:
    std::shared_ptr<const PlaneCluster> m_config;
    std::vector<Pinned<UpstreamPool>> m_pools; // One for each endpoint.
    std::size_t m_next;
    Reaper& m_reaper;
};

/// A route as one worker sees it: how far its split is dealt, and where its requests are counted. Made when the first
/// request comes.
class RouteState : public Pinnable
{
public:
    /// `before` is what the route was on this worker; its split goes on where it stood.
    RouteState(std::shared_ptr<const PlaneRoute> config, TrafficTable& table, Reaper& reaper, const RouteState* before,
               std::uint64_t splitSeed);
    ~RouteState();

    const PlaneRoute& config() const { return *m_config; }

    /// Counts as routed: the first one is reported.
    void routed();
    /// Which part of the split the next request goes to; only where there is one.
    std::size_t nextBackend() { return m_cursor->next(); }

    /// Whether the next request goes to that mirror as well; asked once for each.
    bool isMirrorDue(std::size_t mirror) { return m_mirrors[mirror].cursor.next() == 0; }
    /// Where calls to that mirror are counted.
    const Pinned<TrafficCell>& mirrorCell(std::size_t mirror);
    /// Nobody is there to take the copy.
    void mirrorFailed(std::size_t mirror);

    /// Where a request is counted that ended before a backend was chosen, before an endpoint answered, or after.
    TrafficCell& cellWithoutBackend();
    TrafficCell& cellWithoutInstance(std::size_t backend);
    TrafficCell& cellFor(std::size_t backend, const Pinned<ClusterState>& cluster, std::size_t endpoint);
    /// The request is on its way to that endpoint: it will be counted there.
    void prefetchCell(std::size_t backend, std::size_t endpoint) const;

private:
    struct Backend
    {
        Pinned<ClusterState> cluster; // Whose endpoints `byEndpoint` follows.
        std::vector<Pinned<TrafficCell>> byEndpoint;
        Pinned<TrafficCell> unanswered;
    };

    struct MirrorShare
    {
        SplitCursor cursor;
        Pinned<TrafficCell> cell;
    };
    void beginMirrors(const RouteState* before, std::uint64_t splitSeed);

    std::shared_ptr<const PlaneRoute> m_config;
    TrafficTable& m_table;
    Reaper& m_reaper;
    std::optional<SplitCursor> m_cursor; // Empty without a split.
    std::vector<Backend> m_backends;
    std::vector<MirrorShare> m_mirrors;
    Pinned<TrafficCell> m_unchosen;
    bool m_isNew = true;
};

} // namespace causeway::proxy
