#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace causeway::http {

enum class WebSocketRole : std::uint8_t
{
    Client,
    Server
};

enum class WebSocketOpcode : std::uint8_t
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10
};

using WebSocketMask = std::array<std::uint8_t, 4>;

/// Appends one frame that is a whole message or control; clients mask (RFC 6455 §5.3).
void appendWebSocketFrame(std::string& out, WebSocketOpcode opcode, std::string_view payload,
                          std::optional<WebSocketMask> mask);
/// The payload of a close frame; the reason is cut to what fits.
std::string webSocketClosePayload(std::uint16_t code, std::string_view reason);

struct WebSocketEvent
{
    enum class Kind : std::uint8_t
    {
        NeedMore,
        Message,
        Ping,
        Pong,
        Close,
        Refused
    };
    Kind kind = Kind::NeedMore;
    std::size_t consumed = 0;    // Bytes of the input that are not needed any more.
    std::string_view payload;    // Message, Ping, Pong; valid until the next step. The reason of Close and Refused.
    std::uint16_t closeCode = 0; // Close: what the peer said, 1005 for nothing. Refused: what to say to it.
};

/// Reads the frames of a peer into whole binary messages and control frames: RFC 6455 §5, strictly.
///
/// Shape:  a message is gathered as it comes, so its frames need not stay in the input.
/// Errors: Refused with 1002 (protocol), 1003 (text), 1007 (a reason that is no UTF-8), 1009 (message too large).
class WebSocketReader
{
public:
    /// `role` is our own: a server's peer must mask, a client's must not.
    explicit WebSocketReader(WebSocketRole role)
        : m_role(role)
    {
    }

    void setMessageLimit(std::size_t bytes) { m_messageLimit = bytes; }
    WebSocketEvent step(std::string_view input);

private:
    struct FrameHead
    {
        std::size_t headLength = 0;
        std::uint64_t length = 0;
        WebSocketOpcode opcode = WebSocketOpcode::Continuation;
        bool isFinal = false;
        bool isMasked = false;
        WebSocketMask mask{};
    };
    enum class HeadStep : std::uint8_t
    {
        NeedMore,
        Read,
        Refused
    };

    HeadStep readHead(std::string_view input, FrameHead& head, WebSocketEvent& refusal) const;
    const char* faultOf(const FrameHead& head, unsigned first) const;
    void forgetMessage();
    WebSocketEvent beginFrame(std::string_view input);
    WebSocketEvent takeControl(std::string_view input, const FrameHead& head);
    WebSocketEvent takeClose(std::size_t consumed);
    WebSocketEvent takeContent(std::string_view input, std::size_t consumed);

    WebSocketRole m_role;
    std::size_t m_messageLimit = 1 << 20;
    std::string m_message;
    std::string m_control;
    FrameHead m_frame;        // Of the data frame being read.
    std::uint64_t m_left = 0; // Of its payload.
    std::size_t m_maskAt = 0;
    bool m_inFrame = false;
    bool m_inMessage = false;   // Between the first and the last frame of a message.
    bool m_isDelivered = false; // m_message was handed out; the next step clears it.
};

} // namespace causeway::http
