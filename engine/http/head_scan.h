#pragma once

#include <cstddef>
#include <string_view>

namespace causeway::http {

/// Remembers how far a head that arrives in pieces was looked at, so that each byte is searched once.
///
/// The first piece is always worth a parse: nearly every head arrives whole. After that a parse is worth it only when
/// the empty line has come, or a bare line feed, which the parse will refuse.
class HeadScan
{
public:
    /// Call once for each new piece, with everything since the start of the head and at most `limit` bytes of it.
    bool isWorthParsing(std::string_view bytes, std::size_t limit);

private:
    std::size_t m_scanned = 0;
};

} // namespace causeway::http
