#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace causeway {

/// Whether the bytes are UTF-8 as RFC 3629 has it: shortest forms only, no surrogates, nothing above U+10FFFF.
bool isValidUtf8(std::string_view bytes);

/// The text with U+FFFD for each byte that belongs to no character: what strangers sent, for others to read.
std::string wellFormed(std::string_view bytes);

/// The beginning of it, at most so long, and no character cut in two.
std::string_view beginningOf(std::string_view text, std::size_t limit);

} // namespace causeway
