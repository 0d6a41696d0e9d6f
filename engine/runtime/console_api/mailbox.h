#pragma once

#include "engine/net/event_loop.h"

#include <memory>
#include <mutex>
#include <utility>

namespace causeway::runtime {

/// Where tasks for a loop are left by callbacks that may come from any thread, also when the loop and who waits there
/// are gone.
///
/// Threads: post() from any; close() on the loop's, after which no task runs.
class Mailbox : public std::enable_shared_from_this<Mailbox>
{
public:
    explicit Mailbox(net::EventLoop& loop)
        : m_loop(&loop)
    {
    }

    template <typename Task>
    void post(Task task)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_loop)
            return;
        m_loop->post([self = shared_from_this(), kept = std::make_shared<Task>(std::move(task))] {
            if (self->isOpen())
                (*kept)();
        });
    }
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_loop = nullptr;
    }

private:
    bool isOpen()
    {
        const std::lock_guard lock(m_mutex);
        return m_loop != nullptr;
    }

    std::mutex m_mutex;
    net::EventLoop* m_loop; // Null once closed.
};

} // namespace causeway::runtime
