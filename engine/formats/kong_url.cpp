#include "engine/formats/kong_url.h"

#include "engine/formats/kong_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace causeway::formats::kong {

namespace {

std::optional<std::uint16_t> portOf(std::string_view text)
{
    std::uint16_t port = 0;
    const char* end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, port);
    if (problem != std::errc() || stop != end || port == 0)
        return std::nullopt;
    return port;
}

} // namespace

tl::expected<Url, std::string> parseUrl(std::string_view text)
{
    const bool isSecure = text.starts_with("https://");
    if (!isSecure && !text.starts_with("http://"))
        return tl::unexpected(
            fmt::format("'{}' must start with http:// or https://; other protocols have no url here", text));
    text.remove_prefix(text.find("//") + 2);
    const std::size_t slash = std::min(text.find('/'), text.size());
    std::string_view authority = text.substr(0, slash);

    Url url;
    url.protocol = isSecure ? "https" : "http";
    url.port = isSecure ? 443 : 80;
    const std::size_t colon = authority.rfind(':');
    if (colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos) {
        const auto port = portOf(authority.substr(colon + 1));
        if (!port)
            return tl::unexpected(
                fmt::format("has the port '{}'; it must be from 1 to 65535", authority.substr(colon + 1)));
        url.port = *port;
        authority = authority.substr(0, colon);
    }
    if (const auto complaint = checkServiceHost(authority))
        return tl::unexpected(fmt::format("has the host '{}', which {}", authority, *complaint));
    url.host = withoutBrackets(authority);
    url.path = text.substr(slash);
    if (const auto complaint = url.path.empty() ? model::Complaint() : model::checkPath(url.path))
        return tl::unexpected(fmt::format("has the path '{}', which {}", url.path, *complaint));
    return url;
}

} // namespace causeway::formats::kong
