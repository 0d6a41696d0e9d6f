#include "engine/runtime/api_routes.h"

#include "engine/base/regex.h"
#include "engine/control/compile/gateway_routes.h"
#include "engine/control/compile/mesh_routes.h"
#include "engine/runtime/view/cluster_facts.h"

#include <algorithm>
#include <optional>

namespace causeway::runtime {

namespace {

std::optional<std::size_t> lengthOf(const std::string& pattern, RegexReach reach, std::string_view path)
{
    const auto regex = Regex::create(pattern, reach);
    return regex ? regex->matchedLength(path) : std::nullopt;
}

/// How much of the path it takes; nothing when it does not match.
std::optional<std::size_t> matchedLength(const model::PathMatch& match, std::string_view path)
{
    const auto whole = [&](bool fits) { return fits ? std::optional(match.value.size()) : std::nullopt; };
    switch (match.kind) {
    case model::PathMatch::Kind::Exact:
        return whole(path == match.value);
    case model::PathMatch::Kind::PlainPrefix:
        return whole(path.starts_with(match.value));
    case model::PathMatch::Kind::SegmentPrefix:
        return whole(match.value == "/" || (path.starts_with(match.value) &&
                                            (path.size() == match.value.size() || path[match.value.size()] == '/')));
    case model::PathMatch::Kind::Regex:
        return lengthOf(match.value, RegexReach::Whole, path);
    case model::PathMatch::Kind::RegexStart:
        return lengthOf(match.value, RegexReach::Start, path);
    }
    return std::nullopt;
}

bool matches(const snapshot::Route& route, std::string_view method, std::string_view path)
{
    const bool methodFits =
        route.methods.empty() || std::find(route.methods.begin(), route.methods.end(), method) != route.methods.end();
    const bool pathFits =
        route.paths.empty() || std::any_of(route.paths.begin(), route.paths.end(),
                                           [&](const auto& match) { return matchedLength(match, path).has_value(); });
    // Loads say no more than method and path, so routes that ask for more are not theirs.
    return methodFits && pathFits && route.headers.empty() && route.query.empty() && route.sources.empty();
}

/// What a request is when it leaves the gateway: for which service of the gateway, with which path.
struct Forwarded
{
    const model::GatewayService* service = nullptr;
    std::string path;
};

/// Follows requests from the gateway to the rule that splits them.
class RequestTracer
{
public:
    RequestTracer(const std::vector<control::ResourceEntry>& resources,
                  const std::vector<control::PlaneStatus>& planes);
    std::optional<std::string> ruleOf(const lab::LoadApi& api) const;

private:
    std::optional<Forwarded> throughGateway(const lab::LoadApi& api) const;
    const model::PlaneDeclaration* sidecarOf(const model::GatewayService& service, std::string& destination) const;

    const std::vector<control::PlaneStatus>& m_planes;
    std::map<std::string, const model::GatewayService*> m_services;
    std::vector<snapshot::Route> m_gatewayRoutes;
    std::vector<const model::MeshHttpRoute*> m_policies;
};

RequestTracer::RequestTracer(const std::vector<control::ResourceEntry>& resources,
                             const std::vector<control::PlaneStatus>& planes)
    : m_planes(planes)
{
    std::vector<const model::GatewayRoute*> routes;
    for (const control::ResourceEntry& entry : resources) {
        if (const auto* const service = std::get_if<model::GatewayService>(&entry.resource))
            m_services.emplace(service->name, service);
        else if (const auto* const route = std::get_if<model::GatewayRoute>(&entry.resource))
            routes.push_back(route);
        else if (const auto* const policy = std::get_if<model::MeshHttpRoute>(&entry.resource))
            m_policies.push_back(policy);
    }
    m_gatewayRoutes = control::compileGatewayRoutes(routes, [this](const std::string& name) {
        const auto service = m_services.find(name);
        return service == m_services.end() ? nullptr : service->second;
    });
}

std::optional<Forwarded> RequestTracer::throughGateway(const lab::LoadApi& api) const
{
    const auto route =
        std::find_if(m_gatewayRoutes.begin(), m_gatewayRoutes.end(), [&](const snapshot::Route& candidate) {
            return candidate.hosts.empty() && matches(candidate, api.method, api.path);
        });
    if (route == m_gatewayRoutes.end() || route->split.empty())
        return std::nullopt;
    const model::GatewayService& service = *m_services.at(route->split.front().cluster.substr(sizeof "services/" - 1));
    std::string_view rest = api.path;
    std::size_t stripped = 0;
    for (const model::PathMatch& path : route->paths)
        stripped = std::max(stripped, matchedLength(path, api.path).value_or(0));
    if (route->rewrite.stripMatched)
        rest.remove_prefix(stripped);
    std::string path = service.path;
    if (path.ends_with('/') && rest.starts_with('/'))
        path.pop_back();
    return Forwarded{&service, path + std::string(rest)};
}

/// The plane whose listener the gateway service means, by its address or by the name of the mesh service behind it.
const model::PlaneDeclaration* RequestTracer::sidecarOf(const model::GatewayService& service,
                                                        std::string& destination) const
{
    for (const control::PlaneStatus& plane : m_planes)
        for (const model::PlaneListener& listener : plane.declaration.listeners) {
            const bool isMeant =
                listener.service == service.host || (listener.address == service.host && listener.port == service.port);
            if (listener.service.empty() || !isMeant)
                continue;
            destination = listener.service;
            return &plane.declaration;
        }
    return nullptr;
}

std::optional<std::string> RequestTracer::ruleOf(const lab::LoadApi& api) const
{
    const auto forwarded = throughGateway(api);
    if (!forwarded)
        return std::nullopt;
    control::MeshRoutesInput input;
    const model::PlaneDeclaration* const sidecar = sidecarOf(*forwarded->service, input.service);
    if (!sidecar)
        return std::nullopt;
    input.mesh = sidecar->mesh;
    input.exists = [](const std::string&) { return true; };
    for (const model::MeshHttpRoute* const policy : m_policies)
        if (policy->mesh == sidecar->mesh && model::selects(policy->planes, *sidecar))
            input.policies.push_back(policy);
    for (const snapshot::Route& route : control::compileMeshRoutes(input))
        if (matches(route, api.method, forwarded->path))
            return route.name.starts_with("default/") ? std::nullopt
                                                      : std::optional(std::string(routeOfMatch(route.name)));
    return std::nullopt;
}

} // namespace

std::map<std::string, std::string> splitRuleByApi(const std::vector<lab::LoadApi>& apis,
                                                  const std::vector<control::ResourceEntry>& resources,
                                                  const std::vector<control::PlaneStatus>& planes)
{
    const RequestTracer tracer(resources, planes);
    std::map<std::string, std::string> rules;
    for (const lab::LoadApi& api : apis)
        if (auto rule = tracer.ruleOf(api))
            rules.emplace(api.name, *std::move(rule));
    return rules;
}

} // namespace causeway::runtime
