#include "engine/control/compile/gateway_routes.h"

#include "engine/control/compile/uuid.h"
#include "engine/model/text_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace causeway::control {

namespace {

// fd02801f-0957-4a15-a55a-c8d9606f30b5
constexpr Uuid entitySpace{
    {0xfd, 0x02, 0x80, 0x1f, 0x09, 0x57, 0x4a, 0x15, 0xa5, 0x5a, 0xc8, 0xd9, 0x60, 0x6f, 0x30, 0xb5}};
// 7f145bf9-0dce-4f91-98eb-debbce4b9f6b
constexpr Uuid partSpace{
    {0x7f, 0x14, 0x5b, 0xf9, 0x0d, 0xce, 0x4f, 0x91, 0x98, 0xeb, 0xde, 0xbb, 0xce, 0x4b, 0x9f, 0x6b}};

struct Precedence
{
    int kinds = 0;
    bool hasHosts = false;
    std::size_t pathLength = 0;
    Uuid id;

    auto operator<=>(const Precedence&) const = default;
};

using Ranked = std::pair<Precedence, snapshot::Route>;

/// As a Host field names it, in lower case: an IPv6 address stands in brackets.
std::string hostOf(const std::string& host)
{
    return host.find(':') == std::string::npos ? model::lowered(host) : fmt::format("[{}]", model::lowered(host));
}

snapshot::Route commonPartOf(const model::GatewayRoute& route, const model::GatewayService* service)
{
    snapshot::Route common;
    common.name = "routes/" + route.name;
    common.origin = "gateway route " + route.name;
    for (const std::string& host : route.hosts)
        common.hosts.push_back(hostOf(host));
    common.methods = route.methods;
    common.preserveHost = route.preserveHost;
    if (!service)
        return common;
    common.split.push_back({gatewayClusterName(service->name), 1});
    common.rewrite = {snapshot::Rewrite::Kind::KongServicePath, service->path.empty() ? "/" : service->path,
                      route.stripPath};
    return common;
}

/// Paths by length, in the order of each length's first appearance: the parts that a route is split into.
std::vector<std::vector<std::string>> pathsByLength(const std::vector<std::string>& paths)
{
    std::vector<std::vector<std::string>> parts;
    for (const std::string& path : paths) {
        const auto part = std::find_if(parts.begin(), parts.end(),
                                       [&](const auto& candidate) { return candidate.front().size() == path.size(); });
        if (part == parts.end())
            parts.push_back({path});
        else
            part->push_back(path);
    }
    return parts;
}

void rank(std::vector<Ranked>& ranked, const model::GatewayRoute& route, const model::GatewayService* service)
{
    const snapshot::Route common = commonPartOf(route, service);
    const Uuid id = Uuid::ofName(Uuid::ofName(entitySpace, "routes"), route.name);
    const int kinds = !route.methods.empty() + !route.hosts.empty() + !route.paths.empty();
    const auto parts = pathsByLength(route.paths);
    if (parts.empty()) {
        ranked.emplace_back(Precedence{kinds, !route.hosts.empty(), 0, id}, common);
        return;
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
        snapshot::Route part = common;
        for (const std::string& path : parts[i])
            part.paths.push_back({model::PathMatch::Kind::PlainPrefix, path});
        Uuid partId = id;
        if (parts.size() > 1) {
            part.name += fmt::format("#{}", i + 1);
            partId = Uuid::ofName(partSpace, fmt::format("{}#{}", id.text(), i + 1));
        }
        ranked.emplace_back(Precedence{kinds, !route.hosts.empty(), parts[i].front().size(), partId}, std::move(part));
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
