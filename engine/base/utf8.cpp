#include "engine/base/utf8.h"

#include <algorithm>
#include <cstdint>

namespace causeway {

namespace {

bool isContinuation(std::uint8_t byte)
{
    return (byte & 0xC0) == 0x80;
}

/// The length of the sequence that starts here; 0 when it is none (RFC 3629 §4).
std::size_t sequenceLength(std::string_view bytes)
{
    const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(i < bytes.size() ? bytes[i] : 0); };
    const std::uint8_t first = at(0);
    if (first < 0x80)
        return 1;
    if (first < 0xC2 || first > 0xF4 || !isContinuation(at(1)))
        return 0;
    if (first < 0xE0)
        return 2;
    if (!isContinuation(at(2)))
        return 0;
    if (first < 0xF0) {
        const bool isOverlong = first == 0xE0 && at(1) < 0xA0;
        const bool isSurrogate = first == 0xED && at(1) > 0x9F;
        return isOverlong || isSurrogate ? 0 : 3;
    }
    const bool isOverlong = first == 0xF0 && at(1) < 0x90;
    const bool isTooHigh = first == 0xF4 && at(1) > 0x8F;
    return isOverlong || isTooHigh || !isContinuation(at(3)) ? 0 : 4;
}

} // namespace

bool isValidUtf8(std::string_view bytes)
{
    while (!bytes.empty()) {
        const std::size_t length = sequenceLength(bytes);
        if (length == 0)
            return false;
        bytes.remove_prefix(length);
    }
    return true;
}

std::string wellFormed(std::string_view bytes)
{
    constexpr std::string_view replacement = "\xEF\xBF\xBD";
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t length = sequenceLength(bytes);
        text += length == 0 ? replacement : bytes.substr(0, length);
        bytes.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return text;
}

std::string_view beginningOf(std::string_view text, std::size_t limit)
{
    if (text.size() <= limit)
        return text;
    while (limit > 0 && isContinuation(static_cast<std::uint8_t>(text[limit])))
        --limit;
    return text.substr(0, limit);
}

} // namespace causeway
