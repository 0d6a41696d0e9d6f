#pragma once

#include "engine/proxy/plane_observation.h"
#include "engine/proxy/plane_worker.h"

#include <map>
#include <utility>

namespace causeway::proxy {

/// What a plane counted since it began, for metrics. What the snapshot no longer has is forgotten, so it is never
/// larger than the configuration.
///
/// Threads: the pool's own.
class TrafficLedger
{
public:
    void add(const std::vector<WorkerCounts>& parts);
    void keepOnly(const snapshot::Snapshot& snapshot);
    void writeTo(PlaneObservation& observation) const;

private:
    using Key = std::pair<std::string, std::string>; // Route and backend.

    std::map<Key, PlaneObservation::Route> m_routes;
    std::array<std::uint64_t, telemetry::recordFlagCount> m_flags{};
    telemetry::LimitCounts m_limits;
    std::uint64_t m_requests = 0;
    std::uint64_t m_refusedPeers = 0;
};

} // namespace causeway::proxy
