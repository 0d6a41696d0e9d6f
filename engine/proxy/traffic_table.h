#pragma once

#include "engine/proxy/pinned.h"
#include "engine/telemetry/latency_tally.h"
#include "engine/telemetry/request_totals.h"
#include "engine/telemetry/traffic_report.h"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace causeway::proxy {

/// The counts of one route, backend and instance on one worker. Whose they are, the table knows: a request touches as
/// few lines of the cache as can be.
struct alignas(64) TrafficCell : Pinnable
{
    telemetry::TrafficNumbers count;
    telemetry::LatencyTally latency;
    telemetry::RequestTotals totals;
};

/// All cells of a plane on one worker. Whoever counts holds its cell, so that counting looks nothing up.
///
/// Shape: one cell for each route, backend and instance, however often the route changes; also where nobody takes what
///        is counted, it grows with names only.
class TrafficTable
{
public:
    static constexpr std::size_t keptEvents = 1'024; // The newest.

    /// The one of these names, or a new one.
    Pinned<TrafficCell> open(const std::string& route, const std::string& backend, const std::string& instance);
    void firstRouted(telemetry::FirstRouted event);
    /// For the cells.
    telemetry::HistogramStock& histograms() { return m_histograms; }

    /// Moves out what was counted since the last time, and lets go of cells that nobody holds any more. `totals` are of
    /// the counts at their place.
    void take(std::vector<telemetry::TrafficCount>& counts, std::vector<telemetry::RequestTotals>& totals,
              std::vector<telemetry::FirstRouted>& firstRouted);

private:
    using Names = std::tuple<std::string, std::string, std::string>; // Of route, backend and instance.

    std::map<Names, Pinned<TrafficCell>> m_cells;
    telemetry::HistogramStock m_histograms;
    std::deque<telemetry::FirstRouted> m_firstRouted;
};

} // namespace causeway::proxy
