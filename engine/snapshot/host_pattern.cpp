#include "engine/snapshot/host_pattern.h"

#include <charconv>

namespace causeway::snapshot {

std::optional<HostPattern> HostPattern::parse(std::string_view written)
{
    HostPattern pattern;
    const std::size_t bracket = written.rfind(']'); // An IPv6 address has colons of its own.
    const std::size_t colon = written.find(':', bracket == std::string_view::npos ? 0 : bracket);
    pattern.text = written.substr(0, colon);
    if (colon != std::string_view::npos) {
        const std::string_view digits = written.substr(colon + 1);
        const char* const end = digits.data() + digits.size();
        const auto [stop, problem] = std::from_chars(digits.data(), end, pattern.port);
        if (problem != std::errc() || stop != end || pattern.port == 0 || digits.front() == '0')
            return std::nullopt;
    }
    if (pattern.text.starts_with("*.")) {
        pattern.kind = Kind::Suffix;
        pattern.text.remove_prefix(1);
    } else if (pattern.text.ends_with(".*")) {
        pattern.kind = Kind::Prefix;
        pattern.text.remove_suffix(1);
    }
    return pattern;
}

} // namespace causeway::snapshot
