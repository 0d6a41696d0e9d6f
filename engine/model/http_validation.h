#pragma once

#include "engine/model/resources.h"
#include "engine/model/violation.h"

#include <string>

namespace causeway::model {

/// The part of validate() that speaks of the rules of a MeshHTTPRoute (kuma.md §4.1): what a match may ask, and what
/// its filters may do. Header edits are checked with those of others.
void validateHttpMatch(const std::string& field, const HttpMatch& match, Violations& violations);
void validateHttpFilters(const std::string& field, const HttpRule& rule, Violations& violations);

} // namespace causeway::model
