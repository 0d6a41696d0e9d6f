#pragma once

#include "engine/lab/address_plan.h"
#include "engine/lab/scenario.h"
#include "engine/model/inventory.h"

#include <vector>

namespace causeway::runtime {

/// The data planes of a lab, as they declare themselves: zone ingresses, a sidecar for each instance whose service has
/// one, the gateway's sidecar and the gateway. Those that receive come before those that send to them.
std::vector<model::PlaneDeclaration> planesOf(const lab::Scenario& scenario, const lab::AddressPlan& addresses);

} // namespace causeway::runtime
