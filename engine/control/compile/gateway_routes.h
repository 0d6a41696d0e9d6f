#pragma once

#include "engine/model/resources.h"
#include "engine/snapshot/sections.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::control {

std::string gatewayClusterName(std::string_view service);

/// The routes of a gateway in Kong's order: more kinds of conditions first, then exact hosts, more headers, expressions
/// by their priority, longer paths; equal ones by the larger id. A route with paths of several lengths becomes one
/// route a length, and one for its expressions.
///
/// Shape:  routes of disabled services are left out; routes without a service answer 503.
/// Source: Kong Gateway, router flavour traditional_compatible; ids as its declarative files give them.
std::vector<snapshot::Route>
compileGatewayRoutes(const std::vector<const model::GatewayRoute*>& routes,
                     const std::function<const model::GatewayService*(const std::string& name)>& findService);

} // namespace causeway::control
