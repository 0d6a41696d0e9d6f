#pragma once

#include "engine/proxy/route_conditions.h"
#include "engine/snapshot/host_pattern.h"
#include "engine/snapshot/sections.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace causeway::proxy {

/// Finds the route of a request: the first in the virtual host's order whose conditions all fit.
///
/// Shape:   the work depends on the length of host and path and on how many different lengths of patterns there are,
///          not on the number of routes: every pattern is found by the hash of its bytes, and the expressions of a host
///          are one automaton. Only routes of one and the same pattern that differ in their further conditions (fields,
///          names, sources) are tried one after the other.
/// Errors:  of create(): an expression that cannot be used, with the route's name.
/// Threads: immutable after creation; any thread.
class Router
{
public:
    struct Match
    {
        std::size_t route = 0; // Its place in the virtual host.
        // Of the path: the longest of the route's patterns that fits; 0 without patterns.
        std::size_t matchedLength = 0;
    };
    /// Memory that one searcher uses again and again.
    struct Scratch
    {
        std::vector<int> expressions;
    };

    static Result<Router> create(const std::vector<snapshot::Route>& routes);

    std::optional<Match> find(const RouteRequest& request, Scratch& scratch) const;
    /// Whether any route asks which server clients named, or where they connect from: else nobody needs to find out.
    bool readsClient() const { return m_readsClient; }

private:
    friend class RouterBuilder;

    enum class Kind : std::uint8_t
    {
        Any,
        Exact,
        SegmentPrefix,
        PlainPrefix
    };

    /// A route under one pattern.
    struct Rule
    {
        std::uint32_t route = 0;
        std::uint32_t conditions = 0; // Place in m_conditions + 1; 0: none.
        std::uint16_t methods = 0;    // A bit for each http::Method.
    };
    struct Rules // Of one pattern, by route: a stretch of m_rules.
    {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
    };

    struct Pattern
    {
        std::uint64_t hash = 0;
        std::uint32_t host = 0;
        std::uint32_t bytes = 0; // Where they begin in m_bytes.
        std::uint16_t length = 0;
        Kind kind = Kind::Any;
        Rule only; // Where there is but one, which is nearly everywhere: then `more` is empty.
        Rules more;
    };
    struct Expression
    {
        std::uint32_t regex = 0; // Place in m_regexes.
        Rules rules;
    };

    /// How long prefixes of a host are, and of which kinds.
    struct PrefixLength
    {
        std::uint16_t length = 0;
        bool hasSegments = false;
        bool hasPlain = false;
    };

    /// What is known of the patterns under one host, so that nothing is looked up in vain.
    struct Host
    {
        snapshot::HostPattern::Kind kind = snapshot::HostPattern::Kind::Exact;
        std::uint16_t port = 0;
        bool hasAny = false;
        bool hasExact = false;
        std::string text;                        // Empty: any host.
        std::vector<PrefixLength> prefixLengths; // Ascending.
        std::vector<Expression> expressions;     // By their first route.
        std::optional<RegexSet> automaton;       // Of all of them; not worth while for a few.
    };

    /// An entry of a table by hash: most that do not fit show by the tag, without a look at what they stand for.
    struct Entry
    {
        std::uint32_t tag = 0;
        std::uint32_t place = 0; // In m_patterns or m_hosts, + 1; 0: free.
    };

    struct Best
    {
        std::uint32_t route = std::numeric_limits<std::uint32_t>::max();
        std::size_t matchedLength = 0;
    };

    Router() = default;
    std::uint32_t findHost(snapshot::HostPattern::Kind kind, std::uint16_t port, std::uint64_t hash,
                           std::string_view text) const;
    std::size_t patternEntry(std::uint64_t hash, std::uint32_t host, Kind kind, std::string_view bytes) const;
    std::size_t hostEntry(snapshot::HostPattern::Kind kind, std::uint16_t port, std::uint64_t hash,
                          std::string_view text) const;
    std::string_view bytesOf(const Pattern& pattern) const
    {
        return std::string_view(m_bytes).substr(pattern.bytes, pattern.length);
    }
    void searchHosts(const RouteRequest& request, std::uint16_t port, Scratch& scratch, Best& best) const;
    void search(const Host& host, std::uint32_t number, const RouteRequest& request, Scratch& scratch,
                Best& best) const;
    void searchExpressions(const Host& host, const RouteRequest& request, Scratch& scratch, Best& best) const;
    void consider(std::uint64_t hash, std::uint32_t host, Kind kind, std::string_view bytes,
                  const RouteRequest& request, Best& best) const;
    void consider(const Rules& rules, std::size_t length, const RouteRequest& request, Best& best) const;
    /// False when neither it nor any behind it can win any more, or it won.
    bool consider(const Rule& rule, std::size_t length, const RouteRequest& request, Best& best) const;
    std::size_t expressionLength(std::uint32_t route, std::string_view path) const;

    std::vector<Host> m_hosts;                  // The first is any host.
    std::vector<Entry> m_hostTable;             // Open addressing; a power of two.
    std::vector<std::uint16_t> m_suffixLengths; // Of host patterns, ascending.
    std::vector<std::uint16_t> m_prefixLengths;
    std::vector<Pattern> m_patterns;
    std::vector<Entry> m_table; // Open addressing; a power of two.
    // A bit for each pattern, by its hash: most prefixes that are none show here, in memory that a cache holds.
    std::vector<std::uint64_t> m_filter;
    std::vector<Rule> m_rules;
    std::string m_bytes;
    std::vector<RouteConditions> m_conditions;
    std::vector<Regex> m_regexes;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> m_expressionsOf; // Route and regex, sorted.
    bool m_hasPorts = false;
    bool m_readsClient = false;
};

} // namespace causeway::proxy
