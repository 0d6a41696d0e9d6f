#pragma once

#include <cstddef>
#include <string_view>

namespace causeway::http {

/// Remembers how far a head that arrives in pieces was looked at.
///
/// The first piece is always worth a parse: nearly every head arrives whole. After that only a piece that ends a line
/// is: a head has few lines, so many small pieces cost little, and a fault is found when its line is there.
class HeadScan
{
public:
    /// Call once for each new piece, with everything since the start of the head and at most `limit` bytes of it.
    bool isWorthParsing(std::string_view bytes, std::size_t limit)
    {
        const std::size_t from = m_scanned;
        m_scanned = bytes.size();
        if (from == 0 || bytes.size() >= limit)
            return !bytes.empty();
        return bytes.find('\n', from) != std::string_view::npos;
    }

private:
    std::size_t m_scanned = 0;
};

} // namespace causeway::http
