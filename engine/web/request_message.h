#pragma once

#include "engine/http/message_head.h"
#include "engine/web/message.h"

namespace causeway::web {

/// The request without its body and what only the connection knows.
Request toRequest(const http::RequestHead& head);

bool asksForWebSocket(const http::RequestHead& head);

} // namespace causeway::web
