#pragma once

#include "engine/api/views.h"
#include "engine/runtime/view/cluster_facts.h"
#include "engine/runtime/view/topology_view.h"

#include <deque>
#include <vector>

namespace causeway::runtime {

/// The splits as they are; their numbers are left empty.
std::vector<api::RouteView> describeRoutes(const std::vector<SplitRule>& rules,
                                           const std::vector<control::PlaneStatus>& planes, const Topology& topology);

/// Fills in what was counted since the weights last changed, at most over the last minute.
void countRoutes(std::vector<api::RouteView>& routes, const TrafficFacts& facts);

/// Closes seconds once all planes had time to report them, and keeps the last ones.
class SecondsLog
{
public:
    /// Adds the seconds that closed since the last call.
    void advance(const TrafficFacts& facts, const std::vector<api::RouteView>& routes);
    std::vector<api::SecondView> recent() const { return {m_seconds.begin(), m_seconds.end()}; }

private:
    void close(std::int64_t second, const TrafficFacts& facts, const std::vector<api::RouteView>& routes);

    std::deque<api::SecondView> m_seconds;
    std::int64_t m_closed = 0; // The newest closed second; 0: none yet.
};

} // namespace causeway::runtime
