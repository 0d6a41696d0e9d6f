#pragma once

#include "engine/model/inventory.h"
#include "engine/model/resources.h"
#include "engine/snapshot/sections.h"

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace causeway::control {

/// The virtual hosts of sidecars, one a destination service, as the HTTP routes of the meshes make them. Planes to
/// which the same routes apply share one; it is made again when one of those changes, or a service comes or goes.
///
/// Threads: one owner.
class MeshHosts
{
public:
    using Key = std::pair<std::string, std::string>; // Mesh and name, of a route or a service.

    struct Host
    {
        snapshot::SharedSection section;
        std::vector<std::string> services; // That its routes send to, whether they exist or not.
    };

    void set(const model::MeshHttpRoute& route);
    void remove(const Key& route);
    const model::MeshHttpRoute* find(const Key& route) const;
    /// A service came or went: routes may send to others now.
    void servicesChanged() { m_servicesStamp = ++m_stamp; }

    using Exists = std::function<bool(const std::string& service)>;
    const Host& hostOf(const model::PlaneDeclaration& plane, const std::string& service, const Exists& exists);

private:
    struct Policy
    {
        model::MeshHttpRoute route;
        std::uint64_t stamp = 0; // Of its last change.
    };
    /// A host made from these policies as they stood at these stamps.
    struct Memo
    {
        std::vector<std::pair<std::string, std::uint64_t>> policies;
        std::uint64_t servicesStamp = 0;
        Host host;
    };
    void forgetHostsOf(const model::MeshHttpRoute& route);

    std::uint64_t m_stamp = 0; // Counts changes.
    std::uint64_t m_servicesStamp = 0;
    std::map<Key, Policy> m_policies;
    std::map<Key, std::set<std::string>> m_policiesByDestination;
    std::map<Key, std::vector<Memo>> m_memos; // By destination.
};

} // namespace causeway::control
