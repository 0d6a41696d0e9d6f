#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace causeway::snapshot {

/// What a route says of hosts: a name, *.suffix or prefix.*, each perhaps with :port.
struct HostPattern
{
    enum class Kind : std::uint8_t
    {
        Exact,
        Suffix, // ".example.com"
        Prefix, // "example."
    };
    Kind kind = Kind::Exact;
    std::string_view text;  // Without the asterisk.
    std::uint16_t port = 0; // 0: any.

    /// Nothing for a port that is none; what the text may hold is checked in field_rules.h.
    static std::optional<HostPattern> parse(std::string_view written);
};

} // namespace causeway::snapshot
