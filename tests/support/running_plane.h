#pragma once

#include "engine/proxy/data_plane.h"
#include "engine/snapshot/sections.h"

#include <memory>
#include <string>
#include <vector>

namespace causeway::test {

/// A data plane with its own workers, and a snapshot to change: one listener "in" with the virtual host "all".
class RunningPlane
{
public:
    explicit RunningPlane(std::size_t workers = 1, proxy::DataPlaneOptions options = {},
                          const proxy::PoolLimits& limits = {});

    snapshot::Snapshot snapshot; // Applied by apply().

    /// Adds a cluster with one endpoint on 127.0.0.1 for each port.
    snapshot::Cluster& addCluster(const std::string& name, const std::vector<std::uint16_t>& ports);
    /// Adds a route to the clusters with the given weights; all requests match until conditions are set.
    snapshot::Route& addRoute(const std::string& name, const std::vector<snapshot::WeightedCluster>& split);

    /// Waits for the outcome.
    Result<> apply();
    telemetry::TrafficReport collect();
    proxy::PlaneObservation observe();
    std::size_t drain(std::chrono::milliseconds deadline, proxy::IdleClients idle = proxy::IdleClients::Close);
    net::SocketAddress address(const std::string& listener = "in") const;
    proxy::DataPlane& plane() { return *m_plane; }
    proxy::WorkerPool& pool() { return *m_pool; }

private:
    std::unique_ptr<proxy::WorkerPool> m_pool;
    std::unique_ptr<proxy::DataPlane> m_plane;
};

} // namespace causeway::test
