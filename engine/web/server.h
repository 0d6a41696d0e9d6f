#pragma once

#include "engine/base/result.h"
#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"
#include "engine/net/tls_context.h"
#include "engine/web/message.h"
#include "engine/web/web_socket.h"

#include <functional>
#include <memory>

namespace causeway::web {

/// Sends the answer to one request, now or later, once. Destroyed unused it answers 500. Movable.
///
/// Threads: the server's loop.
class Responder
{
public:
    class Sink
    {
    public:
        virtual ~Sink() = default;
        virtual void answer(Response response) = 0;
    };
    explicit Responder(std::shared_ptr<Sink> sink);
    Responder(Responder&&) noexcept;
    Responder& operator=(Responder&&) noexcept;
    ~Responder();

    void send(Response response);

private:
    std::shared_ptr<Sink> m_sink; // Null once answered.
};

struct ServerOptions
{
    net::SocketAddress address;
    std::shared_ptr<const net::TlsContext> tls; // Null: plain HTTP.
    std::string webSocketProtocol;      // Agreed on with clients that offer it; whether they must is the handler's.
    std::size_t bodyLimit = 1 << 20;    // Above: 413 and a closed connection, before the body is read.
    std::size_t headLimit = 32 << 10;   // Above: 431.
    std::size_t connectionLimit = 1024; // Above: the oldest idle one closes, else the newcomer does.
    std::chrono::milliseconds headTimeout{10'000};
    std::chrono::milliseconds bodyTimeout{10'000}; // In which a body must come with bodyRate, or an answer be taken.
    std::size_t bodyRate = 512;                    // Bytes a second.
    std::chrono::milliseconds idleTimeout{120'000};
    /// Hears of clients whose certificate TLS did not accept. May not destroy the server.
    std::function<void(const std::string& peerAddress, const net::PeerRefusal&)> peerRefused;
};

/// Whether an upgrade request offers the subprotocol (RFC 6455 §4.1).
bool offersProtocol(const Request& request, std::string_view protocol);

/// HTTP/1.1 for our own APIs and sample services: keep-alive, pipelining in order, Content-Length and chunked requests,
/// HEAD, Expect: 100-continue, WebSocket upgrade. Not the data path.
///
/// Threads: the loop's only, handlers too.
class Server
{
public:
    using Handler = std::function<void(Request, Responder)>;
    /// Decides on an upgrade request: a refusal, or who gets the socket.
    using UpgradeHandler = std::function<Result<WebSocket::Opened>(const Request&)>;

    static Result<std::unique_ptr<Server>> create(net::EventLoop& loop, ServerOptions options, Handler handler,
                                                  UpgradeHandler upgrade = {});
    virtual ~Server() = default; // Closes every connection.

    /// With the port that port 0 became.
    virtual const net::SocketAddress& address() const = 0;

    /// For connections that come from now on; those that are open live on.
    virtual void setTls(std::shared_ptr<const net::TlsContext> tls) = 0;
};

} // namespace causeway::web
