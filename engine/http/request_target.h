#pragma once

#include "engine/http/message_head.h"

#include <optional>

namespace causeway::http {

/// Host and port of `host[:port]`, checked against RFC 3986 §3.2: no user information, no empty host.
struct Authority
{
    std::string_view host;  // Brackets of an IPv6 literal kept.
    std::uint16_t port = 0; // 0 when there is none.

    static std::optional<Authority> parse(std::string_view text);
};

/// Reads head.target, which has no blanks or controls, into path, query, host and port, and holds it against the Host
/// fields: RFC 9112 §3.2.
std::optional<Refusal> readTarget(RequestHead& head);

} // namespace causeway::http
