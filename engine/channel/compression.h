#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace causeway::channel {

std::string compress(std::string_view bytes);

/// Exactly `size` bytes, or DataLoss. The caller has checked that it can bear `size`.
Result<std::string> decompress(std::string_view bytes, std::size_t size);

} // namespace causeway::channel
