#include "engine/http/head_scan.h"

namespace causeway::http {

namespace {

/// Whether the line feed at `at` ends a head or cannot stand in one.
bool decides(std::string_view bytes, std::size_t at)
{
    const bool isBare = at == 0 || bytes[at - 1] != '\r';
    const bool endsEmptyLine = at == 1 || (at > 1 && bytes[at - 2] == '\n');
    return isBare || endsEmptyLine;
}

} // namespace

bool HeadScan::isWorthParsing(std::string_view bytes, std::size_t limit)
{
    const std::size_t from = m_scanned;
    m_scanned = bytes.size();
    if (from == 0 || bytes.size() >= limit)
        return !bytes.empty();
    for (std::size_t at = bytes.find('\n', from); at != std::string_view::npos; at = bytes.find('\n', at + 1))
        if (decides(bytes, at))
            return true;
    return false;
}

} // namespace causeway::http
