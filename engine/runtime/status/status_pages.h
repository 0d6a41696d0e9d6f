#pragma once

#include "engine/proxy/plane_observation.h"
#include "engine/runtime/status/process_figures.h"
#include "engine/telemetry/access_log.h"

#include <optional>
#include <string>

namespace causeway::runtime {

/// What the status port tells of, beside the plane.
struct Surroundings
{
    ProcessFigures process;
    std::optional<telemetry::AccessLog::Counts> records; // Nothing where nothing is written down.
};

/// Prometheus text. Where Kong has a metric of the same meaning it has Kong's name and labels, others begin with
/// causeway_. kong.md §6.7.
std::string metricsPage(const proxy::PlaneObservation& plane, const Surroundings& around);

/// JSON in the shape of Kong's /status: kong.md §2.4.
std::string statusPage(const proxy::PlaneObservation& plane, const Surroundings& around);

/// The snapshot that is served, as JSON: its sections by hash, and what they say but for keys, which it does not hold.
std::string configPage(const proxy::PlaneObservation& plane);

} // namespace causeway::runtime
