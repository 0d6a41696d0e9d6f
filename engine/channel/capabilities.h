#pragma once

#include "engine/snapshot/sections.h"

#include <string>
#include <string_view>
#include <vector>

namespace causeway::channel {

/// What this program's data planes can do, by name. A sender says what a message or a section needs; a plane that lacks
/// it refuses by that name, instead of doing half of what was meant.
const std::vector<std::string>& ownCapabilities();

inline constexpr std::string_view renewalCapability = "renewal"; // Of the plane's certificate, over the channel.
inline constexpr std::string_view rootsCapability = "roots";     // Taking the roots to trust over the channel.

/// What a section needs: that its kind is known ("section/virtual host"), and what it asks for beyond ("mutual TLS").
std::vector<std::string> requirementsOf(const snapshot::EncodedSection& section);

} // namespace causeway::channel
