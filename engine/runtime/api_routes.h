#pragma once

#include "engine/control/control_plane.h"
#include "engine/lab/scenario.h"

#include <map>
#include <string>
#include <vector>

namespace causeway::runtime {

/// By which split rule the requests of each API of the load are sent, from the resources alone: gateway route, service
/// path, sidecar listener, rule. APIs that no rule splits are missing.
///
/// Shape: API name to the rule's id.
std::map<std::string, std::string> splitRuleByApi(const std::vector<lab::LoadApi>& apis,
                                                  const std::vector<control::ResourceEntry>& resources,
                                                  const std::vector<control::PlaneStatus>& planes);

} // namespace causeway::runtime
