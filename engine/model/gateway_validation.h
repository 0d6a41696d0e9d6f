#pragma once

#include "engine/model/resources.h"
#include "engine/model/violation.h"

namespace causeway::model {

/// The part of validate() that speaks of Kong's entities (kong.md §1.1–1.3).
void validateGatewayService(const GatewayService& service, Violations& violations);
void validateGatewayRoute(const GatewayRoute& route, Violations& violations);

} // namespace causeway::model
