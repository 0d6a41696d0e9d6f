#pragma once

#include "engine/base/result.h"
#include "engine/net/file_descriptor.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <sys/epoll.h>

namespace causeway::bench {

/// What all programs of the bench stand on: epoll, level-triggered, and nothing else. One thread's.
class Poller
{
public:
    class Handler
    {
    public:
        /// May remove and destroy this handler, and no other.
        virtual void ready(std::uint32_t events) = 0;

    protected:
        ~Handler() = default;
    };

    static Result<Poller> create()
    {
        net::FileDescriptor descriptor(::epoll_create1(EPOLL_CLOEXEC));
        if (!descriptor.isOpen())
            return failure(systemError(errno, "cannot create a poller"));
        return Poller(std::move(descriptor));
    }

    void add(int descriptor, std::uint32_t events, Handler& handler)
    {
        control(EPOLL_CTL_ADD, descriptor, events, handler);
    }
    void change(int descriptor, std::uint32_t events, Handler& handler)
    {
        control(EPOLL_CTL_MOD, descriptor, events, handler);
    }

    /// Handles what is ready; sleeps at most so long for it.
    void turn(std::chrono::nanoseconds wait)
    {
        const timespec limit{wait.count() / 1'000'000'000, wait.count() % 1'000'000'000};
        std::array<epoll_event, 256> events;
        const int count =
            ::epoll_pwait2(m_descriptor.get(), events.data(), static_cast<int>(events.size()), &limit, nullptr);
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            static_cast<Handler*>(event.data.ptr)->ready(event.events);
        }
    }

private:
    explicit Poller(net::FileDescriptor descriptor)
        : m_descriptor(std::move(descriptor))
    {
    }

    void control(int operation, int descriptor, std::uint32_t events, Handler& handler)
    {
        epoll_event event{};
        event.events = events;
        event.data.ptr = &handler;
        ::epoll_ctl(m_descriptor.get(), operation, descriptor, &event);
    }

    net::FileDescriptor m_descriptor;
};

} // namespace causeway::bench
