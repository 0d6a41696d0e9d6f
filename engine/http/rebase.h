#pragma once

#include <cstdint>
#include <string_view>

namespace causeway::http {

/// Makes a slice of a buffer that began at `from` the same slice of the buffer that begins at `to`. Slices without
/// characters stay as they are: they may point anywhere.
inline void moveSlice(std::string_view& slice, const char* from, const char* to)
{
    if (slice.empty())
        return;
    const auto offset = reinterpret_cast<std::uintptr_t>(slice.data()) - reinterpret_cast<std::uintptr_t>(from);
    slice = {to + offset, slice.size()};
}

} // namespace causeway::http
