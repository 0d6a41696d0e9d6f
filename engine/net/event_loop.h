#pragma once

#include "engine/base/result.h"
#include "engine/net/file_descriptor.h"
#include "engine/net/timer_wheel.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace causeway::net {

/// What a watched descriptor waits for, and what it is ready for; a set of bits.
enum class Readiness : std::uint8_t
{
    None = 0,
    Read = 1,
    Write = 2,
    Hangup = 4
};

constexpr Readiness operator|(Readiness a, Readiness b)
{
    return static_cast<Readiness>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}
constexpr bool contains(Readiness set, Readiness bit)
{
    return (static_cast<std::uint8_t>(set) & static_cast<std::uint8_t>(bit)) != 0;
}

/// What the loop calls for a descriptor. Level-triggered: called again while the cause stands.
class ReadinessHandler
{
public:
    /// May destroy this handler and any other after EventLoop::unwatch of its descriptor.
    virtual void ready(Readiness what) = 0;

protected:
    ~ReadinessHandler() = default;

private:
    friend class EventLoop;
    bool m_isCalledAgain = false;
};

/// One thread's turns: what is ready, what is due, what others posted.
///
/// Threads: post() and stop() from any; everything else from the thread inside run(), or before it starts.
class EventLoop
{
public:
    using Task = std::function<void()>;

    static Result<std::unique_ptr<EventLoop>> create();
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    /// Takes turns until stop(). Tasks posted before the stop still run.
    void run();
    void stop();

    /// Runs the task on the loop's thread in a later turn, in the order of posting. After run() has ended for good the
    /// task is destroyed unrun with the loop.
    void post(Task task);

    /// The time at the start of this turn.
    MonotonicTime now() const { return m_now; }

    /// Runs at the end of each turn, after everything else: the place to let go of what the turn may still have looked
    /// at, and to go on with what it made ready. One for the loop.
    void setAfterTurn(Task task) { m_afterTurn = std::move(task); }

    /// A listening socket that other loops watch too: a newcomer wakes one of them. Ended by unwatch(); not changed.
    Result<> watchShared(int listener, ReadinessHandler& handler);
    /// Hangup is reported whether asked for or not.
    Result<> watch(int descriptor, Readiness interest, ReadinessHandler& handler);
    Result<> change(int descriptor, Readiness interest, ReadinessHandler& handler);
    /// Before the descriptor is closed. The handler is not called any more, not even in this turn.
    void unwatch(int descriptor, ReadinessHandler& handler);

    void arm(Timer& timer, Duration delay) { m_timers.arm(timer, std::chrono::steady_clock::now() + delay); }
    void armAt(Timer& timer, MonotonicTime deadline) { m_timers.arm(timer, deadline); }

    /// Calls the handler for reading in the next turn, which begins at once: for bytes that were taken from the socket
    /// already and shown by nothing. Ended by unwatch().
    void callAgain(ReadinessHandler& handler);

    bool isInLoopThread() const { return m_thread.load(std::memory_order_relaxed) == std::this_thread::get_id(); }

private:
    EventLoop(FileDescriptor poll, FileDescriptor wakeUp);
    void turn();
    void runPosted();
    void drainWakeUp();
    int pollTimeoutMs() const;

    FileDescriptor m_poll;
    FileDescriptor m_wakeUp;
    MonotonicTime m_now;
    TimerWheel m_timers;
    std::vector<ReadinessHandler*> m_dispatching; // Of this turn's events; unwatched ones become null.
    std::vector<ReadinessHandler*> m_calledAgain; // In the next turn; each once.
    Task m_afterTurn;
    std::atomic<bool> m_stopping = false;
    std::atomic<std::thread::id> m_thread;
    std::mutex m_postedMutex;
    std::vector<Task> m_posted;
};

/// A timer that calls a function.
class CallbackTimer final : public Timer
{
public:
    explicit CallbackTimer(std::function<void()> callback)
        : m_callback(std::move(callback))
    {
    }

private:
    void expired() override { m_callback(); }
    std::function<void()> m_callback;
};

/// A loop with its thread: started at creation, stopped and joined at destruction.
class LoopThread
{
public:
    /// `name` is what the system's tools show, at most 15 characters.
    static Result<std::unique_ptr<LoopThread>> create(const std::string& name);
    ~LoopThread();
    LoopThread(const LoopThread&) = delete;
    LoopThread& operator=(const LoopThread&) = delete;

    EventLoop& loop() { return *m_loop; }
    /// Runs the task on the loop's thread and waits for it. Not from the loop's own thread.
    void runAndWait(const EventLoop::Task& task);

private:
    explicit LoopThread(std::unique_ptr<EventLoop> loop, const std::string& name);

    std::unique_ptr<EventLoop> m_loop;
    std::thread m_thread;
};

} // namespace causeway::net
