#pragma once

#include <string_view>

namespace causeway {

/// Whether the bytes are UTF-8 as RFC 3629 has it: shortest forms only, no surrogates, nothing above U+10FFFF.
bool isValidUtf8(std::string_view bytes);

} // namespace causeway
