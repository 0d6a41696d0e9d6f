#include "engine/proxy/route_hash.h"
#include "engine/proxy/router.h"

#include <algorithm>
#include <map>

namespace causeway::proxy {

namespace {

using HostKind = snapshot::HostPattern::Kind;
using PathKind = model::PathMatch::Kind;

constexpr std::size_t fewExpressions = 8; // So many are quicker one by one, and take no note of what matched.
constexpr std::uint16_t allMethods = (1U << (static_cast<unsigned>(http::Method::Patch) + 1)) - 1;

std::size_t tableSize(std::size_t entries)
{
    std::size_t size = 8;
    while (size < entries * 2)
        size *= 2;
    return size;
}

/// RFC 3986 knows no difference between /a and /a/ as the start of deeper paths, and neither does a segment prefix.
std::string_view withoutFinalSlash(std::string_view prefix)
{
    return prefix.ends_with('/') ? prefix.substr(0, prefix.size() - 1) : prefix;
}

std::uint16_t methodBits(const std::vector<std::string>& methods)
{
    std::uint16_t bits = methods.empty() ? allMethods : 0;
    for (const std::string& method : methods)
        bits = static_cast<std::uint16_t>(bits | (1U << static_cast<unsigned>(http::findMethod(method))));
    return bits;
}

void addLength(std::vector<std::uint16_t>& lengths, std::size_t size)
{
    const auto length = static_cast<std::uint16_t>(size);
    const auto at = std::lower_bound(lengths.begin(), lengths.end(), length);
    if (at == lengths.end() || *at != length)
        lengths.insert(at, length);
}

RegexReach reachOf(PathKind kind)
{
    return kind == PathKind::Regex ? RegexReach::Whole : RegexReach::Start;
}

} // namespace

/// Puts a router together, route by route, in their order.
class RouterBuilder
{
public:
    explicit RouterBuilder(const std::vector<snapshot::Route>& routes);

    Result<> add(const snapshot::Route& route);
    Result<Router> finish();

private:
    using Rule = Router::Rule;
    using RuleList = std::vector<Rule>;
    using RegexKey = std::pair<PathKind, std::string>;

    void addUnder(std::uint32_t host, const snapshot::Route& route, const Rule& rule);
    void addPattern(std::uint32_t host, Router::Kind kind, std::string_view bytes, const Rule& rule);
    void addExpression(std::uint32_t host, const model::PathMatch& path, const Rule& rule);
    static void addRule(RuleList& rules, const Rule& rule);
    static void addPrefixLength(std::vector<Router::PrefixLength>& lengths, Router::Kind kind, std::size_t size);
    std::uint32_t hostNumber(const std::string& written);
    Result<std::uint32_t> regexNumber(const model::PathMatch& path);
    Router::Rules flat(const RuleList& rules);

