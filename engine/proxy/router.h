#pragma once

#include "engine/http/message_head.h"
#include "engine/snapshot/sections.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::proxy {

/// Finds the route of a request: the first in the virtual host's order whose host, path and method all fit.
///
/// Shape:   the work depends on the length of the path and on how many different lengths of patterns there are below
/// it,
///          not on the number of routes: every pattern is found by the hash of its bytes.
/// Threads: immutable after creation; any thread.
class Router
{
public:
    struct Match
    {
        std::size_t route = 0; // Its place in the virtual host.
        std::size_t matchedLength =
            0; // Of the path: the longest of the route's patterns that fits; 0 without patterns.
    };

    explicit Router(const std::vector<snapshot::Route>& routes);

    /// `host` is lower case and without port; `path` without query.
    std::optional<Match> find(std::string_view host, std::string_view path, http::Method method,
                              std::string_view methodText) const;

private:
    enum class Kind : std::uint8_t
    {
        Any,
        Exact,
        SegmentPrefix,
        PlainPrefix
    };

    /// The best route for one method under one pattern.
    struct Rule
    {
        std::uint32_t route = 0;
        bool anyMethod = false;
        http::Method method = http::Method::Other;
        std::string methodText; // Only for Method::Other.
    };

    struct Pattern
    {
        std::uint64_t hash = 0;
        std::uint32_t host = 0; // 0: any host.
        Kind kind = Kind::Any;
        std::string bytes;
        std::vector<Rule> rules; // By route.
    };

    struct Best
    {
        std::uint32_t route = std::numeric_limits<std::uint32_t>::max();
        std::size_t matchedLength = 0;
    };

    /// What is known of the patterns under one host, so that nothing is looked up in vain.
    struct HostPatterns
    {
        std::string name; // Empty: any host.
        bool hasAny = false;
        bool hasExact = false;
        std::vector<std::uint16_t> prefixLengths; // Ascending.
    };

    struct Request
    {
        std::string_view path;
        http::Method method;
        std::string_view methodText;
    };

    void add(std::uint32_t host, Kind kind, std::string_view bytes, std::uint32_t route,
             const snapshot::Route& conditions);
    static void addRule(std::vector<Rule>& rules, Rule rule);
    std::uint32_t hostNumber(const std::string& name);
    std::size_t patternPlace(std::uint64_t hash, std::uint32_t host, Kind kind, std::string_view bytes) const;
    std::uint32_t findHost(std::string_view name) const;
    void consider(std::uint64_t hash, std::uint32_t host, Kind kind, std::string_view bytes, const Request& request,
                  Best& best) const;
    void search(std::uint32_t host, const Request& request, Best& best) const;

    std::vector<HostPatterns> m_hosts;      // The first is any host.
    std::vector<std::uint32_t> m_hostTable; // Open addressing; place in m_hosts, 0 when free. A power of two.
    std::vector<Pattern> m_patterns;
    std::vector<std::uint32_t> m_table; // Open addressing; place in m_patterns + 1. A power of two.
};

} // namespace causeway::proxy
