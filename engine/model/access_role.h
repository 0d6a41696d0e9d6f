#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace causeway::model {

/// What an access token allows; each role includes those before it.
enum class AccessRole : std::uint8_t
{
    Viewer,   // Sees everything but secrets.
    Operator, // Changes what people want, and a lab.
    Admin     // Hands out tokens.
};

std::string_view nameOf(AccessRole role);
std::optional<AccessRole> accessRoleFromText(std::string_view text);

inline bool allows(AccessRole role, AccessRole needed)
{
    return role >= needed;
}

} // namespace causeway::model
