#include "tests/proxy/plain_search.h"

#include "engine/model/text_rules.h"

#include <algorithm>
#include <regex>

namespace causeway::test {

namespace {

using model::FieldMatch;
using model::PathMatch;
using model::TextMatch;
using proxy::RouteRequest;

bool searched(const std::string& text, const std::string& pattern)
{
    return std::regex_search(text, std::regex(pattern));
}

bool endsWith(const std::string& text, const std::string& end)
{
    return text.size() > end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool hostFits(std::string pattern, const std::string& host, std::uint16_t port)
{
    const std::size_t colon = pattern.find(':', pattern.find(']') == std::string::npos ? 0 : pattern.find(']'));
    if (colon != std::string::npos) {
        if (std::stoi(pattern.substr(colon + 1)) != port)
            return false;
        pattern = pattern.substr(0, colon);
    }
    if (pattern.front() == '*')
        return endsWith(host, pattern.substr(1));
    if (pattern.back() == '*')
        return host.size() + 1 > pattern.size() && host.starts_with(pattern.substr(0, pattern.size() - 1));
    return host == pattern;
}

std::optional<std::size_t> lengthThatFits(const PathMatch& pattern, const std::string& path)
{
    std::smatch match;
    switch (pattern.kind) {
    case PathMatch::Kind::Exact:
        return path == pattern.value ? std::optional(path.size()) : std::nullopt;
    case PathMatch::Kind::PlainPrefix:
        return path.starts_with(pattern.value) ? std::optional(pattern.value.size()) : std::nullopt;
    case PathMatch::Kind::SegmentPrefix: {
        std::string prefix = pattern.value;
        if (prefix.ends_with('/'))
            prefix.pop_back();
        const bool fits = path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
        return fits ? std::optional(prefix.size()) : std::nullopt;
    }
    case PathMatch::Kind::Regex:
        return std::regex_match(path, std::regex(pattern.value)) ? std::optional(path.size()) : std::nullopt;
    case PathMatch::Kind::RegexStart:
        return std::regex_search(path, match, std::regex(pattern.value), std::regex_constants::match_continuous)
                   ? std::optional(static_cast<std::size_t>(match.length()))
                   : std::nullopt;
    }
    return std::nullopt;
}

bool valueFits(const FieldMatch& field, std::string value)
{
    if (field.ignoresCase)
        value = model::lowered(value);
    return field.values.empty() || std::any_of(field.values.begin(), field.values.end(), [&](const TextMatch& text) {
               switch (text.kind) {
               case TextMatch::Kind::Exact:
                   return value == text.value;
               case TextMatch::Kind::Prefix:
                   return value.starts_with(text.value);
               case TextMatch::Kind::Regex:
                   return std::regex_match(value, std::regex(text.value));
               case TextMatch::Kind::RegexPart:
                   return searched(value, text.value);
               }
               return false;
           });
}

bool headerFits(const FieldMatch& field, const RouteRequest& request)
{
    bool isThere = false;
    bool fits = false;
    for (const http::Field& sent : *request.fields)
        if (model::lowered(sent.name) == field.name) {
            isThere = true;
            fits = fits || valueFits(field, std::string(sent.value));
        }
    return field.isAbsent ? !isThere : fits;
}

bool parameterFits(const FieldMatch& field, const RouteRequest& request)
{
    std::string rest(request.query);
    while (!rest.empty()) {
        const std::string parameter = rest.substr(0, rest.find('&'));
        rest = rest.find('&') == std::string::npos ? std::string() : rest.substr(rest.find('&') + 1);
        const std::size_t sign = parameter.find('=');
        if (parameter.substr(0, sign) == field.name)
            return !field.isAbsent &&
                   valueFits(field, sign == std::string::npos ? std::string() : parameter.substr(sign + 1));
    }
    return field.isAbsent;
}

template <typename List, typename Fits>
bool anyOrNone(const List& list, Fits fits)
{
    return list.empty() || std::any_of(list.begin(), list.end(), fits);
}

bool conditionsHold(const snapshot::Route& route, const RouteRequest& request)
{
    const std::string host(request.host);
    const std::string serverName(request.serverName);
    return anyOrNone(route.hosts, [&](const std::string& each) { return hostFits(each, host, request.port); }) &&
           anyOrNone(route.methods, [&](const std::string& each) { return each == request.methodText; }) &&
           std::all_of(route.headers.begin(), route.headers.end(),
                       [&](const FieldMatch& each) { return headerFits(each, request); }) &&
           std::all_of(route.query.begin(), route.query.end(),
                       [&](const FieldMatch& each) { return parameterFits(each, request); }) &&
           (!request.isSecure ||
            anyOrNone(route.snis, [&](const std::string& each) { return hostFits(each, serverName, 0); }));
}

} // namespace

std::optional<proxy::Router::Match> findPlainly(const std::vector<snapshot::Route>& routes, const RouteRequest& request)
{
    for (std::size_t i = 0; i < routes.size(); ++i) {
        if (!conditionsHold(routes[i], request))
            continue;
        std::optional<std::size_t> longest;
        for (const PathMatch& pattern : routes[i].paths)
            if (const auto length = lengthThatFits(pattern, std::string(request.path)))
                longest = std::max(longest.value_or(0), *length);
        if (routes[i].paths.empty() || longest)
            return proxy::Router::Match{i, longest.value_or(0)};
    }
    return std::nullopt;
}

} // namespace causeway::test
