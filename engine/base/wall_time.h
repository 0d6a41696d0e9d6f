#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"

#include <string>
#include <string_view>

namespace causeway {

/// RFC 3339 in UTC with milliseconds: 2026-11-20T21:15:00.123Z.
std::string toRfc3339(WallTime time);

/// Only the form that toRfc3339 writes, with any number of fraction digits up to nine.
Result<WallTime> wallTimeFromRfc3339(std::string_view text);

} // namespace causeway
