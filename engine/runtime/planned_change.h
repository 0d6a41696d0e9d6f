#pragma once

#include "engine/api/cluster_port.h"
#include "engine/base/clock.h"
#include "engine/base/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace causeway::runtime {

/// A change of weight that `causewayd lab` makes at a moment of its run: "orders=25@3s".
struct PlannedChange
{
    std::optional<std::string> resource; // Of the route; needed only where several routes have the backend.
    std::string backend;
    double percent = 0; // 0..100, in tenths; the other backends share the rest as they did before.
    Duration at{0};     // After the start of the load.
};

/// "[ROUTE/]BACKEND=PERCENT@TIME"; TIME as in parseDuration.
Result<PlannedChange> parsePlannedChange(std::string_view text);

/// "250ms", "3s", "2m", "1h", or seconds without a unit.
Result<Duration> parseDuration(std::string_view text);

/// The command that makes the change, from what the cluster looks like. NotFound names the backends that there are.
Result<api::SetSplit> splitCommand(const PlannedChange& change, const api::ClusterView& view);

} // namespace causeway::runtime
