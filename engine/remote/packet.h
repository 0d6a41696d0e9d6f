#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace causeway::remote {

/// The bytes that travel for a message: compressed where that makes them fewer.
std::string pack(std::string_view message);

/// The message within. Packets may be anything.
///
/// Errors: InvalidArgument for what is no packet, ResourceExhausted above `limit`, DataLoss for damaged content,
///         Unimplemented for a compression that is not known.
Result<std::string> unpack(std::string_view packet, std::size_t limit);

} // namespace causeway::remote
