#pragma once

#include "engine/proxy/pinned.h"
#include "engine/telemetry/traffic_report.h"

#include <memory>
#include <string>
#include <vector>

namespace causeway::proxy {

/// The counts of one route, backend and instance on one worker.
struct TrafficCell : Pinnable
{
    telemetry::TrafficCount count;
};

/// All cells of a plane on one worker. Whoever counts holds its cell, so that counting looks nothing up.
class TrafficTable
{
public:
    Pinned<TrafficCell> open(const std::string& route, const std::string& backend, const std::string& instance);
    void firstRouted(telemetry::FirstRouted event) { m_firstRouted.push_back(std::move(event)); }

    /// Moves out what was counted since the last time, and lets go of cells that nobody holds any more.
    void take(std::vector<telemetry::TrafficCount>& counts, std::vector<telemetry::FirstRouted>& firstRouted);

private:
    std::vector<Pinned<TrafficCell>> m_cells;
    std::vector<telemetry::FirstRouted> m_firstRouted;
};

} // namespace causeway::proxy
