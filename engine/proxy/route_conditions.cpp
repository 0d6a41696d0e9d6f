#include "engine/proxy/route_conditions.h"

#include "engine/http/characters.h"
#include "engine/snapshot/host_pattern.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>

namespace causeway::proxy {

namespace {

using Kind = model::TextMatch::Kind;

constexpr std::uint32_t mappedBits = 96; // ::ffff:0:0/96, RFC 4291 §2.5.5.2.

std::array<std::uint8_t, 16> mapped(const in_addr& v4)
{
    std::array<std::uint8_t, 16> bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    std::memcpy(bytes.data() + 12, &v4, sizeof v4);
    return bytes;
}

std::array<std::uint8_t, 16> addressOf(const net::SocketAddress& address)
{
    std::array<std::uint8_t, 16> bytes{};
    if (address.family() == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, address.raw(), sizeof v4);
        return mapped(v4.sin_addr);
    }
    sockaddr_in6 v6{};
    std::memcpy(&v6, address.raw(), std::min<std::size_t>(sizeof v6, address.rawLength()));
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return bytes;
}

bool startsWith(std::string_view text, std::string_view lowered, bool ignoresCase)
{
    return text.size() >= lowered.size() &&
           (ignoresCase ? http::equalsIgnoringCase(text.substr(0, lowered.size()), lowered)
                        : text.substr(0, lowered.size()) == lowered);
}

} // namespace

Result<std::optional<RouteConditions>> RouteConditions::create(const snapshot::Route& route)
{
    RouteConditions conditions;
    for (const std::string& method : route.methods)
        if (http::findMethod(method) == http::Method::Other)
            conditions.m_otherMethods.push_back(method);
    for (const model::FieldMatch& match : route.headers) {
        ASSIGN_OR_RETURN(Field field, fieldFrom(match));
        field.id = http::findFieldName(field.name);
        conditions.m_headers.push_back(std::move(field));
    }
    for (const model::FieldMatch& match : route.query) {
        ASSIGN_OR_RETURN(Field field, fieldFrom(match));
        conditions.m_query.push_back(std::move(field));
    }
    conditions.m_snis = route.snis;
    for (const snapshot::AddressRange& source : route.sources) {
        ASSIGN_OR_RETURN(const Range range, rangeFrom(source));
        conditions.m_sources.push_back(range);
    }
    if (conditions.m_otherMethods.empty() && conditions.m_headers.empty() && conditions.m_query.empty() &&
        conditions.m_snis.empty() && conditions.m_sources.empty())
        return std::nullopt;
    return std::optional(std::move(conditions));
}

Result<RouteConditions::Field> RouteConditions::fieldFrom(const model::FieldMatch& match)
{
    Field field{match.name, http::FieldName::Other, match.isAbsent, match.ignoresCase, {}};
    for (const model::TextMatch& value : match.values) {
        Text text{value.kind, value.value, std::nullopt};
        if (value.kind == Kind::Regex || value.kind == Kind::RegexPart) {
            // Where case counts for nothing the expression was written in lower case, so values go through it so too.
            const std::string pattern = match.ignoresCase ? "(?i:" + value.value + ")" : value.value;
            ASSIGN_OR_RETURN(text.regex,
                             Regex::create(pattern, value.kind == Kind::Regex ? RegexReach::Whole : RegexReach::Part));
        }
        field.values.push_back(std::move(text));
    }
    return field;
}

Result<RouteConditions::Range> RouteConditions::rangeFrom(const snapshot::AddressRange& source)
{
    Range range;
    range.port = source.port;
    if (source.address.empty())
        return range;
    ASSIGN_OR_RETURN(const auto address, net::SocketAddress::create(source.address, 0));
    range.address = addressOf(address);
    range.prefixLength = source.prefixLength + (address.family() == AF_INET ? mappedBits : 0);
    return range;
}

