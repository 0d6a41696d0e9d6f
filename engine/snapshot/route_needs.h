#pragma once

#include "engine/snapshot/route.h"

#include <string_view>
#include <vector>

namespace causeway::snapshot {

/// What a plane must be able to do for these routes, by the names in sections.h.
std::vector<std::string_view> needsOf(const std::vector<Route>& routes);

} // namespace causeway::snapshot
