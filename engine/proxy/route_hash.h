#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace causeway::proxy {

/// FNV-1a: extends byte by byte, so that one pass over a text hashes all its prefixes.
inline constexpr std::uint64_t hashStart = 0xcbf29ce484222325ULL;

inline std::uint64_t extendHash(std::uint64_t hash, char byte)
{
    return (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
}

inline std::uint64_t extendHash(std::uint64_t hash, std::string_view bytes)
{
    for (const char c : bytes)
        hash = extendHash(hash, c);
    return hash;
}

/// From the end to the beginning: one pass hashes all suffixes.
inline std::uint64_t extendHashBackwards(std::uint64_t hash, std::string_view bytes)
{
    for (std::size_t i = bytes.size(); i > 0; --i)
        hash = extendHash(hash, bytes[i - 1]);
    return hash;
}

/// FNV's low bits alone are weak; tables use these.
inline std::uint64_t spread(std::uint64_t hash, std::uint64_t salt)
{
    std::uint64_t z = hash + salt * 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 32)) * 0xd6e8feb86659fd93ULL;
    return z ^ (z >> 32);
}

} // namespace causeway::proxy
