#pragma once

#include "engine/web/dialer.h"
#include "engine/web/response_reader.h"
#include "engine/web/stream.h"

#include <functional>
#include <memory>
#include <string>

namespace causeway::web {

/// One request on a connection of its own, up to its response: what calls and WebSocket handshakes have in common.
///
/// Threads: the loop's only. The outcome comes in a later turn, once, and may destroy the exchange.
class ClientExchange final : private Stream::Owner
{
public:
    struct Options
    {
        net::SocketAddress address;
        std::shared_ptr<const net::TlsContext> tls;
        http::Method method = http::Method::Other;
        std::string bytes; // Of the whole request.
        std::string what;  // Begins the messages of errors.
        std::chrono::milliseconds timeout{0};
        std::size_t bodyLimit = 0;
    };
    /// The stream still holds what came after the response.
    using Outcome = std::function<void(Result<Response>, std::unique_ptr<Stream>)>;

    ClientExchange(net::EventLoop& loop, Options options, Outcome outcome);

private:
    void connected(Result<std::unique_ptr<net::Transport>> transport);
    void inputArrived() override;
    void inputEnded() override;
    void failed(const std::string& problem) override;
    void outputDrained() override {}
    void finish(Result<Response> response);
    void fail(ErrorCode code, std::string_view problem);

    net::EventLoop& m_loop;
    Options m_options;
    Outcome m_outcome;
    net::CallbackTimer m_timeout;
    ResponseReader m_reader;
    std::unique_ptr<Stream> m_stream;
    std::unique_ptr<Dialer> m_dialer;
};

} // namespace causeway::web
