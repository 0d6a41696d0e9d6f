#pragma once

#include "engine/base/result.h"
#include "engine/web/message.h"

#include <string>
#include <string_view>

namespace causeway::web {

/// The server's 101 response to an upgrade request, or why it is none: RFC 6455 §4.2. `protocol` is agreed on where the
/// client offers it; empty: none is.
Result<std::string> acceptHandshake(const Request& request, std::string_view protocol);
/// 400, or 426 with the version we speak.
Response handshakeRefusal(const Error& error);

} // namespace causeway::web
