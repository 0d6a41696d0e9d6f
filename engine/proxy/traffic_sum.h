#pragma once

#include "engine/proxy/plane_worker.h"

namespace causeway::proxy {

/// Adds up what the workers counted: one row for each route, backend and instance.
telemetry::TrafficReport sumOf(const std::vector<WorkerCounts>& parts);

} // namespace causeway::proxy
