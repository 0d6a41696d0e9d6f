#include "engine/lab/precise_timer.h"

#include <algorithm>
#include <cerrno>
#include <sys/timerfd.h>

namespace causeway::lab {

Result<std::unique_ptr<PreciseTimer>> PreciseTimer::create(net::EventLoop& loop, std::function<void()> expired)
{
    // The steady clock of the standard library is CLOCK_MONOTONIC here, so that its moments can be used as they are.
    net::FileDescriptor descriptor(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
    if (!descriptor.isOpen())
        return failure(systemError(errno, "cannot create a timer"));
    std::unique_ptr<PreciseTimer> timer(new PreciseTimer(loop, std::move(descriptor), std::move(expired)));
    RETURN_IF_ERROR(loop.watch(timer->m_descriptor.get(), net::Readiness::Read, *timer));
    return timer;
}

PreciseTimer::PreciseTimer(net::EventLoop& loop, net::FileDescriptor descriptor, std::function<void()> expired)
    : m_loop(loop)
    , m_descriptor(std::move(descriptor))
    , m_expired(std::move(expired))
{
}

PreciseTimer::~PreciseTimer()
{
    m_loop.unwatch(m_descriptor.get(), *this);
}

void PreciseTimer::armAt(MonotonicTime when)
{
    // A time of zero would disarm; the past is as good as one nanosecond after the start of the machine.
    const auto count = std::max<std::int64_t>(std::chrono::duration_cast<Duration>(when.time_since_epoch()).count(), 1);
    itimerspec due{};
    due.it_value.tv_sec = static_cast<time_t>(count / 1'000'000'000);
    due.it_value.tv_nsec = static_cast<long>(count % 1'000'000'000);
    ::timerfd_settime(m_descriptor.get(), TFD_TIMER_ABSTIME, &due, nullptr);
}

void PreciseTimer::disarm()
{
    const itimerspec never{};
    ::timerfd_settime(m_descriptor.get(), 0, &never, nullptr);
}

void PreciseTimer::ready(net::Readiness)
{
    std::uint64_t times = 0;
    if (::read(m_descriptor.get(), &times, sizeof times) == sizeof times)
        m_expired();
}

} // namespace causeway::lab
