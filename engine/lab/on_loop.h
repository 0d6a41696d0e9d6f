#pragma once

#include "engine/net/event_loop.h"

#include <future>
#include <type_traits>

namespace causeway::lab {

/// Runs `ask` on the loop's thread and hands its answer back: at once when called there, else after waiting for the
/// turn. The loop must be running.
template <typename Ask>
auto onLoop(net::EventLoop& loop, Ask ask) -> std::invoke_result_t<Ask>
{
    if (loop.isInLoopThread())
        return ask();
    std::packaged_task<std::invoke_result_t<Ask>()> task(std::move(ask));
    auto answer = task.get_future();
    loop.post([&task] { task(); });
    return answer.get();
}

} // namespace causeway::lab
