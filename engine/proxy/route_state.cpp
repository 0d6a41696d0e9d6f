#include "engine/proxy/route_state.h"

#include "engine/base/assert.h"
#include "engine/proxy/prefetch.h"
#include "engine/proxy/upstream_pool.h"
#include "engine/proxy/worker.h"

namespace causeway::proxy {

ClusterState::ClusterState(std::shared_ptr<const PlaneCluster> config, std::vector<Pinned<UpstreamPool>> pools,
                           std::size_t start, Reaper& reaper)
    : m_config(std::move(config))
    , m_pools(std::move(pools))
    , m_next(start)
    , m_reaper(reaper)
{
}

ClusterState::~ClusterState()
{
    m_reaper.reap(std::move(m_config));
}

RouteState::RouteState(std::shared_ptr<const PlaneRoute> config, TrafficTable& table, Reaper& reaper,
                       const RouteState* before, std::uint64_t splitSeed)
    : m_config(std::move(config))
    , m_table(table)
    , m_reaper(reaper)
    , m_backends(m_config->config.split.size())
{
    const SplitCursor::Backends& split = m_config->config.split;
    if (split.empty())
        return;
    auto cursor = before && before->m_cursor
                      ? before->m_cursor->continuedWith(before->config().config.split, split)
                      : SplitCursor::create(split, splitSeed ^ std::hash<std::string>{}(m_config->config.name));
    CAUSEWAY_ASSERT(cursor); // The compiler let no split of zeros pass.
    m_cursor = *std::move(cursor);
    beginMirrors(before, splitSeed);
}

/// Each mirror is a split in two: what it gets a copy of, and the rest.
void RouteState::beginMirrors(const RouteState* before, std::uint64_t splitSeed)
{
    const auto partsOf = [](const snapshot::Mirror& mirror) {
        constexpr std::uint32_t all = 1'000'000;
        return SplitCursor::Backends{{mirror.cluster, mirror.perMillion}, {{}, all - mirror.perMillion}};
    };
    const std::vector<snapshot::Mirror>& mirrors = m_config->config.mirrors;
    for (std::size_t i = 0; i < mirrors.size(); ++i) {
        const bool goesOn =
            before && i < before->m_mirrors.size() && before->config().config.mirrors[i].cluster == mirrors[i].cluster;
        const SplitCursor::Backends parts = partsOf(mirrors[i]);
        auto cursor =
            goesOn ? before->m_mirrors[i].cursor.continuedWith(partsOf(before->config().config.mirrors[i]), parts)
                   : SplitCursor::create(parts, splitSeed + i + std::hash<std::string>{}(mirrors[i].cluster));
        CAUSEWAY_ASSERT(cursor); // Their parts sum to a million.
        m_mirrors.push_back({*std::move(cursor), {}});
    }
}

const Pinned<TrafficCell>& RouteState::mirrorCell(std::size_t mirror)
{
    Pinned<TrafficCell>& cell = m_mirrors[mirror].cell;
    if (!cell)
        cell = m_table.open("mirror/" + m_config->config.name, m_config->config.mirrors[mirror].cluster, {});
    return cell;
}

void RouteState::mirrorFailed(std::size_t mirror)
{
    telemetry::TrafficNumbers& count = mirrorCell(mirror)->count;
    ++count.requests;
    ++count.failures;
}

RouteState::~RouteState()
{
    m_reaper.reap(std::move(m_config));
}

void RouteState::routed()
{
    if (!m_isNew)
        return;
    m_isNew = false;
    m_table.firstRouted({m_config->revision, m_config->config.name, std::chrono::system_clock::now()});
}

TrafficCell& RouteState::cellWithoutBackend()
{
    if (!m_unchosen)
        m_unchosen = m_table.open(m_config->config.name, {}, {});
    return *m_unchosen;
}

TrafficCell& RouteState::cellWithoutInstance(std::size_t backend)
{
    Pinned<TrafficCell>& cell = m_backends[backend].unanswered;
    if (!cell)
        cell = m_table.open(m_config->config.name, m_config->config.split[backend].cluster, {});
    return *cell;
}

void RouteState::prefetchCell(std::size_t backend, std::size_t endpoint) const
{
    const auto& cells = m_backends[backend].byEndpoint;
    const TrafficCell* const cell = endpoint < cells.size() ? cells[endpoint].get() : nullptr;
    if (!cell)
        return;
    prefetch(cell->count);
    prefetch(cell->latency);
    prefetchLine(&cell->totals.statuses);
    prefetchLine(&cell->totals.total);
    prefetchLine(&cell->totals.own);
    prefetchLine(&cell->totals.upstream);
}

TrafficCell& RouteState::cellFor(std::size_t backend, const Pinned<ClusterState>& cluster, std::size_t endpoint)
{
    Backend& counted = m_backends[backend];
    if (counted.cluster.get() != cluster.get()) { // The endpoints changed; what was counted stays in the table.
        counted.cluster = cluster;
        counted.byEndpoint.assign(cluster->config().endpoints.size(), {});
    }
    Pinned<TrafficCell>& cell = counted.byEndpoint[endpoint];
    if (!cell)
        cell = m_table.open(m_config->config.name, m_config->config.split[backend].cluster,
                            cluster->config().endpoints[endpoint].instance);
    return *cell;
}

} // namespace causeway::proxy
