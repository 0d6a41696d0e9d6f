#pragma once

#include "engine/base/result.h"
#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"
#include "engine/net/tls_context.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace causeway::web {

/// One end of an open WebSocket connection (RFC 6455): whole binary messages, pings answered, orderly close.
///
/// Errors:  a peer that breaks the protocol, sends text, or exceeds `messageLimit` is closed with the fitting code.
/// Threads: the loop's only. The callbacks may destroy the socket.
class WebSocket
{
public:
    /// Takes the socket once it is open.
    using Opened = std::function<void(std::unique_ptr<WebSocket>)>;

    struct Callbacks
    {
        std::function<void(std::string_view message)> message;
        std::function<void(const std::string& reason)> closed; // Once; never after destruction.
        std::function<void()> drained;                         // Everything sent has reached the kernel.
    };

    virtual ~WebSocket() = default;

    virtual void setCallbacks(Callbacks callbacks) = 0;
    virtual void setMessageLimit(std::size_t bytes) = 0; // 1 MiB unless set.
    /// Pings each interval and closes when two go by without a word from the peer.
    virtual void keepAlive(std::chrono::milliseconds interval) = 0;
    virtual void send(std::string_view message) = 0;
    virtual std::size_t bufferedBytes() const = 0; // Not yet taken by the kernel.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;
    /// URI subject alternative names of the peer's verified certificate.
    virtual std::vector<std::string> peerUriNames() const = 0;
    virtual std::string peerAddress() const = 0;
};

struct WebSocketRequest
{
    net::SocketAddress address;
    std::string host; // For the Host field.
    std::string path;
    std::shared_ptr<const net::TlsContext> tls; // Null: plain.
    std::chrono::milliseconds timeout{10'000};  // Until it is open.
};

/// A connection being opened; destroyed before the answer, it is abandoned.
class WebSocketConnect
{
public:
    using Outcome = std::function<void(Result<std::unique_ptr<WebSocket>>)>;
    static std::unique_ptr<WebSocketConnect> start(net::EventLoop& loop, WebSocketRequest request, Outcome outcome);
    virtual ~WebSocketConnect() = default;
};

} // namespace causeway::web
