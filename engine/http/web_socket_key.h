#pragma once

#include "engine/http/web_socket_codec.h"

#include <string>
#include <string_view>

namespace causeway::http {

/// A fresh value for Sec-WebSocket-Key: sixteen random bytes in base64 (RFC 6455 §4.1).
std::string makeWebSocketKey();
bool isWebSocketKey(std::string_view text);
/// What the server answers to it in Sec-WebSocket-Accept.
std::string webSocketAnswer(std::string_view key);

/// RFC 6455 §10.3: fresh and unpredictable for each frame.
WebSocketMask makeWebSocketMask();

} // namespace causeway::http
