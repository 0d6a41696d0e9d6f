#include "engine/snapshot/field_rules.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <string>

namespace causeway::snapshot {

namespace {

constexpr std::array<std::string_view, 11> untouchable = {
    "connection", "content-length",    "expect",  "host",    "keep-alive", "proxy-connection",
    "te",         "transfer-encoding", "trailer", "upgrade", "via",
};

bool isControl(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

bool isAlphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isTokenCharacter(char c)
{
    return isAlphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

std::string lowered(std::string_view text)
{
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

Result<> checkFieldName(std::string_view name)
{
    RETURN_IF_ERROR(checkToken("a header name", name));
    if (std::find(untouchable.begin(), untouchable.end(), lowered(name)) != untouchable.end())
        return failure(ErrorCode::InvalidArgument, "a route may not edit the header '{}'", name);
    return {};
}

Result<> checkFields(const std::vector<model::HeaderField>& fields)
{
    if (fields.size() > editLimit)
        return failure(ErrorCode::InvalidArgument, "{} header edits are more than {}", fields.size(), editLimit);
    for (const model::HeaderField& field : fields) {
        RETURN_IF_ERROR(checkFieldName(field.name));
        RETURN_IF_ERROR(checkFieldValue(field.name, field.value));
    }
    return {};
}

/// RFC 7468 §3: 64 characters in each line but the last, which alone is padded.
bool isBase64Line(std::string_view line, bool isLast)
{
    constexpr std::size_t width = 64;
    if (line.empty() || line.size() > width || line.size() % 4 != 0 || (!isLast && line.size() != width))
        return false;
    if (isLast && line.ends_with('='))
        line.remove_suffix(line.ends_with("==") ? 2 : 1);
    return std::all_of(line.begin(), line.end(), [](char c) { return isAlphanumeric(c) || c == '+' || c == '/'; });
}

} // namespace

Result<> checkName(std::string_view what, std::string_view value)
{
    if (value.empty() || value.size() > nameLimit || std::any_of(value.begin(), value.end(), isControl))
        return failure(ErrorCode::InvalidArgument, "{} is empty, longer than {} bytes or holds control characters",
                       what, nameLimit);
    return {};
}

Result<> checkToken(std::string_view what, std::string_view value)
{
    if (value.empty() || value.size() > nameLimit || !std::all_of(value.begin(), value.end(), isTokenCharacter))
        return failure(ErrorCode::InvalidArgument, "{} is not made of the characters of a token", what);
    return {};
}

Result<> checkAddress(std::string_view value)
{
    const std::string text(value);
    std::array<unsigned char, sizeof(in6_addr)> raw{};
    if (text.find('\0') != std::string::npos ||
        (::inet_pton(AF_INET, text.c_str(), raw.data()) != 1 && ::inet_pton(AF_INET6, text.c_str(), raw.data()) != 1))
        return failure(ErrorCode::InvalidArgument, "an address is not an IPv4 or IPv6 literal");
    return {};
}

Result<> checkHost(std::string_view value)
{
    const bool isBracketed = value.size() > 2 && value.front() == '[' && value.back() == ']';
    if (isBracketed)
        return checkAddress(value.substr(1, value.size() - 2));
    const auto fits = [](char c) {
        return (isAlphanumeric(c) && !(c >= 'A' && c <= 'Z')) || c == '-' || c == '.' || c == '_';
    };
    if (value.empty() || value.size() > nameLimit || value.ends_with('.') ||
        !std::all_of(value.begin(), value.end(), fits))
        return failure(ErrorCode::InvalidArgument, "a host is not a name in lower case without a port");
    return {};
}

Result<> checkPath(std::string_view what, std::string_view value)
{
    const auto isForeign = [](char c) { return isControl(c) || c == ' ' || c == '?' || c == '#'; };
    if (!value.starts_with('/') || value.size() > pathLimit || std::any_of(value.begin(), value.end(), isForeign))
        return failure(ErrorCode::InvalidArgument, "{} does not begin with '/' or holds what a path cannot", what);
    return {};
}

Result<> checkFieldValue(std::string_view name, std::string_view value)
{
    const bool hasBadByte = std::any_of(value.begin(), value.end(), [](char c) { return isControl(c) && c != '\t'; });
    const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
    if (value.size() > fieldValueLimit || hasBadByte ||
        (!value.empty() && (isBlank(value.front()) || isBlank(value.back()))))
        return failure(ErrorCode::InvalidArgument, "the value for header '{}' is not one that a header can have", name);
    return {};
}

Result<> checkHeaderEdits(const model::HeaderEdits& edits)
{
    RETURN_IF_ERROR(checkFields(edits.set));
    RETURN_IF_ERROR(checkFields(edits.add));
    if (edits.remove.size() > editLimit)
        return failure(ErrorCode::InvalidArgument, "{} header edits are more than {}", edits.remove.size(), editLimit);
    for (const std::string& name : edits.remove)
        RETURN_IF_ERROR(checkFieldName(name));
    return {};
}

Result<> checkServerName(std::string_view value)
{
    constexpr std::size_t longest = 255; // RFC 1035 §2.3.4.
    RETURN_IF_ERROR(checkHost(value));
    if (value.size() > longest || value.front() == '[' || value.front() == '.' || value.back() == '.' ||
        value.find("..") != std::string_view::npos || checkAddress(value))
        return failure(ErrorCode::InvalidArgument, "a server's name is an address, too long or has an empty part");
    return {};
}

Result<> checkServerNamePattern(std::string_view value)
{
    if (value.starts_with("*."))
        value.remove_prefix(2);
    else if (value.ends_with(".*"))
        value.remove_suffix(2);
    return checkServerName(value);
}

Result<> checkNetwork(std::string_view value)
{
    const auto wrong = [value] {
        return failure(ErrorCode::InvalidArgument, "'{}' is not a network such as 10.0.0.0/8 or fd00::/8", value);
    };
    const std::size_t slash = std::min(value.find('/'), value.size());
    const std::string address(value.substr(0, slash));
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    const int family = address.find(':') == std::string::npos ? AF_INET : AF_INET6;
    unsigned length = 0;
    const char* const end = value.data() + value.size();
    if (slash == value.size() || ::inet_pton(family, address.c_str(), bytes.data()) != 1)
        return wrong();
    const auto read = std::from_chars(value.data() + slash + 1, end, length);
    if (read.ec != std::errc() || read.ptr != end || length > (family == AF_INET ? 32U : 128U) ||
        (value[slash + 1] == '0' && length != 0))
        return wrong();
    for (unsigned bit = length; bit < 8 * bytes.size(); ++bit)
        if ((bytes[bit / 8] & (0x80U >> bit % 8)) != 0)
            return failure(ErrorCode::InvalidArgument, "the network '{}' has bits set beyond its prefix", value);
    return {};
}

Result<> checkCipherList(std::string_view value)
{
    const auto fits = [](char c) {
        return isAlphanumeric(c) || std::string_view("-_:+!@=,").find(c) != std::string_view::npos;
    };
    if (value.size() > cipherListLimit || !std::all_of(value.begin(), value.end(), fits))
        return failure(ErrorCode::InvalidArgument, "a list of ciphers holds what none can hold");
    return {};
}

Result<> checkCertificatePem(std::string_view value)
{
    constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----\n";
    constexpr std::string_view end = "-----END CERTIFICATE-----\n";
    const auto wrong = [] {
        return failure(ErrorCode::InvalidArgument, "what should be one certificate in PEM of at most {} bytes is none",
                       certificateLimit);
    };
    if (value.size() > certificateLimit || !value.starts_with(begin) || !value.ends_with(end) ||
        value.size() <= begin.size() + end.size())
        return wrong();
    std::string_view lines = value.substr(begin.size(), value.size() - begin.size() - end.size());
    while (!lines.empty()) {
        const std::string_view line = lines.substr(0, lines.find('\n'));
        const bool isLast = line.size() + 1 >= lines.size();
        if (!isBase64Line(line, isLast) || line.size() == lines.size())
            return wrong();
        lines.remove_prefix(line.size() + 1);
    }
    return {};
}

} // namespace causeway::snapshot
