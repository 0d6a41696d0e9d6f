#include "engine/formats/kong_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace causeway::formats::kong {

using model::Complaint;

namespace {

constexpr std::array<std::string_view, 10> protocols{"grpc", "grpcs",           "http", "https", "tcp", "tls",
                                                     "udp",  "tls_passthrough", "ws",   "wss"};

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/// The byte that an escape at this place stands for; nothing when it is none.
std::optional<char> escapedAt(std::string_view text, std::size_t at)
{
    if (at + 2 >= text.size() || hexValue(text[at + 1]) < 0 || hexValue(text[at + 2]) < 0)
        return std::nullopt;
    return static_cast<char>(hexValue(text[at + 1]) * 16 + hexValue(text[at + 2]));
}

/// Escapes decoded, except those of reserved characters (RFC 3986 §2.2), which get upper-case digits.
std::string withoutNeedlessEscapes(std::string_view path)
{
    constexpr std::string_view reserved = "!*'();:@&=+$,/?%#[]";
    std::string plain;
    for (std::size_t at = 0; at < path.size(); ++at) {
        const auto escaped = path[at] == '%' ? escapedAt(path, at) : std::nullopt;
        if (!escaped)
            plain += path[at];
        else if (reserved.find(*escaped) != std::string_view::npos)
            plain += fmt::format("%{:02X}", static_cast<unsigned char>(*escaped));
        else
            plain += *escaped;
        at += escaped ? 2 : 0;
    }
    return plain;
}

/// RFC 3986 §5.2.4 for a path that starts with '/' and has no empty segments.
std::string withoutDotSegments(std::string_view path)
{
    std::vector<std::string_view> kept;
    bool endsInFolder = false;
    std::size_t from = 1;
    while (from <= path.size()) {
        const std::size_t slash = std::min(path.find('/', from), path.size());
        const std::string_view segment = path.substr(from, slash - from);
        endsInFolder = segment.empty() || segment == "." || segment == "..";
        if (segment == ".." && !kept.empty())
            kept.pop_back();
        else if (!endsInFolder)
            kept.push_back(segment);
        from = slash + 1;
    }
    const std::string joined = kept.empty() ? "/" : fmt::format("/{}", fmt::join(kept, "/"));
    return endsInFolder && !kept.empty() ? joined + "/" : joined;
}

} // namespace

Complaint checkProtocol(std::string_view text)
{
    if (std::find(protocols.begin(), protocols.end(), text) == protocols.end())
        return fmt::format("is not one of {}", fmt::join(protocols, ", "));
    if (text != "http" && text != "https")
        return "is not supported yet";
    return std::nullopt;
}

Complaint checkMethod(std::string_view text)
{
    if (text.empty() || !std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
        return "must be made of upper-case letters";
    return std::nullopt;
}

Complaint checkServiceHost(std::string_view text)
{
    return model::checkHostName(withoutBrackets(text));
}

Complaint checkRoutePath(std::string_view text)
{
    if (text.starts_with('~'))
        return text.starts_with("~/") ? model::checkRegex(text.substr(1))
                                      : Complaint("must begin with '~/' where it is a regular expression");
    if (auto complaint = model::checkPath(text))
        return complaint;
    const std::string normalised = withoutDotSegments(withoutNeedlessEscapes(text));
    if (normalised == text)
        return std::nullopt;
    if (model::checkPath(normalised))
        return "has an escape that normalised paths do not hold";
    return fmt::format("is not normalised; write '{}'", normalised);
}

std::string withoutBrackets(std::string_view host)
{
    const bool hasBrackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
    return std::string(hasBrackets ? host.substr(1, host.size() - 2) : host);
}

} // namespace causeway::formats::kong
