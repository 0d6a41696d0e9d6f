#include "engine/control/compile/gateway_routes.h"

#include "engine/control/compile/uuid.h"
#include "engine/model/text_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace causeway::control {

namespace {

// fd02801f-0957-4a15-a55a-c8d9606f30b5
constexpr Uuid entitySpace{
    {0xfd, 0x02, 0x80, 0x1f, 0x09, 0x57, 0x4a, 0x15, 0xa5, 0x5a, 0xc8, 0xd9, 0x60, 0x6f, 0x30, 0xb5}};
// 7f145bf9-0dce-4f91-98eb-debbce4b9f6b
constexpr Uuid partSpace{
    {0x7f, 0x14, 0x5b, 0xf9, 0x0d, 0xce, 0x4f, 0x91, 0x98, 0xeb, 0xde, 0xbb, 0xce, 0x4b, 0x9f, 0x6b}};

/// kong.md §4.1: larger first, the upper members before the lower.
struct Precedence
{
    int kinds = 0; // Of conditions.
    bool hasPlainHosts = false;
    std::size_t headers = 0;
    bool isRegex = false;
    std::int64_t regexPriority = 0;
    std::size_t pathLength = 0; // Of prefixes.
    Uuid id;

    auto operator<=>(const Precedence&) const = default;
};

using Ranked = std::pair<Precedence, snapshot::Route>;

/// As a Host field names it, in lower case: an IPv6 address stands in brackets.
std::string hostOf(const std::string& host)
{
    const bool isBareV6 = host.front() != '[' && std::count(host.begin(), host.end(), ':') > 1;
    return isBareV6 ? fmt::format("[{}]", model::lowered(host)) : model::lowered(host);
}

bool hasPlainHosts(const model::GatewayRoute& route)
{
    return !route.hosts.empty() && std::none_of(route.hosts.begin(), route.hosts.end(), [](const std::string& host) {
        return host.find('*') != std::string::npos;
    });
}

model::FieldMatch matchOf(const model::GatewayHeader& header)
{
    constexpr std::string_view regexMark = "~*";
    model::FieldMatch match{model::lowered(header.name), false, true, {}};
    for (const std::string& value : header.values) {
        if (value.starts_with(regexMark))
            match.values.push_back({model::TextMatch::Kind::RegexPart, model::lowered(value.substr(regexMark.size()))});
        else
            match.values.push_back({model::TextMatch::Kind::Exact, model::lowered(value)});
    }
    return match;
}

bool servesPlain(const model::GatewayRoute& route)
{
    return std::find(route.protocols.begin(), route.protocols.end(), "http") != route.protocols.end();
}

snapshot::Route commonPartOf(const model::GatewayRoute& route, const model::GatewayService* service)
{
    snapshot::Route common;
    common.name = "routes/" + route.name;
    common.origin = "gateway route " + route.name;
    for (const std::string& host : route.hosts)
        common.hosts.push_back(hostOf(host));
    common.methods = route.methods;
    for (const model::GatewayHeader& header : route.headers)
        common.headers.push_back(matchOf(header));
    for (const std::string& sni : route.snis)
        common.snis.push_back(model::lowered(sni.ends_with('.') ? sni.substr(0, sni.size() - 1) : sni));
    common.plainStatus = servesPlain(route) ? std::uint16_t(0) : route.httpsRedirectStatus;
    common.preserveHost = route.preserveHost;
    if (!service)
        return common;
    common.split.push_back({gatewayClusterName(service->name), 1});
    common.retry = {service->retries, true, true, false};
    common.rewrite = {snapshot::Rewrite::Kind::KongServicePath, service->path.empty() ? "/" : service->path,
                      route.stripPath};
    return common;
}

bool isRegex(const std::string& path)
{
    return path.starts_with('~');
}

/// Paths by length, all expressions together, in the order of each part's first appearance: the parts that a route is
/// split into.
std::vector<std::vector<std::string>> partsOf(const std::vector<std::string>& paths)
{
    std::vector<std::vector<std::string>> parts;
    for (const std::string& path : paths) {
        const auto part = std::find_if(parts.begin(), parts.end(), [&](const auto& candidate) {
            const std::string& first = candidate.front();
            return isRegex(first) == isRegex(path) && (isRegex(path) || first.size() == path.size());
        });
        if (part == parts.end())
            parts.push_back({path});
        else
            part->push_back(path);
    }
    return parts;
}

Precedence precedenceOf(const model::GatewayRoute& route, const Uuid& id)
{
    constexpr std::size_t mostHeaders = 255; // Kong has eight bits for them.
    Precedence precedence;
    precedence.kinds = !route.methods.empty() + !route.hosts.empty() + !route.headers.empty() + !route.paths.empty() +
                       !route.snis.empty();
    precedence.hasPlainHosts = hasPlainHosts(route);
    precedence.headers = std::min(route.headers.size(), mostHeaders);
    precedence.id = id;
    return precedence;
}

void rank(std::vector<Ranked>& ranked, const model::GatewayRoute& route, const model::GatewayService* service)
{
    const snapshot::Route common = commonPartOf(route, service);
    const Uuid id = Uuid::parse(route.id).value_or(Uuid::ofName(Uuid::ofName(entitySpace, "routes"), route.name));
    const Precedence precedence = precedenceOf(route, id);
    const auto parts = partsOf(route.paths);
    if (parts.empty())
        ranked.emplace_back(precedence, common);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        std::pair part(precedence, common);
        part.first.isRegex = isRegex(parts[i].front());
        if (part.first.isRegex)
            part.first.regexPriority = route.regexPriority;
        else
            part.first.pathLength = parts[i].front().size();
        for (const std::string& path : parts[i])
            part.second.paths.push_back(isRegex(path)
                                            ? model::PathMatch{model::PathMatch::Kind::RegexStart, path.substr(1)}
                                            : model::PathMatch{model::PathMatch::Kind::PlainPrefix, path});
        if (parts.size() > 1) {
            part.second.name += fmt::format("#{}", i + 1);
            part.first.id = Uuid::ofName(partSpace, fmt::format("{}#{}", id.text(), i + 1));
        }
        ranked.push_back(std::move(part));
    }
}

} // namespace

std::string gatewayClusterName(std::string_view service)
{
    return fmt::format("services/{}", service);
}

std::vector<snapshot::Route>
compileGatewayRoutes(const std::vector<const model::GatewayRoute*>& routes,
                     const std::function<const model::GatewayService*(const std::string& name)>& findService)
{
    std::vector<Ranked> ranked;
    for (const model::GatewayRoute* const route : routes) {
        const model::GatewayService* const service = route->service.empty() ? nullptr : findService(route->service);
        if (!route->service.empty() && (!service || !service->isEnabled))
            continue;
        rank(ranked, *route, service);
    }
    std::sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) { return a.first > b.first; });
    std::vector<snapshot::Route> compiled;
    for (Ranked& entry : ranked)
        compiled.push_back(std::move(entry.second));
    return compiled;
}

} // namespace causeway::control
