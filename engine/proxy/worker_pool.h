#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

namespace causeway::proxy {

/// What all planes of a process may use together.
struct PoolLimits
{
    std::size_t connections = std::numeric_limits<std::size_t>::max(); // Of clients; each may need one to an endpoint.
    /// Bytes of buffers and what goes with them, in equal parts for the workers. A worker above its part begins nothing
    /// new: newcomers and new requests get 503, idle connections close, until it is below three quarters of it.
    std::size_t memory = std::numeric_limits<std::size_t>::max();
};

/// How one worker is doing.
struct WorkerLoad
{
    std::size_t memory = 0;  // Bytes that its connections hold.
    std::uint64_t turns = 0; // Of its loop, since it began.
};

/// The worker threads that all data planes of a process share. Outlives its planes.
class WorkerPool
{
public:
    static Result<std::unique_ptr<WorkerPool>> create(std::size_t workers, const PoolLimits& limits = {});
    virtual ~WorkerPool() = default;
    virtual std::size_t size() const = 0;
    /// Of each worker. Waits for them, so not from a thread of the pool.
    virtual std::vector<WorkerLoad> load() = 0;
};

} // namespace causeway::proxy
