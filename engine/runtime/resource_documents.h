#pragma once

#include "engine/base/result.h"
#include "engine/model/resources.h"

#include <string_view>
#include <vector>

namespace causeway::runtime {

/// The resources of one document: Kong's declarative form where it says `_format_version`, otherwise Kuma's.
///
/// Errors: InvalidArgument with origin, line and name of what is wrong; `firstLine` is where the document begins.
Result<std::vector<model::Resource>> resourcesOfDocument(std::string_view text, std::string_view origin,
                                                         std::size_t firstLine);

/// The resources of a YAML stream, whose documents may be of either form.
Result<std::vector<model::Resource>> resourcesOfStream(std::string_view text, std::string_view origin);

} // namespace causeway::runtime