    Router m_router;
    std::uint32_t m_count = 0; // Routes so far.
    std::vector<RuleList> m_patternRules;
    std::vector<std::vector<RuleList>> m_expressionRules;                         // By host and expression.
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> m_expressions; // By host and regex.
    std::map<RegexKey, std::uint32_t> m_regexNumbers;
    std::vector<RegexKey> m_regexKeys;
};

RouterBuilder::RouterBuilder(const std::vector<snapshot::Route>& routes)
{
    std::size_t hosts = 1;
    std::size_t patterns = 1;
    for (const snapshot::Route& route : routes) {
        hosts += route.hosts.size();
        patterns += std::max<std::size_t>(route.hosts.size(), 1) * std::max<std::size_t>(route.paths.size(), 1);
    }
    m_router.m_hostTable.resize(tableSize(hosts));
    m_router.m_table.resize(tableSize(patterns));
    m_router.m_filter.resize(std::max<std::size_t>(m_router.m_table.size() / 4, 1)); // Sixteen bits an entry.
    m_router.m_hosts.emplace_back();
    m_expressionRules.emplace_back();
}

Result<> RouterBuilder::add(const snapshot::Route& route)
{
    Rule rule{m_count++, 0, methodBits(route.methods)};
    ASSIGN_OR_RETURN(auto conditions, RouteConditions::create(route));
    if (conditions) {
        m_router.m_conditions.push_back(*std::move(conditions));
        rule.conditions = static_cast<std::uint32_t>(m_router.m_conditions.size());
        m_router.m_readsClient |= !route.sources.empty() || !route.snis.empty();
    }
    for (const model::PathMatch& path : route.paths)
        if (isRegex(path.kind)) {
            ASSIGN_OR_RETURN(const std::uint32_t regex, regexNumber(path));
            m_router.m_expressionsOf.emplace_back(rule.route, regex);
        }
    if (route.hosts.empty())
        addUnder(0, route, rule);
    for (const std::string& host : route.hosts)
        addUnder(hostNumber(host), route, rule);
    return {};
}

void RouterBuilder::addUnder(std::uint32_t host, const snapshot::Route& route, const Rule& rule)
{
    using Kind = Router::Kind;
    if (route.paths.empty())
        addPattern(host, Kind::Any, {}, rule);
    for (const model::PathMatch& path : route.paths) {
        switch (path.kind) {
        case PathKind::Exact:
            addPattern(host, Kind::Exact, path.value, rule);
            break;
        case PathKind::SegmentPrefix:
            addPattern(host, Kind::SegmentPrefix, withoutFinalSlash(path.value), rule);
            break;
        case PathKind::PlainPrefix:
            addPattern(host, Kind::PlainPrefix, path.value, rule);
            break;
        case PathKind::Regex:
        case PathKind::RegexStart:
            addExpression(host, path, rule);
            break;
        }
    }
}

void RouterBuilder::addPattern(std::uint32_t host, Router::Kind kind, std::string_view bytes, const Rule& rule)
{
    const std::uint64_t hash = extendHash(hashStart, bytes);
    Router::Entry& entry = m_router.m_table[m_router.patternEntry(hash, host, kind, bytes)];
    if (entry.place == 0) {
        const std::uint64_t salt = (static_cast<std::uint64_t>(host) << 2) | static_cast<std::uint64_t>(kind);
        entry.tag = static_cast<std::uint32_t>(spread(hash, salt) >> 32);
        Router::Pattern& pattern = m_router.m_patterns.emplace_back();
        pattern.hash = hash;
        pattern.host = host;
        pattern.kind = kind;
        pattern.length = static_cast<std::uint16_t>(bytes.size());
        pattern.bytes = static_cast<std::uint32_t>(m_router.m_bytes.size());
        const std::uint64_t salted = spread(hash, salt);
        m_router.m_filter[(salted >> 6) & (m_router.m_filter.size() - 1)] |= std::uint64_t(1) << (salted & 63);
        m_router.m_bytes += bytes;
        m_patternRules.emplace_back();
        entry.place = static_cast<std::uint32_t>(m_router.m_patterns.size());
        Router::Host& known = m_router.m_hosts[host];
        known.hasAny |= kind == Router::Kind::Any;
        known.hasExact |= kind == Router::Kind::Exact;
        if (kind == Router::Kind::SegmentPrefix || kind == Router::Kind::PlainPrefix)
            addPrefixLength(known.prefixLengths, kind, bytes.size());
    }
    addRule(m_patternRules[entry.place - 1], rule);
}

void RouterBuilder::addPrefixLength(std::vector<Router::PrefixLength>& lengths, Router::Kind kind, std::size_t size)
{
    const auto length = static_cast<std::uint16_t>(size);
    auto at =
        std::lower_bound(lengths.begin(), lengths.end(), length,
                         [](const Router::PrefixLength& known, std::uint16_t wanted) { return known.length < wanted; });
    if (at == lengths.end() || at->length != length)
        at = lengths.insert(at, {length, false, false});
    at->hasSegments |= kind == Router::Kind::SegmentPrefix;
    at->hasPlain |= kind == Router::Kind::PlainPrefix;
}

void RouterBuilder::addExpression(std::uint32_t host, const model::PathMatch& path, const Rule& rule)
{
    const std::uint32_t regex = m_regexNumbers.at({path.kind, path.value});
    std::vector<Router::Expression>& expressions = m_router.m_hosts[host].expressions;
    const auto [known, isNew] = m_expressions.try_emplace({host, regex}, expressions.size());
    if (isNew) {
        expressions.push_back({regex, {}});
        m_expressionRules[host].emplace_back();
    }
    addRule(m_expressionRules[host][known->second], rule);
}

/// Leaves out what earlier routes under the same pattern take already, so that lists stay short.
void RouterBuilder::addRule(RuleList& rules, const Rule& rule)
{
    std::uint16_t taken = 0;
    for (const Rule& earlier : rules)
        if (earlier.conditions == 0 || earlier.route == rule.route)
            taken = static_cast<std::uint16_t>(taken | earlier.methods);
    if ((rule.methods & ~taken) != 0)
        rules.push_back(rule);
}

std::uint32_t RouterBuilder::hostNumber(const std::string& written)
{
    const auto pattern = snapshot::HostPattern::parse(written);
    const HostKind kind = pattern ? pattern->kind : HostKind::Exact;
    const std::string_view text = pattern ? pattern->text : std::string_view(written);
    const std::uint16_t port = pattern ? pattern->port : std::uint16_t(0);
    const std::uint64_t hash =
        kind == HostKind::Suffix ? extendHashBackwards(hashStart, text) : extendHash(hashStart, text);
    Router::Entry& entry = m_router.m_hostTable[m_router.hostEntry(kind, port, hash, text)];
    if (entry.place != 0)
        return entry.place - 1;
    const std::uint64_t salt = (static_cast<std::uint64_t>(port) << 2) | static_cast<std::uint64_t>(kind);
    entry.tag = static_cast<std::uint32_t>(spread(hash, salt) >> 32);
    Router::Host& host = m_router.m_hosts.emplace_back();
    host.kind = kind;
    host.port = port;
    host.text = text;
    m_expressionRules.emplace_back();
    entry.place = static_cast<std::uint32_t>(m_router.m_hosts.size());
    m_router.m_hasPorts |= port != 0;
    if (kind == HostKind::Suffix)
        addLength(m_router.m_suffixLengths, text.size());
    if (kind == HostKind::Prefix)
        addLength(m_router.m_prefixLengths, text.size());
    return entry.place - 1;
}

Result<std::uint32_t> RouterBuilder::regexNumber(const model::PathMatch& path)
{
    const auto [known, isNew] =
        m_regexNumbers.try_emplace({path.kind, path.value}, static_cast<std::uint32_t>(m_router.m_regexes.size()));
    if (isNew) {
        ASSIGN_OR_RETURN(Regex regex, Regex::create(path.value, reachOf(path.kind)));
        m_router.m_regexes.push_back(std::move(regex));
        m_regexKeys.emplace_back(path.kind, path.value);
    }
    return known->second;
}

Router::Rules RouterBuilder::flat(const RuleList& rules)
{
    const auto begin = static_cast<std::uint32_t>(m_router.m_rules.size());
    m_router.m_rules.insert(m_router.m_rules.end(), rules.begin(), rules.end());
    return {begin, static_cast<std::uint32_t>(m_router.m_rules.size())};
}

Result<Router> RouterBuilder::finish()
{
    for (std::size_t i = 0; i < m_patternRules.size(); ++i) {
        m_router.m_patterns[i].only = m_patternRules[i].front();
        if (m_patternRules[i].size() > 1)
            m_router.m_patterns[i].more = flat(m_patternRules[i]);
    }
    for (std::size_t h = 0; h < m_router.m_hosts.size(); ++h) {
        Router::Host& host = m_router.m_hosts[h];
        for (std::size_t i = 0; i < host.expressions.size(); ++i)
            host.expressions[i].rules = flat(m_expressionRules[h][i]);
        if (host.expressions.size() <= fewExpressions)
            continue;
        std::vector<RegexSet::Entry> entries;
        for (const Router::Expression& expression : host.expressions) {
            const RegexKey& key = m_regexKeys[expression.regex];
            entries.push_back({key.second, reachOf(key.first)});
        }
        // What is too large for one automaton is still found, one by one.
        if (auto automaton = RegexSet::create(entries))
            host.automaton = *std::move(automaton);
    }
    std::sort(m_router.m_expressionsOf.begin(), m_router.m_expressionsOf.end());
    return std::move(m_router);
}

Result<Router> Router::create(const std::vector<snapshot::Route>& routes)
{
    RouterBuilder builder(routes);
    for (const snapshot::Route& route : routes)
        if (auto added = builder.add(route); !added)
            return failure(added.error().code, "route '{}': {}", route.name, added.error().message);
    return builder.finish();
}

} // namespace causeway::proxy