bool RouteConditions::hold(const RouteRequest& request) const
{
    if (request.method == http::Method::Other && !m_otherMethods.empty() &&
        std::find(m_otherMethods.begin(), m_otherMethods.end(), request.methodText) == m_otherMethods.end())
        return false;
    const auto hasServer = [&](const std::string& pattern) { return nameFits(pattern, request.serverName); };
    return std::all_of(m_headers.begin(), m_headers.end(),
                       [&](const Field& field) { return headerFits(field, request.fields); }) &&
           std::all_of(m_query.begin(), m_query.end(),
                       [&](const Field& field) { return parameterFits(field, request.query); }) &&
           (m_snis.empty() || !request.isSecure || std::any_of(m_snis.begin(), m_snis.end(), hasServer)) &&
           isFromSource(request.source);
}

bool RouteConditions::fits(const Field& field, std::string_view value)
{
    return field.values.empty() || std::any_of(field.values.begin(), field.values.end(), [&](const Text& text) {
               switch (text.kind) {
               case Kind::Exact:
                   return value.size() == text.value.size() && startsWith(value, text.value, field.ignoresCase);
               case Kind::Prefix:
                   return startsWith(value, text.value, field.ignoresCase);
               case Kind::Regex:
               case Kind::RegexPart:
                   return text.regex->matches(value);
               }
               return false;
           });
}

bool RouteConditions::headerFits(const Field& field, const http::FieldList* fields)
{
    if (fields == nullptr || !fields->contains(field.id))
        return field.isAbsent;
    const bool isFound = std::any_of(fields->begin(), fields->end(), [&](const http::Field& sent) {
        const bool isIt = sent.id == field.id &&
                          (field.id != http::FieldName::Other || http::equalsIgnoringCase(sent.name, field.name));
        return isIt && (field.isAbsent || fits(field, sent.value));
    });
    return isFound != field.isAbsent;
}

/// The first of the name counts, undecoded: as Envoy reads a query.
bool RouteConditions::parameterFits(const Field& field, std::string_view query)
{
    while (!query.empty()) {
        const std::string_view parameter = query.substr(0, query.find('&'));
        const std::size_t sign = std::min(parameter.find('='), parameter.size());
        if (parameter.substr(0, sign) == field.name)
            return !field.isAbsent && fits(field, parameter.substr(std::min(sign + 1, parameter.size())));
        query.remove_prefix(std::min(parameter.size() + 1, query.size()));
    }
    return field.isAbsent;
}

bool RouteConditions::nameFits(std::string_view pattern, std::string_view name)
{
    if (name.ends_with('.'))
        name.remove_suffix(1);
    const auto parsed = snapshot::HostPattern::parse(pattern);
    if (!parsed || name.size() < parsed->text.size())
        return false;
    switch (parsed->kind) {
    case snapshot::HostPattern::Kind::Exact:
        return http::equalsIgnoringCase(name, parsed->text);
    case snapshot::HostPattern::Kind::Suffix:
        return name.size() > parsed->text.size() &&
               http::equalsIgnoringCase(name.substr(name.size() - parsed->text.size()), parsed->text);
    case snapshot::HostPattern::Kind::Prefix:
        return name.size() > parsed->text.size() &&
               http::equalsIgnoringCase(name.substr(0, parsed->text.size()), parsed->text);
    }
    return false;
}

bool RouteConditions::isFromSource(const net::SocketAddress* source) const
{
    if (m_sources.empty())
        return true;
    return source != nullptr && std::any_of(m_sources.begin(), m_sources.end(),
                                            [&](const Range& range) { return rangeFits(range, *source); });
}

bool RouteConditions::rangeFits(const Range& range, const net::SocketAddress& source)
{
    if (range.port != 0 && source.port() != range.port)
        return false;
    if (range.prefixLength == 0)
        return true;
    if (source.family() != AF_INET && source.family() != AF_INET6)
        return false;
    const auto address = addressOf(source);
    const std::size_t whole = range.prefixLength / 8;
    const auto rest = static_cast<unsigned>(0xff00U >> (range.prefixLength % 8)) & 0xffU;
    return std::memcmp(address.data(), range.address.data(), whole) == 0 &&
           (rest == 0 || ((address.at(whole) ^ range.address.at(whole)) & rest) == 0);
}

} // namespace causeway::proxy
