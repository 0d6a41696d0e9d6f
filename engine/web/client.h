#pragma once

#include "engine/base/result.h"
#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"
#include "engine/net/tls_context.h"
#include "engine/web/message.h"

#include <functional>
#include <memory>

namespace causeway::web {

struct Call
{
    net::SocketAddress address;
    std::shared_ptr<const net::TlsContext> tls; // Null: plain.
    std::string method = "GET";
    std::string target = "/";
    Headers headers; // Host and Content-Length are added where missing.
    std::string body;
    std::chrono::milliseconds timeout{10'000};
    std::size_t bodyLimit = 1 << 20;
};

/// One request on a connection of its own; destroyed before the answer, it is abandoned. For joins and tools; the load
/// generator has its own.
class PendingCall
{
public:
    using Outcome = std::function<void(Result<Response>)>;
    static std::unique_ptr<PendingCall> start(net::EventLoop& loop, Call call, Outcome outcome);
    virtual ~PendingCall() = default;
};

} // namespace causeway::web
