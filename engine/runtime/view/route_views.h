#pragma once

#include "engine/api/views.h"
#include "engine/runtime/view/cluster_facts.h"

#include <deque>
#include <vector>

namespace causeway::runtime {

/// The splits with what was counted since their weights last changed, at most over the last minute.
std::vector<api::RouteView> buildRoutes(const ClusterFacts& facts, const std::vector<SplitRule>& rules);

/// Closes seconds once all planes had time to report them, and keeps the last ones.
class SecondsLog
{
public:
    /// Adds the seconds that closed since the last call.
    void advance(const ClusterFacts& facts, const std::vector<SplitRule>& rules);
    std::vector<api::SecondView> recent() const { return {m_seconds.begin(), m_seconds.end()}; }

private:
    void close(std::int64_t second, const ClusterFacts& facts, const std::vector<SplitRule>& rules);

    std::deque<api::SecondView> m_seconds;
    std::int64_t m_closed = 0; // The newest closed second; 0: none yet.
};

} // namespace causeway::runtime
