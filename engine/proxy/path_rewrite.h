#pragma once

#include "engine/base/regex.h"
#include "engine/snapshot/route.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace causeway::proxy {

/// Appends the path that the upstream sees. `matchedLength` is how much of `path` the route's pattern covers; `hasPath`
/// tells that the route has a path condition at all; `regex` is the rewrite's pattern where it has one. Nothing is
/// escaped here.
///
/// Source: Gateway API v1, HTTPPathModifier; Kong Gateway, path_handling v0.
void appendRewrittenPath(std::string& out, const snapshot::Rewrite& rewrite, std::string_view path,
                         std::size_t matchedLength, bool hasPath, const Regex* regex = nullptr);

} // namespace causeway::proxy
