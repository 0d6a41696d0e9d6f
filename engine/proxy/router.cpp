#include "engine/proxy/router.h"

#include "engine/base/assert.h"

#include <algorithm>

namespace causeway::proxy {

namespace {

/// FNV-1a: extends byte by byte, so that one pass over a path hashes all its prefixes.
constexpr std::uint64_t hashStart = 0xcbf29ce484222325ULL;

std::uint64_t extendHash(std::uint64_t hash, std::string_view bytes)
{
    for (const char c : bytes)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return hash;
}

/// FNV's low bits alone are weak; tables use these.
std::size_t spread(std::uint64_t hash, std::uint64_t salt)
{
    std::uint64_t z = hash + salt * 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 32)) * 0xd6e8feb86659fd93ULL;
    return static_cast<std::size_t>(z ^ (z >> 32));
}

/// RFC 3986 knows no difference between /a and /a/ as the start of deeper paths, and neither does a segment prefix.
std::string_view withoutFinalSlash(std::string_view prefix)
{
    return prefix.ends_with('/') ? prefix.substr(0, prefix.size() - 1) : prefix;
}

} // namespace

Router::Router(const std::vector<snapshot::Route>& routes)
{
    std::size_t hosts = 1;
    std::size_t patterns = 1;
    for (const snapshot::Route& route : routes) {
        hosts += route.hosts.size();
        patterns += std::max<std::size_t>(route.hosts.size(), 1) * std::max<std::size_t>(route.paths.size(), 1);
    }
    const auto tableSize = [](std::size_t entries) {
        std::size_t size = 8;
        while (size < entries * 2)
            size *= 2;
        return size;
    };
    m_hostTable.assign(tableSize(hosts), 0);
    m_table.assign(tableSize(patterns), 0);
    m_hosts.emplace_back();
    for (std::size_t i = 0; i < routes.size(); ++i) {
        const snapshot::Route& route = routes[i];
        const auto number = static_cast<std::uint32_t>(i);
        const auto addUnder = [&](std::uint32_t host) {
            if (route.paths.empty())
                add(host, Kind::Any, {}, number, route);
            for (const model::PathMatch& path : route.paths) {
                switch (path.kind) {
                case model::PathMatch::Kind::Exact:
                    add(host, Kind::Exact, path.value, number, route);
                    break;
                case model::PathMatch::Kind::SegmentPrefix:
                    add(host, Kind::SegmentPrefix, withoutFinalSlash(path.value), number, route);
                    break;
                case model::PathMatch::Kind::PlainPrefix:
                    add(host, Kind::PlainPrefix, path.value, number, route);
                    break;
                }
            }
        };
        if (route.hosts.empty())
            addUnder(0);
        for (const std::string& host : route.hosts)
            addUnder(hostNumber(host));
    }
}

std::uint32_t Router::hostNumber(const std::string& name)
{
    if (const std::uint32_t known = findHost(name))
        return known;
    const auto number = static_cast<std::uint32_t>(m_hosts.size());
    m_hosts.emplace_back().name = name;
    std::size_t place = spread(extendHash(hashStart, name), 0) & (m_hostTable.size() - 1);
    while (m_hostTable[place] != 0)
        place = (place + 1) & (m_hostTable.size() - 1);
    m_hostTable[place] = number;
    return number;
}

std::uint32_t Router::findHost(std::string_view name) const
{
    if (m_hosts.size() == 1)
        return 0;
    std::size_t place = spread(extendHash(hashStart, name), 0) & (m_hostTable.size() - 1);
    while (m_hostTable[place] != 0 && m_hosts[m_hostTable[place]].name != name)
        place = (place + 1) & (m_hostTable.size() - 1);
    return m_hostTable[place];
}

