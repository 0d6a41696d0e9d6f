#pragma once

#include "engine/http/web_socket_codec.h"
#include "engine/web/stream.h"
#include "engine/web/web_socket.h"

namespace causeway::web {

/// Either end of a WebSocket after its handshake.
class OpenWebSocket final : public WebSocket, private Stream::Owner
{
public:
    /// What the stream holds already as input is read once callbacks are set.
    static std::unique_ptr<WebSocket> create(std::unique_ptr<Stream> stream, http::WebSocketRole role,
                                             std::string peerAddress);
    ~OpenWebSocket() override;

    void setCallbacks(Callbacks callbacks) override;
    void setMessageLimit(std::size_t bytes) override { m_reader.setMessageLimit(bytes); }
    void keepAlive(std::chrono::milliseconds interval) override;
    void send(std::string_view message) override;
    std::size_t bufferedBytes() const override { return m_stream ? m_stream->unsentBytes() : 0; }
    void close(std::uint16_t code, std::string_view reason) override;
    std::vector<std::string> peerUriNames() const override;
    std::string peerAddress() const override { return m_peerAddress; }

private:
    enum class State
    {
        Open,
        Closing,
        Ending,
        Closed
    };

    OpenWebSocket(std::unique_ptr<Stream> stream, http::WebSocketRole role, std::string peerAddress);

    void inputArrived() override;
    void inputEnded() override;
    void failed(const std::string& problem) override;
    void outputDrained() override;

    bool takeEvent(const http::WebSocketEvent& event);
    void takeClose(const http::WebSocketEvent& event);
    void queueFrame(http::WebSocketOpcode opcode, std::string_view payload);
    void endAfterSending(std::string reason);
    void finish(std::string reason);
    void tellClosed();
    void timerExpired();

    http::WebSocketRole m_role;
    http::WebSocketReader m_reader;
    std::unique_ptr<Stream> m_stream; // Null once closed.
    std::string m_peerAddress;
    std::vector<std::string> m_peerUriNames;
    std::shared_ptr<const Callbacks>
        m_callbacks; // Null until set; a call holds on to them, as it may destroy the socket.
    net::EventLoop& m_loop;
    net::CallbackTimer m_timer;
    std::chrono::milliseconds m_pingInterval{0};
    int m_silentPings = 0; // Since the last word of the peer.
    std::string m_reason;  // What `closed` will say.
    State m_state = State::Open;
    Lifeline m_life;
};

} // namespace causeway::web
