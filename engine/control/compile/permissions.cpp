#include "engine/control/compile/permissions.h"

#include "engine/control/compile/policy_order.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

namespace causeway::control {

namespace {

using model::MeshTrafficPermission;
using model::PermissionSource;
using snapshot::PeerRule;
using Permissions = std::vector<const MeshTrafficPermission*>;

using OrderedRules = std::set<std::pair<PeerRule::Kind, std::string>>;

void add(OrderedRules& rules, const std::vector<model::PeerMatch>& peers)
{
    for (const model::PeerMatch& peer : peers)
        rules.emplace(peer.kind == model::PeerMatch::Kind::Exact ? PeerRule::Kind::Exact : PeerRule::Kind::Prefix,
                      peer.spiffeId);
}

std::vector<PeerRule> listOf(const OrderedRules& rules)
{
    std::vector<PeerRule> list;
    for (const auto& [kind, value] : rules)
        list.push_back({kind, value});
    return list;
}

PeerRules fromRules(const Permissions& permissions)
{
    OrderedRules denied;
    OrderedRules allowed;
    for (const MeshTrafficPermission* const permission : permissions)
        for (const model::PermissionRule& rule : permission->rules) {
            add(denied, rule.deny);
            add(allowed, rule.allow);
        }
    return {listOf(denied), listOf(allowed)};
}

/// Walks from the weakest item to the strongest. What one says of everyone is said of each source that was named
/// before.
PeerRules fromSources(const std::string& mesh, const Permissions& permissions)
{
    PermissionSource::Action others = PermissionSource::Action::Deny; // What nothing allows is denied.
    std::map<std::string, PermissionSource::Action> services;
    for (const MeshTrafficPermission* const permission : permissions)
        for (const PermissionSource& source : permission->from) {
            if (source.service) {
                services[*source.service] = source.action;
                continue;
            }
            others = source.action;
            services.clear();
        }
    OrderedRules denied;
    OrderedRules allowed;
    if (others == PermissionSource::Action::Allow)
        allowed.emplace(PeerRule::Kind::Any, std::string());
    for (const auto& [service, action] : services)
        (action == PermissionSource::Action::Allow ? allowed : denied)
            .emplace(PeerRule::Kind::Exact, fmt::format("spiffe://{}/{}", mesh, service));
    return {listOf(denied), listOf(allowed)};
}

} // namespace

PeerRules compilePermissions(const std::string& mesh, Permissions permissions)
{
    std::sort(permissions.begin(), permissions.end(), isWeaker<MeshTrafficPermission>);
    const bool hasRules = std::any_of(permissions.begin(), permissions.end(),
                                      [](const auto* permission) { return !permission->rules.empty(); });
    return hasRules ? fromRules(permissions) : fromSources(mesh, permissions);
}

} // namespace causeway::control
