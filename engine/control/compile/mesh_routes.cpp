#include "engine/control/compile/mesh_routes.h"

#include "engine/control/compile/policy_order.h"
#include "engine/model/text_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace causeway::control {

namespace {

/// A rule of the pool, and after merging what the policies together say for its matches.
struct PooledRule
{
    std::string name; // Of the policy that decides the split: what an arc on screen writes to.
    std::string origin;
    std::vector<model::HttpMatch> matches;
    model::HttpRule merged;
};

bool hasFilters(const model::HttpRule& rule)
{
    return rule.rewrite || !rule.hostRewrite.empty() || rule.redirect || !rule.mirrors.empty() ||
           !rule.requestHeaders.isEmpty() || !rule.responseHeaders.isEmpty();
}

/// JSON merge over `default`: lists replace lists, and filters as well as backends are lists.
void mergeInto(PooledRule& weaker, const PooledRule& stronger)
{
    if (hasFilters(stronger.merged)) {
        weaker.merged.rewrite = stronger.merged.rewrite;
        weaker.merged.hostRewrite = stronger.merged.hostRewrite;
        weaker.merged.redirect = stronger.merged.redirect;
        weaker.merged.mirrors = stronger.merged.mirrors;
        weaker.merged.requestHeaders = stronger.merged.requestHeaders;
        weaker.merged.responseHeaders = stronger.merged.responseHeaders;
    }
    if (!stronger.merged.backends.empty() || weaker.merged.backends.empty()) {
        weaker.merged.backends = stronger.merged.backends;
        weaker.name = stronger.name;
        weaker.origin = stronger.origin;
    }
}

constexpr char keyEnd = '\n'; // Stands in no part of a match.

void appendKey(std::string& key, const std::vector<model::FieldMatch>& fields)
{
    for (const model::FieldMatch& field : fields) {
        key += field.name + keyEnd + (field.isAbsent ? '!' : '=');
        for (const model::TextMatch& value : field.values)
            key += static_cast<char>('0' + static_cast<int>(value.kind)) + value.value + keyEnd;
    }
    key += keyEnd;
}

/// Equal lists of matches have equal keys, so that finding one does not walk the pool.
std::string keyOf(const std::vector<model::HttpMatch>& matches)
{
    std::string key;
    for (const model::HttpMatch& match : matches) {
        key += match.path ? static_cast<char>('0' + static_cast<int>(match.path->kind)) : '-';
        key += (match.path ? match.path->value : std::string()) + keyEnd;
        key += match.method.value_or(std::string()) + keyEnd;
        appendKey(key, match.headers);
        appendKey(key, match.queryParams);
    }
    return key;
}

struct Pool
{
    std::vector<PooledRule> rules;
    std::unordered_map<std::string, std::size_t> byMatches;
};

void pool(Pool& pooledRules, const model::MeshHttpRoute& policy, const std::string& service)
{
    for (const model::HttpDestination& destination : policy.to) {
        if (destination.service != service)
            continue;
        for (std::size_t i = 0; i < destination.rules.size(); ++i) {
            const model::HttpRule& rule = destination.rules[i];
            PooledRule pooled{fmt::format("MeshHTTPRoute/{}/{}/{}/{}", policy.mesh, policy.name, service, i),
                              fmt::format("MeshHTTPRoute {}, rule {}", policy.name, i + 1), rule.matches, rule};
            const auto [same, isNew] = pooledRules.byMatches.emplace(keyOf(rule.matches), pooledRules.rules.size());
            if (isNew)
                pooledRules.rules.push_back(std::move(pooled));
            else
                mergeInto(pooledRules.rules[same->second], pooled);
        }
    }
}

/// Larger first: an exact path, then the longer prefix, then the longer expression, then no path; then a method before
/// none, more headers, more parameters. kuma.md §4.1, as Gateway API's HTTPRoute orders its matches.
using Precedence = std::tuple<int, std::size_t, bool, std::size_t, std::size_t>;

int rankOf(const std::optional<model::PathMatch>& path)
{
    if (!path)
        return 0;
    switch (path->kind) {
    case model::PathMatch::Kind::Exact:
        return 3;
    case model::PathMatch::Kind::SegmentPrefix:
    case model::PathMatch::Kind::PlainPrefix:
        return 2;
    case model::PathMatch::Kind::Regex:
    case model::PathMatch::Kind::RegexStart:
        return 1;
    }
    return 0;
}

Precedence precedenceOf(const model::HttpMatch& match)
{
    const bool isExact = match.path && match.path->kind == model::PathMatch::Kind::Exact;
    const std::size_t length = match.path && !isExact ? match.path->value.size() : 0;
    return {rankOf(match.path), length, match.method.has_value(), match.headers.size(), match.queryParams.size()};
}

snapshot::Rewrite rewriteOf(const std::optional<model::PathRewrite>& rewrite)
{
    if (!rewrite)
        return {};
    const auto kind = rewrite->kind == model::PathRewrite::Kind::ReplaceFullPath
                          ? snapshot::Rewrite::Kind::ReplaceFullPath
                          : snapshot::Rewrite::Kind::ReplaceSegmentPrefix;
    return {kind, rewrite->value, false, {}};
}

std::optional<snapshot::Redirect> redirectOf(const std::optional<model::HttpRedirect>& redirect)
{
    if (!redirect)
        return std::nullopt;
    return snapshot::Redirect{redirect->scheme, redirect->hostname, redirect->port.value_or(0),
                              rewriteOf(redirect->path), redirect->status};
}

/// To services that exist; the others are left out, as backends are.
std::vector<snapshot::Mirror> mirrorsOf(const PooledRule& rule, const MeshRoutesInput& input)
{
    std::vector<snapshot::Mirror> mirrors;
    for (const model::HttpMirror& mirror : rule.merged.mirrors)
        if (mirror.perMillion > 0 && input.exists(mirror.backend.service))
            mirrors.push_back({clusterNameOf(input.mesh, mirror.backend.service), mirror.perMillion});
    return mirrors;
}

std::vector<snapshot::WeightedCluster> splitOf(const PooledRule& rule, const MeshRoutesInput& input)
{
    if (rule.merged.backends.empty())
        return {{clusterNameOf(input.mesh, input.service), 1}};
    std::vector<snapshot::WeightedCluster> split;
    for (const model::BackendRef& backend : rule.merged.backends)
        if (input.exists(backend.service))
            split.push_back({clusterNameOf(input.mesh, backend.service), backend.weight});
    // Those that are left may be the ones that get nothing; a plane would refuse to deal that out.
    const bool hasWeight = std::any_of(split.begin(), split.end(), [](const auto& part) { return part.weight > 0; });
    return hasWeight ? split : std::vector<snapshot::WeightedCluster>();
}

snapshot::Route routeOf(const PooledRule& rule, const model::HttpMatch& match)
{
    snapshot::Route route;
    route.origin = rule.origin;
    if (match.path)
        route.paths.push_back(*match.path);
    if (match.method)
        route.methods.push_back(*match.method);
    route.headers = match.headers;
    for (model::FieldMatch& header : route.headers)
        header.name = model::lowered(header.name);
    route.query = match.queryParams;
    route.rewrite = rewriteOf(rule.merged.rewrite);
    route.hostRewrite = rule.merged.hostRewrite;
    route.redirect = redirectOf(rule.merged.redirect);
    route.preserveHost = true; // A sidecar is not there for the service: it sees the Host that the caller sent.
    route.requestHeaders = rule.merged.requestHeaders;
    route.responseHeaders = rule.merged.responseHeaders;
    return route;
}

bool isCatchAll(const model::HttpMatch& match)
{
    return !match.method && match.headers.empty() && match.queryParams.empty() && match.path &&
           match.path->kind == model::PathMatch::Kind::SegmentPrefix && match.path->value == "/";
}

snapshot::Route catchAllOf(const MeshRoutesInput& input)
{
    snapshot::Route route;
    route.name = fmt::format("default/{}/{}", input.mesh, input.service);
    route.origin = fmt::format("MeshService {}", input.service);
    route.preserveHost = true;
    route.split.push_back({clusterNameOf(input.mesh, input.service), 1});
    return route;
}

} // namespace

