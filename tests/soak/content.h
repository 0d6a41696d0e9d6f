#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace causeway::soak {

inline constexpr std::size_t contentLimit = 512 << 10;

/// Bytes that whoever knows the seed can make and check: a piece of one fixed noise, from the place that the seed says.
/// At most contentLimit of them; the slice is of static memory.
std::string_view contentOf(std::uint64_t seed, std::size_t size);

/// What goes up and what comes down for a request are never alike.
inline std::string_view uploadOf(std::uint64_t request, std::size_t size)
{
    return contentOf(request * 2, size);
}
inline std::string_view downloadOf(std::uint64_t request, std::size_t size)
{
    return contentOf(request * 2 + 1, size);
}

} // namespace causeway::soak
