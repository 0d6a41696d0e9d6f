#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace causeway::http {

/// The line before a chunk's content, for a vectored write: chunkHead, content, chunkEnd.
class ChunkHead
{
public:
    /// `size` above 0: the chunk of size 0 is the last one.
    explicit ChunkHead(std::size_t size)
    {
        std::size_t at = m_text.size();
        m_text[--at] = '\n';
        m_text[--at] = '\r';
        for (; size > 0; size >>= 4)
            m_text[--at] = "0123456789abcdef"[size & 15];
        m_begin = at;
    }

    std::string_view text() const { return {m_text.data() + m_begin, m_text.size() - m_begin}; }

private:
    std::array<char, 18> m_text;
    std::size_t m_begin = 0;
};

inline constexpr std::string_view chunkEnd = "\r\n";
/// Ends content without trailers. With trailers: lastChunk, their lines, and an empty line.
inline constexpr std::string_view lastChunkAndEnd = "0\r\n\r\n";
inline constexpr std::string_view lastChunk = "0\r\n";

} // namespace causeway::http
