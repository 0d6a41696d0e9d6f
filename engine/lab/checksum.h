#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace causeway::lab {

/// A quick sum over content that arrives in pieces, to notice loss, doubling and mixing up of bytes. Not for secrets.
///
/// Shape: 16 hexadecimal digits; the cut into pieces does not matter.
class Checksum
{
public:
    void add(std::string_view bytes);
    std::uint64_t value() const;
    std::string hex() const;
    void clear() { *this = {}; }

private:
    void mix(std::uint64_t word);

    std::uint64_t m_state = 0x9e3779b97f4a7c15ULL;
    std::uint64_t m_length = 0;
    std::uint64_t m_pending = 0; // The m_length % 8 bytes that make no whole word yet, lowest first.
};

/// The first bytes of an endless text that looks like noise; what the lab uploads and downloads.
///
/// Shape: at most `largestPattern` bytes.
constexpr std::size_t largestPattern = 64UL * 1024 * 1024;
std::string patternOf(std::size_t bytes);

} // namespace causeway::lab
