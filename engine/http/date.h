#pragma once

#include "engine/base/clock.h"

#include <array>

namespace causeway::http {

/// "Sun, 06 Nov 1994 08:49:37 GMT": RFC 9110 §5.6.7. Parts of a second are left out.
using ImfFixdate = std::array<char, 29>;
ImfFixdate toImfFixdate(WallTime time);

} // namespace causeway::http
