#pragma once

#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"

#include <chrono>
#include <functional>

namespace causeway::proxy {

/// Connects to an application every now and then, to know whether it is there before a request has to find out. One
/// whose connection is refused is gone; one that answers late is only busy.
///
/// Threads: the loop's only; so is the callback.
/// Source:  Kuma Dataplane, `networking.inbound[].serviceProbe.tcp`.
class ApplicationProbe final : private net::ReadinessHandler
{
public:
    using Changed = std::function<void(bool isThere)>;

    /// Taken to be there until a first connection is refused.
    ApplicationProbe(net::EventLoop& loop, const net::SocketAddress& application, std::chrono::milliseconds interval,
                     Changed changed);
    ~ApplicationProbe();
    ApplicationProbe(const ApplicationProbe&) = delete;
    ApplicationProbe& operator=(const ApplicationProbe&) = delete;

private:
    void ready(net::Readiness what) override;
    void probe();
    void tell(bool isThere);
    void close();

    net::EventLoop& m_loop;
    const net::SocketAddress m_application;
    const std::chrono::milliseconds m_interval;
    const Changed m_changed;
    net::FileDescriptor m_socket; // While it connects.
    bool m_isThere = true;
    net::CallbackTimer m_tick;
};

} // namespace causeway::proxy
