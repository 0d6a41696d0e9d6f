#pragma once

#include "engine/base/random.h"
#include "engine/net/event_loop.h"
#include "engine/web/web_socket.h"

#include <functional>
#include <memory>
#include <string>

namespace causeway::channel {

/// Opens a WebSocket, and again after each loss, for ever: at once the first time, then after a jittered pause that
/// doubles from 50 ms to 5 s, so that the planes of a restarted control plane do not come back in step.
///
/// Threads: the loop's only. The callbacks may destroy it.
class Reconnector
{
public:
    struct Callbacks
    {
        std::function<void(std::unique_ptr<web::WebSocket>)> opened;
        std::function<void(const std::string& reason)> failed; // The next attempt is arranged.
    };
    Reconnector(net::EventLoop& loop, web::WebSocketRequest request, Callbacks callbacks);

    void start();
    /// The connection was lost or given up.
    void retry();
    /// Where the next attempt waits for its time, it waits no longer.
    void connectNow();
    /// From the next attempt on.
    void setTls(std::shared_ptr<const net::TlsContext> tls) { m_request.tls = std::move(tls); }
    /// The connection has proved good: the next pause is the shortest again.
    void settle() { m_attempt = 0; }

private:
    void dial();
    std::chrono::milliseconds nextPause();

    net::EventLoop& m_loop;
    web::WebSocketRequest m_request;
    Callbacks m_callbacks;
    Random m_random;
    int m_attempt = 0;
    net::CallbackTimer m_timer;
    std::unique_ptr<web::WebSocketConnect> m_connect;
};

} // namespace causeway::channel
