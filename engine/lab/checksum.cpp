#include "engine/lab/checksum.h"

#include "engine/base/random.h"

#include <fmt/format.h>

#include <bit>

namespace causeway::lab {

void Checksum::mix(std::uint64_t word)
{
    m_state = std::rotl((m_state ^ word) * 0xff51afd7ed558ccdULL, 29);
}

void Checksum::add(std::string_view bytes)
{
    std::size_t at = 0;
    const auto takeByte = [&] {
        const std::uint64_t place = m_length % 8;
        m_pending |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[at++])) << (8 * place);
        ++m_length;
        if (place == 7) {
            mix(m_pending);
            m_pending = 0;
        }
    };
    while (at < bytes.size() && m_length % 8 != 0)
        takeByte();
    for (; bytes.size() - at >= 8; at += 8, m_length += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, 8); // The engine runs on little-endian machines: lowest first.
        mix(word);
    }
    while (at < bytes.size())
        takeByte();
}

std::uint64_t Checksum::value() const
{
    Checksum last = *this;
    last.mix(m_pending);
    last.mix(m_length);
    return last.m_state ^ (last.m_state >> 32);
}

std::string Checksum::hex() const
{
    return fmt::format("{:016x}", value());
}

std::string patternOf(std::size_t bytes)
{
    std::string pattern;
    pattern.reserve(bytes + 8);
    Random random(0x5eed);
    while (pattern.size() < bytes) {
        const std::uint64_t word = random.next();
        for (int shift = 0; shift < 64; shift += 8)
            pattern.push_back(static_cast<char>('0' + ((word >> shift) & 0x3f))); // Readable in a dump.
    }
    pattern.resize(bytes);
    return pattern;
}

} // namespace causeway::lab
