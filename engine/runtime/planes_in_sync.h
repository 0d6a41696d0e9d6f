#pragma once

#include "engine/runtime/control_plane_host.h"

#include <chrono>
#include <cstddef>

namespace causeway::runtime {

/// Waits until that many planes are connected and all of them serve the newest revision. A plane that starts again
/// serves its kept snapshot first, which may still name the addresses of the run before.
///
/// Errors:  Unavailable when a plane refuses what it should serve, Timeout with the names of those that are late.
/// Threads: not from the control loop's own thread.
Result<> waitUntilInSync(ControlPlaneHost& host, std::size_t planes, std::chrono::milliseconds limit);

} // namespace causeway::runtime