void Router::add(std::uint32_t host, Kind kind, std::string_view bytes, std::uint32_t route,
                 const snapshot::Route& conditions)
{
    const std::uint64_t hash = extendHash(hashStart, bytes);
    const std::size_t place = patternPlace(hash, host, kind, bytes);
    if (m_table[place] == 0) {
        Pattern& pattern = m_patterns.emplace_back();
        pattern.hash = hash;
        pattern.host = host;
        pattern.kind = kind;
        pattern.bytes = bytes;
        m_table[place] = static_cast<std::uint32_t>(m_patterns.size());
        HostPatterns& known = m_hosts[host];
        known.hasAny |= kind == Kind::Any;
        known.hasExact |= kind == Kind::Exact;
        const auto length = static_cast<std::uint16_t>(bytes.size());
        const auto at = std::lower_bound(known.prefixLengths.begin(), known.prefixLengths.end(), length);
        const bool isPrefix = kind == Kind::SegmentPrefix || kind == Kind::PlainPrefix;
        if (isPrefix && (at == known.prefixLengths.end() || *at != length))
            known.prefixLengths.insert(at, length);
    }
    std::vector<Rule>& rules = m_patterns[m_table[place] - 1].rules;
    if (conditions.methods.empty())
        addRule(rules, {route, true, http::Method::Other, {}});
    for (const std::string& text : conditions.methods) {
        const http::Method method = http::findMethod(text);
        addRule(rules, {route, false, method, method == http::Method::Other ? text : std::string()});
    }
}

/// Leaves out what an earlier route under the same pattern takes already, so that lists stay as short as there are
/// different methods.
void Router::addRule(std::vector<Rule>& rules, Rule rule)
{
    const bool isReached = std::none_of(rules.begin(), rules.end(), [&](const Rule& earlier) {
        return earlier.anyMethod ||
               (!rule.anyMethod && earlier.method == rule.method && earlier.methodText == rule.methodText);
    });
    if (isReached)
        rules.push_back(std::move(rule));
}

/// Where the pattern is, or the free place where it would be.
std::size_t Router::patternPlace(std::uint64_t hash, std::uint32_t host, Kind kind, std::string_view bytes) const
{
    const std::uint64_t salt = (static_cast<std::uint64_t>(host) << 2) | static_cast<std::uint64_t>(kind);
    std::size_t place = spread(hash, salt) & (m_table.size() - 1);
    while (m_table[place] != 0) {
        const Pattern& pattern = m_patterns[m_table[place] - 1];
        if (pattern.hash == hash && pattern.host == host && pattern.kind == kind && pattern.bytes == bytes)
            break;
        place = (place + 1) & (m_table.size() - 1);
    }
    return place;
}

void Router::consider(std::uint64_t hash, std::uint32_t host, Kind kind, std::string_view bytes, const Request& request,
                      Best& best) const
{
    const std::uint32_t entry = m_table[patternPlace(hash, host, kind, bytes)];
    if (entry == 0)
        return;
    for (const Rule& rule : m_patterns[entry - 1].rules) {
        if (rule.route > best.route)
            return;
        const bool fits = rule.anyMethod || (rule.method == request.method && (rule.method != http::Method::Other ||
                                                                               rule.methodText == request.methodText));
        if (!fits)
            continue;
        best.matchedLength = rule.route == best.route ? std::max(best.matchedLength, bytes.size()) : bytes.size();
        best.route = rule.route;
        return;
    }
}

void Router::search(std::uint32_t host, const Request& request, Best& best) const
{
    const HostPatterns& known = m_hosts[host];
    const std::string_view path = request.path;
    if (known.hasAny)
        consider(hashStart, host, Kind::Any, {}, request, best);
    std::uint64_t hash = hashStart;
    std::size_t hashed = 0;
    for (const std::size_t length : known.prefixLengths) {
        if (length > path.size())
            break;
        hash = extendHash(hash, path.substr(hashed, length - hashed));
        hashed = length;
        const std::string_view prefix = path.substr(0, length);
        consider(hash, host, Kind::PlainPrefix, prefix, request, best);
        if (length == path.size() || path[length] == '/')
            consider(hash, host, Kind::SegmentPrefix, prefix, request, best);
    }
    if (known.hasExact)
        consider(extendHash(hash, path.substr(hashed)), host, Kind::Exact, path, request, best);
}

std::optional<Router::Match> Router::find(std::string_view host, std::string_view path, http::Method method,
                                          std::string_view methodText) const
{
    const Request request{path, method, methodText};
    Best best;
    search(0, request, best);
    if (const std::uint32_t number = findHost(host))
        search(number, request, best);
    if (best.route == std::numeric_limits<std::uint32_t>::max())
        return std::nullopt;
    return Match{best.route, best.matchedLength};
}

} // namespace causeway::proxy
