#pragma once

#include "engine/base/result.h"
#include "engine/net/event_loop.h"

#include <functional>
#include <memory>

namespace causeway::lab {

/// Wakes the loop at a moment, to tens of microseconds: the loop's own timers round up to milliseconds, which would
/// enter into every measured latency.
///
/// Threads: the loop's only.
class PreciseTimer final : private net::ReadinessHandler
{
public:
    static Result<std::unique_ptr<PreciseTimer>> create(net::EventLoop& loop, std::function<void()> expired);
    ~PreciseTimer();
    PreciseTimer(const PreciseTimer&) = delete;
    PreciseTimer& operator=(const PreciseTimer&) = delete;

    /// Once; arming again moves it. A moment in the past is now.
    void armAt(MonotonicTime when);
    void disarm();

private:
    PreciseTimer(net::EventLoop& loop, net::FileDescriptor descriptor, std::function<void()> expired);
    void ready(net::Readiness what) override;

    net::EventLoop& m_loop;
    net::FileDescriptor m_descriptor;
    std::function<void()> m_expired;
};

} // namespace causeway::lab
