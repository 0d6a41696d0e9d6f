#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <memory>

namespace causeway::proxy {

/// The worker threads that all data planes of a process share. Outlives its planes.
class WorkerPool
{
public:
    static Result<std::unique_ptr<WorkerPool>> create(std::size_t workers);
    virtual ~WorkerPool() = default;
    virtual std::size_t size() const = 0;
};

} // namespace causeway::proxy
