#pragma once

#include "engine/net/event_loop.h"

#include <cstddef>
#include <memory>

namespace causeway::runtime {

/// Gives the system the memory that a busy moment left behind in this process. The allocator keeps free pages between
/// those in use for good: after a minute with thousands of requests that wait, a lab held a hundred megabytes more.
///
/// Threads: one of its own, that looks every ten seconds and works only when much became free.
class MemoryKeeper
{
public:
    static Result<std::unique_ptr<MemoryKeeper>> create();

private:
    explicit MemoryKeeper(std::unique_ptr<net::LoopThread> thread);
    void look();

    net::CallbackTimer m_timer;
    std::size_t m_leastFree = 0;               // Since memory was given back.
    std::unique_ptr<net::LoopThread> m_thread; // Last: it runs on all of the above.
};

} // namespace causeway::runtime
