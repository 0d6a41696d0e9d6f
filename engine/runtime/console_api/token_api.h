#pragma once

#include "engine/authority/access_tokens.h"
#include "engine/web/message.h"

#include <string_view>

namespace causeway::runtime {

inline constexpr std::string_view tokenApiPath = "/causeway/v1/tokens";

/// Tokens over HTTP, for admins: GET lists, POST {"role": …, "name": …, "expires": "30d"} makes one and is the only
/// answer that shows it, DELETE …/<id or name> revokes.
web::Response answerTokenRequest(authority::AccessTokens& tokens, const web::Request& request);

} // namespace causeway::runtime
