#pragma once

#include "engine/api/views.h"

#include <cstdint>
#include <string>

namespace causeway::tests {

/// Views to draw, without an engine behind them. Equal arguments give equal views.
namespace samples {

/// One zone: clients, a gateway, `monolith` and `disputes`, with one split between the two.
api::ClusterView smallLab(double newShare = 0.28);

/// Two zones, as the design shows them; some nodes are not well.
api::ClusterView twoZones();

/// Many services in zones, calling each other, and one route with five backends.
api::ClusterView generated(int zones, int servicesPerZone, std::uint32_t seed = 7);

} // namespace samples

} // namespace causeway::tests
