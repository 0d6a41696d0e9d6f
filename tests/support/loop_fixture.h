#pragma once

#include "engine/net/event_loop.h"

#include <functional>
#include <future>

namespace causeway::test {

/// A loop on its own thread, and a test's way to act and to wait on it.
class LoopFixture
{
public:
    LoopFixture()
        : m_thread(net::LoopThread::create("test").value())
    {
    }

    net::EventLoop& loop() { return m_thread->loop(); }
    void run(const std::function<void()>& task) { m_thread->runAndWait(task); }

    /// Looks every millisecond, on the loop's thread, until it holds; false after the deadline.
    bool eventually(const std::function<bool()>& holds, std::chrono::milliseconds deadline = std::chrono::seconds(10))
    {
        std::promise<bool> outcome;
        std::unique_ptr<net::CallbackTimer> timer;
        const auto until = std::chrono::steady_clock::now() + deadline;
        const auto look = [&] {
            const bool held = holds();
            if (held || std::chrono::steady_clock::now() >= until)
                return outcome.set_value(held);
            loop().arm(*timer, std::chrono::milliseconds(1));
        };
        run([&] {
            timer = std::make_unique<net::CallbackTimer>(look);
            loop().arm(*timer, std::chrono::milliseconds(0));
        });
        const bool held = outcome.get_future().get();
        run([&] { timer.reset(); });
        return held;
    }

private:
    std::unique_ptr<net::LoopThread> m_thread;
};

} // namespace causeway::test
