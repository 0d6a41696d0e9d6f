#pragma once

#include "engine/formats/kong_fields.h"
#include "engine/model/resources.h"

#include <string_view>

namespace causeway::formats {

/// Reads all of a route but its name, id and service. `version` is the file's: before 3.0 a path that looks like a
/// regular expression is one, without a `~`.
///
/// Source: Kong Gateway, kong.md §1.3.
void readRouteFields(KongFields& fields, std::string_view version, model::GatewayRoute& route);

} // namespace causeway::formats
