#pragma once

#include "engine/base/result.h"

#include <cstdint>

namespace causeway::bench {

/// The bare limit: passes bytes between each client and a connection of its own to the backend and looks at none of
/// them. What a proxy costs above it is what it does for a request. Runs until the process ends.
Result<> runForwarder(std::uint16_t port, std::uint16_t backendPort);

} // namespace causeway::bench
