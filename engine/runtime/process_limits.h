#pragma once

#include "engine/proxy/worker_pool.h"

#include <cstddef>

namespace causeway::runtime {

/// What the system lets this process use.
struct ProcessLimits
{
    std::size_t descriptors = 0;
    std::size_t memory = 0;       // Bytes: of the machine, of the control group, or of data, whichever is least.
    std::size_t addressSpace = 0; // Bytes that are not in use yet.
};

/// Raises the number of descriptors as far as the system lets it first. For main(), before other threads.
ProcessLimits takeProcessLimits();

/// As many clients as there are descriptors for: each may need one to an endpoint beside its own, and the rest of the
/// process has some; and half of the memory for what they send and get.
proxy::PoolLimits poolLimits(const ProcessLimits& process, std::size_t workers);

} // namespace causeway::runtime
