#pragma once

#include "engine/base/result.h"
#include "engine/web/message.h"

#include <string>

namespace causeway::web {

/// The server's 101 response to an upgrade request, or why it is none: RFC 6455 §4.2.
Result<std::string> acceptHandshake(const Request& request);
/// 400, or 426 with the version we speak.
Response handshakeRefusal(const Error& error);

/// A fresh key for Sec-WebSocket-Key, and what the server must answer to it: RFC 6455 §4.1.
std::string makeHandshakeKey();
std::string handshakeAnswer(std::string_view key);

} // namespace causeway::web
