#pragma once

#include "engine/api/cluster_port.h"
#include "engine/control/control_plane.h"

#include <string>
#include <string_view>
#include <vector>

namespace causeway::runtime {

/// The resource that holds a split rule, in one of the forms; `apiAddress` ("127.0.0.1:5681") is where the mesh API is
/// for those on this machine.
///
/// Errors: NotFound when there is no such rule any more.
Result<std::string> routeText(const std::vector<control::ResourceEntry>& resources, std::string_view rule,
                              api::TextForm form, std::string_view apiAddress);

} // namespace causeway::runtime
