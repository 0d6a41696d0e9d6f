#include "engine/web/open_web_socket.h"

#include "engine/http/web_socket_key.h"

namespace causeway::web {

namespace {

using Kind = http::WebSocketEvent::Kind;
using Opcode = http::WebSocketOpcode;

constexpr std::chrono::milliseconds closingTime{3000}; // For the peer to answer a close frame.
constexpr std::size_t pongLimit = 1 << 20;             // With so much unread, a ping is not worth an answer.

} // namespace

std::unique_ptr<WebSocket> OpenWebSocket::create(std::unique_ptr<Stream> stream, http::WebSocketRole role,
                                                 std::string peerAddress)
{
    return std::unique_ptr<WebSocket>(new OpenWebSocket(std::move(stream), role, std::move(peerAddress)));
}

OpenWebSocket::OpenWebSocket(std::unique_ptr<Stream> stream, http::WebSocketRole role, std::string peerAddress)
    : m_role(role)
    , m_reader(role)
    , m_stream(std::move(stream))
    , m_peerAddress(std::move(peerAddress))
    , m_peerUriNames(m_stream->transport().peerUriNames())
    , m_loop(m_stream->loop())
    , m_timer([this] { timerExpired(); })
{
    m_stream->setOwner(*this);
    m_stream->setReading(false); // Nobody listens yet.
}

OpenWebSocket::~OpenWebSocket()
{
    if (m_state != State::Open || !m_stream)
        return;
    // RFC 6455 §7.4.1: 1001, going away. Sent as far as the kernel takes it at once.
    queueFrame(Opcode::Close, http::webSocketClosePayload(1001, "going away"));
    m_stream->flush();
}

void OpenWebSocket::setCallbacks(Callbacks callbacks)
{
    const bool isFirst = !m_callbacks;
    m_callbacks = std::make_shared<const Callbacks>(std::move(callbacks));
    if (!isFirst)
        return;
    if (m_stream)
        m_stream->setReading(true);
    m_loop.post([this, life = m_life.witness()] {
        if (life.expired())
            return;
        if (m_state == State::Closed)
            tellClosed();
        else
            inputArrived(); // What came together with the handshake.
    });
}

void OpenWebSocket::keepAlive(std::chrono::milliseconds interval)
{
    m_pingInterval = interval;
    if (m_state == State::Open)
        m_loop.arm(m_timer, interval);
}

void OpenWebSocket::send(std::string_view message)
{
    if (m_state == State::Open)
        queueFrame(Opcode::Binary, message);
}

/// Open -> Closing, until the peer answers with its own close frame.
void OpenWebSocket::close(std::uint16_t code, std::string_view reason)
{
    if (m_state != State::Open)
        return;
    queueFrame(Opcode::Close, http::webSocketClosePayload(code, reason));
    m_state = State::Closing;
    m_reason = std::string(reason);
    m_loop.arm(m_timer, closingTime);
}

std::vector<std::string> OpenWebSocket::peerUriNames() const
{
    return m_stream ? m_stream->transport().peerUriNames() : m_peerUriNames;
}

void OpenWebSocket::inputArrived()
{
    const Lifeline::Witness life = m_life.witness();
    m_silentPings = 0;
    while (m_stream && m_state != State::Ending) {
        const http::WebSocketEvent event = m_reader.step(m_stream->input());
        m_stream->consume(event.consumed);
        if (!takeEvent(event) || life.expired())
            return;
    }
    if (m_stream) // Ending: whatever still comes is of no interest.
        m_stream->consume(m_stream->input().size());
}

/// False when more bytes are needed. May destroy the socket.
bool OpenWebSocket::takeEvent(const http::WebSocketEvent& event)
{
    switch (event.kind) {
    case Kind::NeedMore:
        return false;
    case Kind::Message:
        if (const auto callbacks = m_callbacks; m_state == State::Open && callbacks->message)
            callbacks->message(event.payload);
        return true;
    case Kind::Ping:
        if (m_state == State::Open && bufferedBytes() < pongLimit)
            queueFrame(Opcode::Pong, event.payload);
        return true;
    case Kind::Pong:
        return true;
    case Kind::Close:
        takeClose(event);
        return true;
    case Kind::Refused:
        if (m_state == State::Open)
            queueFrame(Opcode::Close, http::webSocketClosePayload(event.closeCode, event.payload));
        endAfterSending("the peer broke the protocol: " + std::string(event.payload));
        return true;
    }
    return false;
}

/// RFC 6455 §5.5.1: answered with the same code, unless it is the answer to ours.
void OpenWebSocket::takeClose(const http::WebSocketEvent& event)
{
    const std::uint16_t code = event.closeCode == 1005 ? 1000 : event.closeCode;
    if (m_state == State::Open) {
        queueFrame(Opcode::Close, http::webSocketClosePayload(code, {}));
        m_reason = fmt::format("the peer closed: {} {}", event.closeCode, event.payload);
    }
    endAfterSending(m_reason);
}

void OpenWebSocket::inputEnded()
{
    finish(m_state == State::Open ? "the peer is gone" : m_reason);
}

void OpenWebSocket::failed(const std::string& problem)
{
    finish(m_state == State::Open ? problem : m_reason);
}

void OpenWebSocket::outputDrained()
{
    if (m_state == State::Ending) {
        // RFC 6455 §7.1.1: the server closes first. Only its side: what the peer still sends is read, as a reset might
        // take the close frame from it.
        if (m_role == http::WebSocketRole::Server)
            m_stream->finishWriting();
    } else if (const auto callbacks = m_callbacks; callbacks && callbacks->drained) {
        callbacks->drained();
    }
}

void OpenWebSocket::queueFrame(Opcode opcode, std::string_view payload)
{
    std::string frame;
    frame.reserve(payload.size() + 14);
    const bool isClient = m_role == http::WebSocketRole::Client;
    http::appendWebSocketFrame(frame, opcode, payload,
                               isClient ? std::optional(http::makeWebSocketMask()) : std::nullopt);
    m_stream->send(std::move(frame));
    m_stream->flushLater();
}

/// Open, Closing -> Ending.
void OpenWebSocket::endAfterSending(std::string reason)
{
    m_state = State::Ending;
    m_reason = std::move(reason);
    m_loop.arm(m_timer, closingTime);
    m_stream->flushLater();
}

/// Any -> Closed. May destroy the socket.
void OpenWebSocket::finish(std::string reason)
{
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    m_reason = std::move(reason);
    m_timer.disarm();
    m_stream.reset();
    if (m_callbacks)
        tellClosed();
}

void OpenWebSocket::tellClosed()
{
    if (const auto callbacks = m_callbacks; callbacks->closed)
        callbacks->closed(std::string(m_reason));
}

void OpenWebSocket::timerExpired()
{
    if (m_state != State::Open)
        return finish(m_reason);
    if (m_silentPings == 2)
        return finish("the peer did not answer two pings");
    ++m_silentPings;
    queueFrame(Opcode::Ping, {});
    m_loop.arm(m_timer, m_pingInterval);
}

} // namespace causeway::web
