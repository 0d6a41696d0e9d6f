#include "engine/snapshot/route_needs.h"

#include "engine/snapshot/host_pattern.h"
#include "engine/snapshot/sections.h"

#include <algorithm>
#include <array>
#include <utility>

namespace causeway::snapshot {

namespace {

bool usesConditions(const Route& route)
{
    return !route.headers.empty() || !route.query.empty() || !route.snis.empty() || !route.sources.empty() ||
           std::any_of(route.hosts.begin(), route.hosts.end(), [](const std::string& host) {
               const auto pattern = HostPattern::parse(host);
               return !pattern || pattern->kind != HostPattern::Kind::Exact || pattern->port != 0;
           });
}

bool usesRegexes(const std::vector<model::FieldMatch>& fields)
{
    return std::any_of(fields.begin(), fields.end(), [](const model::FieldMatch& field) {
        return std::any_of(field.values.begin(), field.values.end(), [](const model::TextMatch& value) {
            return value.kind == model::TextMatch::Kind::Regex || value.kind == model::TextMatch::Kind::RegexPart;
        });
    });
}

bool usesRegexes(const Route& route)
{
    return route.rewrite.kind == Rewrite::Kind::ReplaceRegex || usesRegexes(route.headers) ||
           usesRegexes(route.query) ||
           std::any_of(route.paths.begin(), route.paths.end(),
                       [](const model::PathMatch& path) { return isRegex(path.kind); });
}

} // namespace

std::vector<std::string_view> needsOf(const std::vector<Route>& routes)
{
    using Uses = bool (*)(const Route&);
    constexpr std::array<std::pair<std::string_view, Uses>, 6> abilities{{
        {routeConditions, usesConditions},
        {regularExpressions, usesRegexes},
        {ownAnswers, [](const Route& route) { return route.redirect || route.answer || route.plainStatus != 0; }},
        {mirroring, [](const Route& route) { return !route.mirrors.empty(); }},
        {retries, [](const Route& route) { return route.retry != Retry(); }},
        {hostRewriting, [](const Route& route) { return !route.hostRewrite.empty(); }},
    }};
    std::vector<std::string_view> needs;
    for (const auto& [name, uses] : abilities)
        if (std::any_of(routes.begin(), routes.end(), uses))
            needs.push_back(name);
    return needs;
}

} // namespace causeway::snapshot
