#pragma once

#include "engine/formats/node.h"

#include <cstdint>
#include <optional>

namespace causeway::formats {

/// A share in percent as Kuma writes it: a whole number, or a decimal as text.
///
/// Units:  parts of a million, which is exact: four digits behind the point at most.
/// Errors: nothing for what is no such number from 0 to 100.
std::optional<std::uint32_t> perMillionOf(const Node& percentage);
Node percentageNode(std::uint32_t perMillion);

} // namespace causeway::formats
