#include "engine/http/characters.h"
#include "engine/http/head_writer.h"
#include "engine/http/web_socket_key.h"
#include "engine/web/client_exchange.h"
#include "engine/web/open_web_socket.h"
#include "engine/web/web_socket.h"

namespace causeway::web {

namespace {

constexpr std::size_t refusalLimit = 4096; // Of the body that explains one.

std::string writeHandshake(const WebSocketRequest& request, const std::string& key)
{
    std::string out;
    http::HeadWriter(out)
        .requestLine("GET", request.path)
        .field(http::FieldName::Host, request.host)
        .field(http::FieldName::Upgrade, std::string_view("websocket"))
        .field(http::FieldName::Connection, std::string_view("Upgrade"))
        .field(http::FieldName::SecWebSocketKey, key)
        .field(http::FieldName::SecWebSocketVersion, std::string_view("13"))
        .finish();
    return out;
}

ErrorCode codeOf(int status)
{
    switch (status) {
    case 400:
        return ErrorCode::InvalidArgument;
    case 401:
        return ErrorCode::Unauthenticated;
    case 403:
        return ErrorCode::PermissionDenied;
    case 404:
        return ErrorCode::NotFound;
    case 409:
        return ErrorCode::Conflict;
    default:
        return ErrorCode::Unavailable;
    }
}

/// RFC 6455 §4.1, what a client checks.
Result<> checkAnswer(const Response& response, const std::string& key)
{
    if (response.status != 101) {
        const std::string_view text = response.body;
        return failure(codeOf(response.status), "answered {}: {}", response.status,
                       text.substr(0, std::min(text.find('\n'), text.size())));
    }
    if (!http::equalsIgnoringCase(response.headers.find("Upgrade").value_or(""), "websocket") ||
        response.headers.find("Sec-WebSocket-Accept").value_or("") != http::webSocketAnswer(key))
        return failure(ErrorCode::Unavailable, "is no WebSocket server");
    // We offered none, so an answer that chooses one is wrong.
    if (response.headers.find("Sec-WebSocket-Extensions") || response.headers.find("Sec-WebSocket-Protocol"))
        return failure(ErrorCode::Unavailable, "chose an extension or protocol that was not offered");
    return {};
}

class Handshake final : public WebSocketConnect
{
public:
    Handshake(net::EventLoop& loop, WebSocketRequest request, Outcome outcome)
        : m_outcome(std::move(outcome))
        , m_peer(request.address)
        , m_key(http::makeWebSocketKey())
        , m_exchange(loop,
                     {request.address, std::move(request.tls), http::Method::Get, writeHandshake(request, m_key),
                      fmt::format("WebSocket to {}", request.address.toString()), request.timeout, refusalLimit},
                     [this](const Result<Response>& response, std::unique_ptr<Stream> stream) {
                         finish(open(response, std::move(stream)));
                     })
    {
    }

private:
    Result<std::unique_ptr<WebSocket>> open(const Result<Response>& response, std::unique_ptr<Stream> stream)
    {
        if (!response)
            return failure(response.error());
        if (const auto checked = checkAnswer(*response, m_key); !checked)
            return failure(checked.error().code, "{} {}", m_peer.toString(), checked.error().message);
        return OpenWebSocket::create(std::move(stream), http::WebSocketRole::Client, m_peer.host());
    }

    void finish(Result<std::unique_ptr<WebSocket>> socket)
    {
        const Outcome outcome = std::exchange(m_outcome, nullptr); // It may destroy us.
        outcome(std::move(socket));
    }

    Outcome m_outcome;
    net::SocketAddress m_peer;
    std::string m_key;
    ClientExchange m_exchange;
};

} // namespace

std::unique_ptr<WebSocketConnect> WebSocketConnect::start(net::EventLoop& loop, WebSocketRequest request,
                                                          Outcome outcome)
{
    return std::make_unique<Handshake>(loop, std::move(request), std::move(outcome));
}

} // namespace causeway::web