std::string clusterNameOf(std::string_view mesh, std::string_view service)
{
    return fmt::format("{}/{}", mesh, service);
}

std::vector<snapshot::Route> compileMeshRoutes(const MeshRoutesInput& input)
{
    std::vector<const model::MeshHttpRoute*> policies = input.policies;
    std::sort(policies.begin(), policies.end(), isWeaker<model::MeshHttpRoute>);
    Pool pooled;
    for (const model::MeshHttpRoute* const policy : policies)
        pool(pooled, *policy, input.service);

    using Ranked = std::pair<Precedence, snapshot::Route>;
    std::vector<Ranked> ranked;
    bool needsCatchAll = true;
    for (const PooledRule& rule : pooled.rules) {
        const bool isRedirect = rule.merged.redirect.has_value();
        const auto split = isRedirect ? std::vector<snapshot::WeightedCluster>() : splitOf(rule, input);
        if (split.empty() && !isRedirect)
            continue;
        const std::vector<snapshot::Mirror> mirrors = mirrorsOf(rule, input);
        for (std::size_t i = 0; i < rule.matches.size(); ++i) {
            snapshot::Route route = routeOf(rule, rule.matches[i]);
            route.name = rule.matches.size() == 1 ? rule.name : fmt::format("{}#{}", rule.name, i);
            route.split = split;
            route.mirrors = isRedirect ? std::vector<snapshot::Mirror>() : mirrors;
            ranked.emplace_back(precedenceOf(rule.matches[i]), std::move(route));
            needsCatchAll = needsCatchAll && !isCatchAll(rule.matches[i]);
        }
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) { return a.first > b.first; });

    std::vector<snapshot::Route> routes;
    for (Ranked& entry : ranked)
        routes.push_back(std::move(entry.second));
    if (needsCatchAll && input.exists(input.service))
        routes.push_back(catchAllOf(input));
    return routes;
}

} // namespace causeway::control
