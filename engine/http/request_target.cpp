#include "engine/http/request_target.h"

#include "engine/http/characters.h"

#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <netinet/in.h>

namespace causeway::http {

namespace {

// RFC 3986 §3.2.2: unreserved and sub-delims; percent-escapes are checked apart.
constexpr auto hostTable = detail::tableOf("-._~!$&'()*+,;=", true);

bool isRegisteredName(std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (text.size() - i < 3 || hexDigit(text[i + 1]) < 0 || hexDigit(text[i + 2]) < 0)
                return false;
            i += 2;
        } else if (!hostTable[static_cast<unsigned char>(text[i])]) {
            return false;
        }
    }
    return !text.empty();
}

/// [::1], without zone identifiers.
bool isBracketedAddress(std::string_view text)
{
    std::array<char, INET6_ADDRSTRLEN> inner{};
    if (text.size() < 4 || text.front() != '[' || text.back() != ']' || text.size() - 2 >= inner.size())
        return false;
    text.copy(inner.data(), text.size() - 2, 1);
    in6_addr address;
    return ::inet_pton(AF_INET6, inner.data(), &address) == 1;
}

bool readPort(std::string_view text, std::uint16_t& port)
{
    if (text.empty()) // RFC 3986 §3.2.3: `host:` means the default port.
        return true;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
    return problem == std::errc{} && end == text.data() + text.size() && port != 0;
}

void splitPathAndQuery(RequestHead& head, std::string_view text)
{
    const std::size_t mark = text.find('?');
    head.hasQuery = mark != std::string_view::npos;
    head.path = text.substr(0, mark);
    head.query = head.hasQuery ? text.substr(mark + 1) : std::string_view();
    if (head.path.empty())
        head.path = rootPath;
}

/// RFC 9112 §3.2: exactly one Host in HTTP/1.1, at most one in HTTP/1.0.
std::optional<Refusal> readHost(RequestHead& head, Authority& authority)
{
    const Field* host = nullptr;
    for (const Field& field : head.fields) {
        if (field.id != FieldName::Host)
            continue;
        if (host)
            return Refusal{400, "more than one Host"};
        host = &field;
    }
    if (!host)
        return head.version == Version::Http11 ? std::optional(Refusal{400, "no Host"}) : std::nullopt;
    const auto parsed = Authority::parse(host->value);
    if (!parsed)
        return Refusal{400, "invalid Host"};
    authority = *parsed;
    head.authority = host->value;
    return std::nullopt;
}

bool isKnownScheme(std::string_view scheme)
{
    return equalsIgnoringCase(scheme, "http") || equalsIgnoringCase(scheme, "https");
}

/// RFC 9112 §3.2.2: the target's authority counts, and a Host beside it does not, whatever it names; neither goes on,
/// since a Host is written anew for whoever is next.
std::optional<Refusal> readAbsoluteTarget(RequestHead& head, Authority& authority)
{
    const std::size_t separator = head.target.find("://");
    if (separator == std::string_view::npos || !isKnownScheme(head.target.substr(0, separator)))
        return Refusal{400, "invalid request target"};
    const std::string_view rest = head.target.substr(separator + 3);
    const std::size_t authorityLength = std::min(rest.find_first_of("/?"), rest.size());
    const auto own = Authority::parse(rest.substr(0, authorityLength));
    if (!own)
        return Refusal{400, "invalid authority in the request target"};

    head.authority = rest.substr(0, authorityLength);
    authority = *own;
    splitPathAndQuery(head, rest.substr(authorityLength));
    // RFC 9112 §3.2.4: OPTIONS of a URI without path and query asks about the server.
    if (head.method == Method::Options && authorityLength == rest.size())
        head.path = wholeServer;
    return std::nullopt;
}

} // namespace

std::optional<Authority> Authority::parse(std::string_view text)
{
    Authority authority;
    const std::size_t bracket = text.find(']');
    const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
    authority.host = text.substr(0, colon);
    if (!isRegisteredName(authority.host) && !isBracketedAddress(authority.host))
        return std::nullopt;
    if (colon != std::string_view::npos && !readPort(text.substr(colon + 1), authority.port))
        return std::nullopt;
    return authority;
}

std::optional<Refusal> readTarget(RequestHead& head)
{
    if (head.target.find('#') != std::string_view::npos)
        return Refusal{400, "fragment in the request target"};
    Authority authority;
    if (const auto refusal = readHost(head, authority))
        return refusal;
    if (head.target.front() == '/') {
        splitPathAndQuery(head, head.target);
    } else if (head.target == "*" && head.method == Method::Options) {
        head.path = head.target;
    } else if (const auto refusal = readAbsoluteTarget(head, authority)) {
        return refusal;
    }
    head.host = authority.host;
    head.port = authority.port;
    return std::nullopt;
}

} // namespace causeway::http
