#pragma once

#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"
#include "engine/net/tls_context.h"

#include <functional>
#include <memory>

namespace causeway::web {

/// Connects a socket without waiting.
///
/// Threads: the loop's only. The outcome comes in a later turn, once, and may destroy the dialer; destroyed before, it
/// does not come.
class Dialer final : private net::ReadinessHandler
{
public:
    using Outcome = std::function<void(Result<std::unique_ptr<net::Transport>>)>;

    /// Plain when `tls` is null.
    Dialer(net::EventLoop& loop, const net::SocketAddress& address, std::shared_ptr<const net::TlsContext> tls,
           Outcome outcome);
    ~Dialer();
    Dialer(const Dialer&) = delete;
    Dialer& operator=(const Dialer&) = delete;

private:
    Result<> begin();
    void ready(net::Readiness what) override;
    void stopWatching();
    void finish(Result<std::unique_ptr<net::Transport>> result);

    net::EventLoop& m_loop;
    net::SocketAddress m_address;
    std::shared_ptr<const net::TlsContext> m_tls;
    Outcome m_outcome;
    net::FileDescriptor m_socket; // Open while being watched.
    net::CallbackTimer m_failure; // Tells what failed at once.
    Error m_problem;
};

} // namespace causeway::web
