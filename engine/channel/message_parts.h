#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace causeway::channel {

/// Where in a message fields may repeat: in the message itself, and in these of its messages.
struct RepeatingParts
{
    int field = 0;
    const RepeatingParts* inner = nullptr; // As many as:
    std::size_t innerCount = 0;
};

/// Two bytes of a message can say that there is one more of something which takes two hundred once it is read. So the
/// parts are counted before anything is read: the fields of the message and of what `inner` names, all together.
/// True as well for bytes that are no message.
bool hasTooManyParts(std::string_view bytes, std::span<const RepeatingParts> inner = {});

} // namespace causeway::channel
