#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace causeway::control {

/// A name-based UUID: the same name always gives the same one.
///
/// Source: RFC 9562 §5.5 (version 5).
struct Uuid
{
    std::array<std::uint8_t, 16> bytes{};

    static Uuid ofName(const Uuid& space, std::string_view name);
    /// Nothing when the text is none.
    static std::optional<Uuid> parse(std::string_view text);
    std::string text() const;

    auto operator<=>(const Uuid&) const = default;
};

} // namespace causeway::control
