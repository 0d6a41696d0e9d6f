#pragma once

#include "engine/base/result.h"
#include "engine/formats/node.h"

namespace causeway::formats {

constexpr std::size_t documentDepthLimit = 64;

/// One JSON value, strictly: RFC 8259 without the freedoms it leaves. Keys that stand twice, more than 64 levels,
/// invalid UTF-8, NaN and anything after the value are InvalidArgument with the place where it happened.
Result<Node> parseJson(std::string_view text);

/// One line without blanks, members in their order: equal nodes give equal text.
std::string toJson(const Node& node);

} // namespace causeway::formats
