#include "tests/support/running_plane.h"

#include "engine/base/assert.h"

#include <future>

namespace causeway::test {

RunningPlane::RunningPlane(std::size_t workers, proxy::DataPlaneOptions options, const proxy::PoolLimits& limits)
{
    auto pool = proxy::WorkerPool::create(workers, limits);
    CAUSEWAY_ASSERT(pool);
    m_pool = *std::move(pool);
    if (options.name.empty())
        options.name = "plane";
    m_plane = proxy::DataPlane::create(*m_pool, std::move(options));
    snapshot.revision = 1;
    snapshot.listeners.push_back({"in", "127.0.0.1", 0, "all", true});
    snapshot.virtualHosts.push_back({"all", {}});
}

snapshot::Cluster& RunningPlane::addCluster(const std::string& name, const std::vector<std::uint16_t>& ports)
{
    snapshot::Endpoints endpoints{name, {}};
    for (const std::uint16_t port : ports)
        endpoints.endpoints.push_back({name + "-" + std::to_string(endpoints.endpoints.size() + 1), "127.0.0.1", port});
    snapshot.endpoints.push_back(std::move(endpoints));
    return snapshot.clusters.emplace_back(snapshot::Cluster{name});
}

snapshot::Route& RunningPlane::addRoute(const std::string& name, const std::vector<snapshot::WeightedCluster>& split)
{
    snapshot::Route& route = snapshot.virtualHosts[0].routes.emplace_back();
    route.name = name;
    route.split = split;
    return route;
}

Result<> RunningPlane::apply()
{
    std::promise<Result<>> outcome;
    m_plane->apply(std::make_shared<snapshot::Snapshot>(snapshot), [&](Result<> result) { outcome.set_value(result); });
    return outcome.get_future().get();
}

telemetry::TrafficReport RunningPlane::collect()
{
    std::promise<telemetry::TrafficReport> report;
    m_plane->collect([&](telemetry::TrafficReport result) { report.set_value(std::move(result)); });
    return report.get_future().get();
}

proxy::PlaneObservation RunningPlane::observe()
{
    std::promise<proxy::PlaneObservation> seen;
    m_plane->observe([&](proxy::PlaneObservation result) { seen.set_value(std::move(result)); });
    return seen.get_future().get();
}

std::size_t RunningPlane::drain(std::chrono::milliseconds deadline, proxy::IdleClients idle)
{
    std::promise<std::size_t> cut;
    m_plane->drain(deadline, idle, [&](std::size_t count) { cut.set_value(count); });
    return cut.get_future().get();
}

net::SocketAddress RunningPlane::address(const std::string& listener) const
{
    const auto address = m_plane->listenerAddress(listener);
    CAUSEWAY_ASSERT(address);
    return *address;
}

} // namespace causeway::test
