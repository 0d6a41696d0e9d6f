#include "engine/http/path.h"

#include "engine/http/characters.h"

namespace causeway::http {

namespace {

constexpr auto reservedTable = detail::tableOf("!*'();:@&=+$,/?%#[]", false);
constexpr auto plainPathTable = detail::tableOf("-._~!*'();:@&=+$,/", true);

bool isReserved(char c)
{
    return reservedTable[static_cast<unsigned char>(c)];
}

/// Whether normalising would leave the path as it is. Leaves the rare cases to the full work.
bool isNormal(std::string_view path)
{
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] == '%')
            return false;
        if (path[i] == '/' && i + 1 < path.size() && (path[i + 1] == '/' || path[i + 1] == '.'))
            return false;
    }
    return true;
}

/// Appends what the escape at `path[at]` stands for; false when it is broken.
bool appendDecoded(std::string& out, std::string_view path, std::size_t at)
{
    constexpr std::string_view capitals = "0123456789ABCDEF";
    if (path.size() - at < 3)
        return false;
    const int high = hexDigit(path[at + 1]);
    const int low = hexDigit(path[at + 2]);
    if (high < 0 || low < 0 || (high == 0 && low == 0))
        return false;
    const char decoded = static_cast<char>(high << 4 | low);
    if (!isReserved(decoded)) {
        out += decoded;
        return true;
    }
    out += '%';
    out += capitals[static_cast<std::size_t>(high)];
    out += capitals[static_cast<std::size_t>(low)];
    return true;
}

bool decode(std::string_view path, std::string& out)
{
    out.clear();
    for (std::size_t at = 0; at < path.size(); ++at) {
        if (path[at] != '%') {
            out += path[at];
        } else if (appendDecoded(out, path, at)) {
            at += 2;
        } else {
            return false;
        }
    }
    return true;
}

/// Merges slashes and resolves dot segments in place; false when they climb above the root.
bool resolveSegments(std::string& path)
{
    std::size_t kept = 0; // Everything below is done; it never ends in a slash.
    std::size_t at = 0;
    bool endsInSlash = false;
    while (at < path.size()) {
        const std::size_t begin = std::min(path.find_first_not_of('/', at), path.size());
        const std::size_t end = std::min(path.find('/', begin), path.size());
        const std::string_view segment = std::string_view(path).substr(begin, end - begin);
        const bool isDots = segment == "." || segment == "..";
        endsInSlash = end < path.size() || segment.empty() || isDots;
        if (segment == "..") {
            if (kept == 0)
                return false;
            kept = path.rfind('/', kept - 1);
        } else if (!segment.empty() && !isDots) {
            path[kept++] = '/';
            path.replace(kept, segment.size(), path, begin, segment.size());
            kept += segment.size();
        }
        at = end;
    }
    path.resize(kept);
    if (endsInSlash || path.empty())
        path += '/';
    return true;
}

} // namespace

std::optional<std::string_view> normalizePath(std::string_view path, std::string& scratch)
{
    if (isNormal(path))
        return path;
    if (!decode(path, scratch) || !resolveSegments(scratch))
        return std::nullopt;
    return scratch;
}

void appendEscapedPath(std::string& out, std::string_view normalized)
{
    constexpr std::string_view capitals = "0123456789ABCDEF";
    for (std::size_t at = 0; at < normalized.size(); ++at) {
        const char c = normalized[at];
        const bool isKeptEscape = c == '%' && normalized.size() - at >= 3 && hexDigit(normalized[at + 1]) >= 0 &&
                                  hexDigit(normalized[at + 2]) >= 0;
        if (isKeptEscape || plainPathTable[static_cast<unsigned char>(c)]) {
            out += c;
        } else {
            out += '%';
            out += capitals[static_cast<unsigned char>(c) >> 4];
            out += capitals[static_cast<unsigned char>(c) & 15];
        }
    }
}

} // namespace causeway::http
