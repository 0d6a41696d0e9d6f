#pragma once

#include "engine/base/error.h"
#include "engine/http/message_head.h"
#include "engine/web/message.h"

#include <string>

namespace causeway::web {

/// The bytes of a response to a request of that method. Fields that speak about framing and the connection are ours:
/// those of the response are left out. A field that cannot stand in a head makes it a 500.
std::string writeResponse(Response response, http::Method method, bool keepAlive);

/// One line of plain text.
Response plainAnswer(int status, std::string_view text);
/// With the status that fits the code.
Response answerFor(const Error& error);

} // namespace causeway::web
