#include "engine/model/text_rules.h"

#include "engine/base/regex.h"
#include "engine/base/utf8.h"
#include "engine/model/validation.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <fmt/format.h>

namespace causeway::model {

namespace {

constexpr std::size_t pathLimit = 4096;
constexpr std::size_t fieldValueLimit = 8192;

// Framing, routing and connection state are the proxy's own business (RFC 9110 §7.6.1).
constexpr std::array<std::string_view, 11> framingFields = {
    "connection", "content-length",    "expect",  "host",    "keep-alive", "proxy-connection",
    "te",         "transfer-encoding", "trailer", "upgrade", "via",
};

bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isAlphanumeric(char c)
{
    return isLower(c) || (c >= 'A' && c <= 'Z') || isDigit(c);
}

bool isControl(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
}

bool isHex(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool isOneOf(char c, std::string_view set)
{
    return set.find(c) != std::string_view::npos;
}

template <typename Predicate>
bool all(std::string_view text, Predicate fits)
{
    return std::all_of(text.begin(), text.end(), fits);
}

/// Lower-case letters, digits and dashes, beginning and ending with no dash; dots between such labels.
bool isDnsName(std::string_view name)
{
    bool atStart = true;
    char before = '.';
    for (const char c : name) {
        const bool isPlain = isLower(c) || isDigit(c);
        const bool fits = isPlain || (!atStart && c == '-') || (!atStart && c == '.' && before != '-');
        if (!fits)
            return false;
        atStart = c == '.';
        before = c;
    }
    return !atStart && before != '-';
}

Complaint checkDnsName(std::string_view name, std::size_t limit)
{
    if (name.empty())
        return "must not be empty";
    if (name.size() > limit)
        return fmt::format("must not be longer than {} characters", limit);
    if (!isDnsName(name))
        return "must be made of lower-case letters, digits, '-' and '.', and begin and end with a letter or a digit";
    return std::nullopt;
}

/// The name part of a label key, or a label's value: 63 of [A-Za-z0-9._-], beginning and ending alphanumerically.
bool isLabelWord(std::string_view word)
{
    return !word.empty() && word.size() <= 63 && isAlphanumeric(word.front()) && isAlphanumeric(word.back()) &&
           all(word, [](char c) { return isAlphanumeric(c) || isOneOf(c, "._-"); });
}

/// RFC 3986 §3.3: pchar and '/', with whole escapes.
bool isPathText(std::string_view path)
{
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] == '%') {
            if (i + 2 >= path.size() || !isHex(path[i + 1]) || !isHex(path[i + 2]))
                return false;
            i += 2;
        } else if (!isAlphanumeric(path[i]) && !isOneOf(path[i], "/-._~!$&'()*+,;=:@")) {
            return false;
        }
    }
    return true;
}

} // namespace

