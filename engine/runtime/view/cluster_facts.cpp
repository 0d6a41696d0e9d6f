#include "engine/runtime/view/cluster_facts.h"

#include <fmt/format.h>

#include <algorithm>

namespace causeway::runtime {

std::string splitRuleId(const model::MeshHttpRoute& route, std::size_t destination, std::size_t rule)
{
    return fmt::format("MeshHTTPRoute/{}/{}/{}/{}", route.mesh, route.name, route.to[destination].service, rule);
}

std::vector<SplitRule> splitRules(const std::vector<control::ResourceEntry>& resources)
{
    std::vector<SplitRule> rules;
    for (const control::ResourceEntry& entry : resources) {
        const auto* const route = std::get_if<model::MeshHttpRoute>(&entry.resource);
        if (!route)
            continue;
        for (std::size_t d = 0; d < route->to.size(); ++d)
            for (std::size_t r = 0; r < route->to[d].rules.size(); ++r)
                if (!route->to[d].rules[r].backends.empty())
                    rules.push_back({splitRuleId(*route, d, r), &entry, route, &route->to[d], &route->to[d].rules[r]});
    }
    return rules;
}

std::vector<api::BackendView> weightsOf(const model::HttpRule& rule)
{
    std::uint64_t sum = 0;
    for (const model::BackendRef& backend : rule.backends)
        sum += backend.weight;
    std::vector<api::BackendView> backends;
    for (const model::BackendRef& backend : rule.backends) {
        api::BackendView view;
        view.service = backend.service;
        view.weight = backend.weight;
        view.desiredShare = sum == 0 ? 0 : static_cast<double>(backend.weight) / static_cast<double>(sum);
        backends.push_back(std::move(view));
    }
    return backends;
}

std::string clusterOfService(std::string_view mesh, std::string_view service)
{
    return fmt::format("{}/{}", mesh, service);
}

std::string nodeOfService(std::string_view mesh, std::string_view service)
{
    return fmt::format("service/{}/{}", mesh, service);
}

std::string inboundOfService(std::string_view mesh, std::string_view service)
{
    return fmt::format("inbound/{}/{}", mesh, service);
}

std::string nodeOfIngress(std::string_view zone)
{
    return fmt::format("ingress/{}", zone);
}

std::string linkId(std::string_view from, std::string_view to)
{
    return fmt::format("link/{}/{}", std::min(from, to), std::max(from, to));
}

std::string nodeOfPlane(const model::PlaneDeclaration& plane)
{
    return fmt::format("workload/{}/{}", plane.mesh, plane.workload.empty() ? plane.name : plane.workload);
}

} // namespace causeway::runtime
