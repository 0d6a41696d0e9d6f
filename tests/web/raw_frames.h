#pragma once

#include "engine/http/web_socket_codec.h"

#include <string>
#include <string_view>

namespace causeway::tests {

inline constexpr http::WebSocketMask mask = {0x12, 0x34, 0x56, 0x78};
inline const std::string handshake =
    "GET /channel HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

inline std::string frame(http::WebSocketOpcode opcode, std::string_view payload, bool isMasked = true)
{
    std::string out;
    http::appendWebSocketFrame(out, opcode, payload, isMasked ? std::optional(mask) : std::nullopt);
    return out;
}

/// The same frame as the first or a middle one of a message.
inline std::string unfinished(std::string bytes)
{
    bytes[0] = static_cast<char>(bytes[0] & 0x7f);
    return bytes;
}

/// The code of the close frame that ends what the server said, 0 when there is none.
inline int closeCodeIn(const std::string& bytes)
{
    http::WebSocketReader reader(http::WebSocketRole::Client);
    std::string_view rest = bytes;
    while (true) {
        const http::WebSocketEvent event = reader.step(rest);
        if (event.kind == http::WebSocketEvent::Kind::Close)
            return event.closeCode;
        if (event.kind == http::WebSocketEvent::Kind::NeedMore || event.kind == http::WebSocketEvent::Kind::Refused)
            return 0;
        rest.remove_prefix(event.consumed);
    }
}

} // namespace causeway::tests
