#pragma once

#include <string_view>

namespace causeway::http {

/// The usual phrase of a status (RFC 9110 §15, RFC 6585); "Unknown" for others.
std::string_view reasonPhrase(int status);

} // namespace causeway::http
