#include "engine/control/compile/mesh_hosts.h"

#include "engine/control/compile/mesh_routes.h"
#include "engine/control/compile/policy_order.h"
#include "engine/snapshot/codec.h"

#include <algorithm>

namespace causeway::control {

namespace {

MeshHosts::Host hostFrom(MeshRoutesInput input, const MeshHosts::Exists& exists)
{
    std::set<std::string> services = {input.service};
    input.exists = [&](const std::string& service) {
        services.insert(service);
        return exists(service);
    };
    MeshHosts::Host host;
    host.section =
        snapshot::encode(snapshot::VirtualHost{clusterNameOf(input.mesh, input.service), compileMeshRoutes(input)});
    host.services.assign(services.begin(), services.end());
    return host;
}

} // namespace

void MeshHosts::set(const model::MeshHttpRoute& route)
{
    const Key key{route.mesh, route.name};
    remove(key);
    m_policies[key] = {route, ++m_stamp};
    for (const model::HttpDestination& destination : route.to)
        m_policiesByDestination[{route.mesh, destination.service}].insert(route.name);
}

void MeshHosts::remove(const Key& route)
{
    const auto policy = m_policies.find(route);
    if (policy == m_policies.end())
        return;
    forgetHostsOf(policy->second.route);
    for (const model::HttpDestination& destination : policy->second.route.to) {
        const auto names = m_policiesByDestination.find({route.first, destination.service});
        if (names == m_policiesByDestination.end())
            continue; // Two destinations of one policy may name the same service.
        names->second.erase(route.second);
        if (names->second.empty())
            m_policiesByDestination.erase(names);
    }
    m_policies.erase(policy);
}

const model::MeshHttpRoute* MeshHosts::find(const Key& route) const
{
    const auto policy = m_policies.find(route);
    return policy == m_policies.end() ? nullptr : &policy->second.route;
}

void MeshHosts::forgetHostsOf(const model::MeshHttpRoute& route)
{
    for (const model::HttpDestination& destination : route.to)
        if (const auto memos = m_memos.find({route.mesh, destination.service}); memos != m_memos.end())
            std::erase_if(memos->second, [&](const Memo& memo) {
                return std::any_of(memo.policies.begin(), memo.policies.end(),
                                   [&](const auto& used) { return used.first == route.name; });
            });
}

const MeshHosts::Host& MeshHosts::hostOf(const model::PlaneDeclaration& plane, const std::string& service,
                                         const Exists& exists)
{
    MeshRoutesInput input{plane.mesh, service, {}, {}};
    std::vector<std::pair<std::string, std::uint64_t>> stamps;
    if (const auto names = m_policiesByDestination.find({plane.mesh, service}); names != m_policiesByDestination.end())
        for (const std::string& name : names->second) {
            const Policy& policy = m_policies.at({plane.mesh, name});
            if (!appliesTo(policy.route.planes, policy.route.labels, plane))
                continue;
            input.policies.push_back(&policy.route);
            stamps.emplace_back(name, policy.stamp);
        }
    std::vector<Memo>& memos = m_memos[{plane.mesh, service}];
    std::erase_if(memos, [&](const Memo& memo) { return memo.servicesStamp != m_servicesStamp; });
    const auto found =
        std::find_if(memos.begin(), memos.end(), [&](const Memo& memo) { return memo.policies == stamps; });
    if (found != memos.end())
        return found->host;
    memos.push_back({std::move(stamps), m_servicesStamp, hostFrom(std::move(input), exists)});
    return memos.back().host;
}

} // namespace causeway::control
