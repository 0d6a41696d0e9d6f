#include "engine/proxy/router.h"

#include "engine/proxy/route_hash.h"

#include <algorithm>

namespace causeway::proxy {

namespace {

using HostKind = snapshot::HostPattern::Kind;

std::uint32_t tagOf(std::uint64_t spreadHash)
{
    return static_cast<std::uint32_t>(spreadHash >> 32);
}

} // namespace

/// Where the pattern is, or the free place where it would be.
std::size_t Router::patternEntry(std::uint64_t hash, std::uint32_t host, Kind kind, std::string_view bytes) const
{
    const std::uint64_t salted =
        spread(hash, (static_cast<std::uint64_t>(host) << 2) | static_cast<std::uint64_t>(kind));
    const std::size_t mask = m_table.size() - 1;
    for (std::size_t place = salted & mask;; place = (place + 1) & mask) {
        const Entry& entry = m_table[place];
        if (entry.place == 0)
            return place;
        if (entry.tag != tagOf(salted))
            continue;
        const Pattern& pattern = m_patterns[entry.place - 1];
        if (pattern.hash == hash && pattern.host == host && pattern.kind == kind && bytesOf(pattern) == bytes)
            return place;
    }
}

std::size_t Router::hostEntry(HostKind kind, std::uint16_t port, std::uint64_t hash, std::string_view text) const
{
    const std::uint64_t salted =
        spread(hash, (static_cast<std::uint64_t>(port) << 2) | static_cast<std::uint64_t>(kind));
    const std::size_t mask = m_hostTable.size() - 1;
    for (std::size_t place = salted & mask;; place = (place + 1) & mask) {
        const Entry& entry = m_hostTable[place];
        if (entry.place == 0)
            return place;
        if (entry.tag != tagOf(salted))
            continue;
        const Host& host = m_hosts[entry.place - 1];
        if (host.kind == kind && host.port == port && host.text == text)
            return place;
    }
}

/// 0, which is any host, when there is none.
std::uint32_t Router::findHost(HostKind kind, std::uint16_t port, std::uint64_t hash, std::string_view text) const
{
    const std::uint32_t place = m_hostTable[hostEntry(kind, port, hash, text)].place;
    return place == 0 ? 0 : place - 1;
}

void Router::consider(const Rules& rules, std::size_t length, const RouteRequest& request, Best& best) const
{
    for (std::uint32_t i = rules.begin; i < rules.end; ++i)
        if (!consider(m_rules[i], length, request, best))
            return;
}

bool Router::consider(const Rule& rule, std::size_t length, const RouteRequest& request, Best& best) const
{
    if (rule.route > best.route)
        return false;
    const bool fits = ((rule.methods >> static_cast<unsigned>(request.method)) & 1U) != 0 &&
                      (rule.conditions == 0 || m_conditions[rule.conditions - 1].hold(request));
    if (!fits)
        return true;
    best.matchedLength = rule.route == best.route ? std::max(best.matchedLength, length) : length;
    best.route = rule.route;
    return false;
}

void Router::consider(std::uint64_t hash, std::uint32_t host, Kind kind, std::string_view bytes,
                      const RouteRequest& request, Best& best) const
{
    const std::uint64_t salted =
        spread(hash, (static_cast<std::uint64_t>(host) << 2) | static_cast<std::uint64_t>(kind));
    if (((m_filter[(salted >> 6) & (m_filter.size() - 1)] >> (salted & 63)) & 1U) == 0)
        return;
    const std::uint32_t place = m_table[patternEntry(hash, host, kind, bytes)].place;
    if (place == 0)
        return;
    const Pattern& pattern = m_patterns[place - 1];
    if (pattern.more.begin == pattern.more.end)
        consider(pattern.only, bytes.size(), request, best);
    else
        consider(pattern.more, bytes.size(), request, best);
}

void Router::search(const Host& host, std::uint32_t number, const RouteRequest& request, Scratch& scratch,
                    Best& best) const
{
    const std::string_view path = request.path;
    if (host.hasAny)
        consider(hashStart, number, Kind::Any, {}, request, best);
    std::uint64_t hash = hashStart;
    std::size_t hashed = 0;
    for (const PrefixLength& known : host.prefixLengths) {
        const std::size_t length = known.length;
        if (length > path.size())
            break;
        hash = extendHash(hash, path.substr(hashed, length - hashed));
        hashed = length;
        const std::string_view prefix = path.substr(0, length);
        if (known.hasPlain)
            consider(hash, number, Kind::PlainPrefix, prefix, request, best);
        if (known.hasSegments && (length == path.size() || path[length] == '/'))
            consider(hash, number, Kind::SegmentPrefix, prefix, request, best);
    }
    if (host.hasExact)
        consider(extendHash(hash, path.substr(hashed)), number, Kind::Exact, path, request, best);
    if (!host.expressions.empty())
        searchExpressions(host, request, scratch, best);
}

void Router::searchExpressions(const Host& host, const RouteRequest& request, Scratch& scratch, Best& best) const
{
    const auto firstRoute = [this](const Expression& expression) { return m_rules[expression.rules.begin].route; };
    if (firstRoute(host.expressions.front()) > best.route)
        return;
    if (host.automaton && host.automaton->find(request.path, scratch.expressions)) {
        for (const int found : scratch.expressions)
            consider(host.expressions[static_cast<std::size_t>(found)].rules, 0, request, best);
        return;
    }
    for (const Expression& expression : host.expressions) {
        if (firstRoute(expression) > best.route)
            return;
        if (m_regexes[expression.regex].matches(request.path))
            consider(expression.rules, 0, request, best);
    }
}

/// Under the patterns that ask for this port; 0: those that ask for none.
void Router::searchHosts(const RouteRequest& request, std::uint16_t port, Scratch& scratch, Best& best) const
{
    const std::string_view name = request.host;
    const auto searchUnder = [&](HostKind kind, std::uint64_t hash, std::string_view text) {
        if (const std::uint32_t number = findHost(kind, port, hash, text))
            search(m_hosts[number], number, request, scratch, best);
    };
    std::uint64_t hash = hashStart;
    std::size_t hashed = 0;
    for (const std::size_t length : m_prefixLengths) {
        if (length >= name.size())
            break;
        hash = extendHash(hash, name.substr(hashed, length - hashed));
        hashed = length;
        searchUnder(HostKind::Prefix, hash, name.substr(0, length));
    }
    searchUnder(HostKind::Exact, extendHash(hash, name.substr(hashed)), name);
    hash = hashStart;
    hashed = 0;
    for (const std::size_t length : m_suffixLengths) {
        if (length >= name.size())
            break;
        hash = extendHashBackwards(hash, name.substr(name.size() - length, length - hashed));
        hashed = length;
        searchUnder(HostKind::Suffix, hash, name.substr(name.size() - length));
    }
}

std::optional<Router::Match> Router::find(const RouteRequest& request, Scratch& scratch) const
{
    Best best;
    search(m_hosts.front(), 0, request, scratch, best);
    if (m_hosts.size() > 1)
        searchHosts(request, 0, scratch, best);
    if (m_hasPorts && request.port != 0)
        searchHosts(request, request.port, scratch, best);
    if (best.route == std::numeric_limits<std::uint32_t>::max())
        return std::nullopt;
    if (!m_expressionsOf.empty())
        best.matchedLength = std::max(best.matchedLength, expressionLength(best.route, request.path));
    return Match{best.route, best.matchedLength};
}

std::size_t Router::expressionLength(std::uint32_t route, std::string_view path) const
{
    std::size_t longest = 0;
    const auto first = std::lower_bound(m_expressionsOf.begin(), m_expressionsOf.end(), std::pair(route, 0U));
    for (auto each = first; each != m_expressionsOf.end() && each->first == route; ++each)
        longest = std::max(longest, m_regexes[each->second].matchedLength(path).value_or(0));
    return longest;
}

} // namespace causeway::proxy
