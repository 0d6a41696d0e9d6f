#pragma once

#include "engine/model/resources.h"
#include "engine/model/text_rules.h"
#include "engine/model/violation.h"

namespace causeway::model {

/// The part of validate() that speaks of Kong's entities (kong.md §1.1–1.3).
void validateGatewayService(const GatewayService& service, Violations& violations);
void validateGatewayRoute(const GatewayRoute& route, Violations& violations);

/// Parts of it that readers of Kong's files ask line by line.
Complaint checkGatewayHeaderName(std::string_view name);
Complaint checkGatewayHeaderValue(std::string_view value);
bool servesHttps(const GatewayRoute& route);
/// What is wrong with a route that would match everything.
std::string_view conditionMissing(bool isHttps);

} // namespace causeway::model
