#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace causeway::formats::kong {

/// Where a url leads: what a service's `url` stands for.
struct Url
{
    std::string protocol; // http or https.
    std::string host;     // IPv6 without brackets.
    std::uint16_t port = 80;
    std::string path; // Empty or starts with '/'.
};

/// The parts, or the sentence that follows the field's name, as with the rules of kong_rules.h.
tl::expected<Url, std::string> parseUrl(std::string_view text);

} // namespace causeway::formats::kong
