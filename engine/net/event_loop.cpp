#include "engine/net/event_loop.h"

#include <array>
#include <cerrno>
#include <future>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

namespace causeway::net {

namespace {

std::uint32_t toEpoll(Readiness interest)
{
    std::uint32_t events = 0;
    if (contains(interest, Readiness::Read))
        events |= EPOLLIN | EPOLLRDHUP;
    if (contains(interest, Readiness::Write))
        events |= EPOLLOUT;
    return events;
}

Readiness fromEpoll(std::uint32_t events)
{
    Readiness what = Readiness::None;
    if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
        what = what | Readiness::Read;
    if (events & (EPOLLOUT | EPOLLHUP | EPOLLERR))
        what = what | Readiness::Write;
    if (events & (EPOLLHUP | EPOLLERR))
        what = what | Readiness::Hangup;
    return what;
}

} // namespace

Result<std::unique_ptr<EventLoop>> EventLoop::create()
{
    FileDescriptor poll(::epoll_create1(EPOLL_CLOEXEC));
    if (!poll.isOpen())
        return failure(systemError(errno, "cannot create an event loop"));
    FileDescriptor wakeUp(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!wakeUp.isOpen())
        return failure(systemError(errno, "cannot create an event loop"));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = nullptr; // The loop's own: no handler.
    if (::epoll_ctl(poll.get(), EPOLL_CTL_ADD, wakeUp.get(), &event) != 0)
        return failure(systemError(errno, "cannot create an event loop"));
    return std::unique_ptr<EventLoop>(new EventLoop(std::move(poll), std::move(wakeUp)));
}

EventLoop::EventLoop(FileDescriptor poll, FileDescriptor wakeUp)
    : m_poll(std::move(poll))
    , m_wakeUp(std::move(wakeUp))
    , m_now(std::chrono::steady_clock::now())
    , m_timers(m_now)
{
}

EventLoop::~EventLoop() = default;

void EventLoop::run()
{
    m_thread.store(std::this_thread::get_id(), std::memory_order_relaxed);
    while (!m_stopping.load(std::memory_order_acquire))
        turn();
    runPosted();
    m_thread.store(std::thread::id(), std::memory_order_relaxed);
}

void EventLoop::stop()
{
    m_stopping.store(true, std::memory_order_release);
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(m_wakeUp.get(), &one, sizeof one);
}

void EventLoop::post(Task task)
{
    bool first = false;
    {
        const std::lock_guard lock(m_postedMutex);
        first = m_posted.empty();
        m_posted.push_back(std::move(task));
    }
    if (first) { // Later ones ride on the same wake-up.
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = ::write(m_wakeUp.get(), &one, sizeof one);
    }
}

Result<> EventLoop::watch(int descriptor, Readiness interest, ReadinessHandler& handler)
{
    epoll_event event{};
    event.events = toEpoll(interest);
    event.data.ptr = &handler;
    if (::epoll_ctl(m_poll.get(), EPOLL_CTL_ADD, descriptor, &event) != 0)
        return failure(systemError(errno, "cannot watch a descriptor"));
    return {};
}

Result<> EventLoop::watchShared(int listener, ReadinessHandler& handler)
{
    epoll_event event{};
    event.events = EPOLLIN | EPOLLEXCLUSIVE;
    event.data.ptr = &handler;
    if (::epoll_ctl(m_poll.get(), EPOLL_CTL_ADD, listener, &event) != 0)
        return failure(systemError(errno, "cannot watch a listening socket"));
    return {};
}

Result<> EventLoop::change(int descriptor, Readiness interest, ReadinessHandler& handler)
{
    epoll_event event{};
    event.events = toEpoll(interest);
    event.data.ptr = &handler;
    if (::epoll_ctl(m_poll.get(), EPOLL_CTL_MOD, descriptor, &event) != 0)
        return failure(systemError(errno, "cannot watch a descriptor"));
    return {};
}

void EventLoop::unwatch(int descriptor, ReadinessHandler& handler)
{
    ::epoll_ctl(m_poll.get(), EPOLL_CTL_DEL, descriptor, nullptr);
    for (ReadinessHandler*& waiting : m_dispatching)
        if (waiting == &handler)
            waiting = nullptr;
    if (std::exchange(handler.m_isCalledAgain, false))
        std::erase(m_calledAgain, &handler);
}

void EventLoop::callAgain(ReadinessHandler& handler)
{
    if (!std::exchange(handler.m_isCalledAgain, true))
        m_calledAgain.push_back(&handler);
}

void EventLoop::turn()
{
    std::array<epoll_event, 256> events;
    const int count = ::epoll_wait(m_poll.get(), events.data(), static_cast<int>(events.size()), pollTimeoutMs());
    m_now = std::chrono::steady_clock::now();
    m_dispatching.clear();
    for (int i = 0; i < count; ++i)
        m_dispatching.push_back(static_cast<ReadinessHandler*>(events[static_cast<std::size_t>(i)].data.ptr));
    const std::size_t shown = m_dispatching.size();
    m_dispatching.insert(m_dispatching.end(), m_calledAgain.begin(), m_calledAgain.end());
    m_calledAgain.clear();
    bool woken = false;
    for (std::size_t i = 0; i < shown; ++i) {
        const epoll_event& event = events[i];
        if (!event.data.ptr)
            woken = true;
        else if (ReadinessHandler* const handler = m_dispatching[i])
            handler->ready(fromEpoll(event.events));
    }
    for (std::size_t i = shown; i < m_dispatching.size(); ++i) {
        ReadinessHandler* const handler = m_dispatching[i];
        if (handler && std::exchange(handler->m_isCalledAgain, false))
            handler->ready(Readiness::Read);
    }
    m_dispatching.clear();
    m_timers.advance(m_now);
    if (woken) {
        drainWakeUp();
        runPosted();
    }
    if (m_afterTurn)
        m_afterTurn();
}

void EventLoop::drainWakeUp()
{
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t got = ::read(m_wakeUp.get(), &count, sizeof count);
}

void EventLoop::runPosted()
{
    std::vector<Task> tasks;
    {
        const std::lock_guard lock(m_postedMutex);
        tasks.swap(m_posted);
    }
    for (Task& task : tasks)
        task();
}

int EventLoop::pollTimeoutMs() const
{
    if (!m_calledAgain.empty())
        return 0;
    const auto wait = m_timers.untilNext(std::chrono::steady_clock::now());
    return wait ? static_cast<int>(std::min<std::chrono::milliseconds::rep>(wait->count(), 60'000)) : -1;
}

Result<std::unique_ptr<LoopThread>> LoopThread::create(const std::string& name)
{
    ASSIGN_OR_RETURN(auto loop, EventLoop::create());
    return std::unique_ptr<LoopThread>(new LoopThread(std::move(loop), name));
}

LoopThread::LoopThread(std::unique_ptr<EventLoop> loop, const std::string& name)
    : m_loop(std::move(loop))
    , m_thread([this] { m_loop->run(); })
{
    ::pthread_setname_np(m_thread.native_handle(), name.substr(0, 15).c_str());
}

LoopThread::~LoopThread()
{
    m_loop->stop();
    m_thread.join();
}

void LoopThread::runAndWait(const EventLoop::Task& task)
{
    std::promise<void> done;
    m_loop->post([&] {
        task();
        done.set_value();
    });
    done.get_future().wait();
}

} // namespace causeway::net