std::string lowered(std::string_view text)
{
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

bool isResourceName(std::string_view name)
{
    return !checkResourceName(name);
}

bool isIpLiteral(std::string_view text)
{
    const std::string literal(text);
    std::array<unsigned char, sizeof(in6_addr)> raw{};
    return literal.find('\0') == std::string::npos && (::inet_pton(AF_INET, literal.c_str(), raw.data()) == 1 ||
                                                       ::inet_pton(AF_INET6, literal.c_str(), raw.data()) == 1);
}

Complaint checkResourceName(std::string_view name)
{
    return checkDnsName(name, 253);
}

Complaint checkMeshName(std::string_view name)
{
    return checkDnsName(name, 63);
}

Complaint checkPortName(std::string_view name)
{
    return checkDnsName(name, 63);
}

Complaint checkGatewayName(std::string_view name)
{
    const auto fits = [](char c) { return (c & 0x80) != 0 || isAlphanumeric(c) || isOneOf(c, ".-_~"); };
    if (name.empty() || name.size() > 253)
        return "must have 1 to 253 characters";
    if (!isValidUtf8(name) || !all(name, fits))
        return "may hold letters, digits and '.', '-', '_', '~' only";
    return std::nullopt;
}

Complaint checkLabelKey(std::string_view key)
{
    const std::size_t slash = key.find('/');
    const bool hasPrefix = slash != std::string_view::npos;
    const std::string_view prefix = hasPrefix ? key.substr(0, slash) : std::string_view();
    if (hasPrefix && checkDnsName(prefix, 253))
        return "must have a DNS name before its '/'";
    if (!isLabelWord(hasPrefix ? key.substr(slash + 1) : key))
        return "must be 1 to 63 letters, digits, '-', '_' or '.', beginning and ending with a letter or a digit";
    return std::nullopt;
}

Complaint checkLabelValue(std::string_view value)
{
    if (!value.empty() && !isLabelWord(value))
        return "must be at most 63 letters, digits, '-', '_' or '.', beginning and ending with a letter or a digit";
    return std::nullopt;
}

Complaint checkInstanceName(std::string_view name)
{
    if (name.empty() || name.size() > 253)
        return "must have 1 to 253 characters";
    if (!all(name, [](char c) { return isAlphanumeric(c) || isOneOf(c, "._-"); }))
        return "may hold letters, digits and '.', '-', '_' only";
    return std::nullopt;
}

Complaint checkPath(std::string_view path)
{
    if (!path.starts_with('/'))
        return "must begin with '/'";
    if (path.size() > pathLimit)
        return fmt::format("must not be longer than {} characters", pathLimit);
    if (!isPathText(path))
        return "holds characters that a path cannot hold unescaped";
    if (path.find("//") != std::string_view::npos)
        return "must not have empty segments";
    return std::nullopt;
}

Complaint checkFieldToken(std::string_view name)
{
    const auto isToken = [](char c) { return isAlphanumeric(c) || isOneOf(c, "!#$%&'*+-.^_`|~"); };
    if (name.empty() || name.size() > 256 || !all(name, isToken))
        return "is not the name of a header field";
    return std::nullopt;
}

Complaint checkFieldName(std::string_view name)
{
    if (auto complaint = checkFieldToken(name))
        return complaint;
    if (std::find(framingFields.begin(), framingFields.end(), lowered(name)) != framingFields.end())
        return fmt::format("'{}' belongs to the connection and cannot be edited by a route", name);
    return std::nullopt;
}

Complaint checkFieldValue(std::string_view value)
{
    const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
    if (value.size() > fieldValueLimit)
        return fmt::format("must not be longer than {} characters", fieldValueLimit);
    if (!all(value, [](char c) { return !isControl(c) || c == '\t'; }))
        return "must not hold control characters";
    if (!value.empty() && (isBlank(value.front()) || isBlank(value.back())))
        return "must not begin or end with a blank";
    return std::nullopt;
}

Complaint checkHostName(std::string_view host)
{
    const auto fits = [](char c) { return isAlphanumeric(c) || isOneOf(c, "-._"); };
    if (host.empty() || host.size() > 253)
        return "must have 1 to 253 characters";
    if (isIpLiteral(host))
        return std::nullopt;
    if (host.find('*') != std::string_view::npos)
        return "must not have a wildcard";
    if (host.find(':') != std::string_view::npos)
        return "must not have a port";
    if (!all(host, fits))
        return "is not a host name";
    return std::nullopt;
}

Complaint checkRegex(std::string_view pattern)
{
    const auto regex = Regex::create(pattern, RegexReach::Whole);
    return regex ? Complaint() : regex.error().message;
}

Complaint checkSpiffeId(std::string_view id)
{
    constexpr std::string_view scheme = "spiffe://";
    const auto isTrustDomain = [](std::string_view text) {
        return !text.empty() && text.size() <= 255 &&
               all(text, [](char c) { return isLower(c) || isDigit(c) || isOneOf(c, "._-"); });
    };
    const auto isSegment = [](std::string_view text) {
        return !text.empty() && text != "." && text != ".." &&
               all(text, [](char c) { return isAlphanumeric(c) || isOneOf(c, "._-"); });
    };
    if (!id.starts_with(scheme) || id.size() > 2048)
        return "must begin with 'spiffe://' and have at most 2048 characters";
    std::string_view rest = id.substr(scheme.size());
    std::size_t slash = rest.find('/');
    if (!isTrustDomain(rest.substr(0, slash)))
        return "must have a trust domain of lower-case letters, digits, '.', '-' and '_'";
    while (slash != std::string_view::npos) {
        rest.remove_prefix(slash + 1);
        slash = rest.find('/');
        if (!isSegment(rest.substr(0, slash)))
            return "must have a path of segments made of letters, digits, '.', '-' and '_', none empty";
    }
    return std::nullopt;
}

Complaint checkUuid(std::string_view id)
{
    constexpr std::string_view shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    bool fits = id.size() == shape.size();
    for (std::size_t i = 0; fits && i < shape.size(); ++i)
        fits = shape[i] == '-' ? id[i] == '-' : isHex(id[i]);
    return fits ? Complaint() : "is not a valid UUID";
}

Complaint checkTag(std::string_view tag)
{
    if (tag.empty() || tag.size() > 253 || !isValidUtf8(tag))
        return "must have 1 to 253 characters of UTF-8";
    if (!all(tag, [](char c) { return !isControl(c) && !isOneOf(c, ",/"); }))
        return "must not hold ',', '/' or control characters";
    return std::nullopt;
}

} // namespace causeway::model
