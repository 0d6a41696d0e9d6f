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

/// The same with its link cut, a slow service and a stranger who was turned away.
api::ClusterView brokenZones();

/// The same with so many routes that the gateway splits.
api::ClusterView severalRoutes(int routes);

/// The same with some services in a mesh of their own.
api::ClusterView twoMeshes();

/// Many services in zones, calling each other, and one route with five backends.
api::ClusterView generated(int zones, int servicesPerZone, std::uint32_t seed = 7);

} // namespace samples

} // namespace causeway::tests
