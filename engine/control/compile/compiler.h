#pragma once

#include "engine/model/inventory.h"
#include "engine/model/resources.h"
#include "engine/snapshot/sections.h"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace causeway::control {

/// What one data plane is to serve by.
struct CompiledPlane
{
    snapshot::Manifest manifest;
    Digest hash;                                   // Of the manifest.
    std::vector<snapshot::SharedSection> sections; // In the manifest's order.
};

/// Makes snapshots from resources and planes. Pure: equal resources and planes give equal bytes, in whatever order they
/// came. What did not change is not made again: a change of weight encodes one virtual host.
///
/// Shape:   planes are named "mesh/name".
/// Threads: one owner.
class Compiler
{
public:
    void setResource(const model::Resource& resource);
    void removeResource(const model::ResourceKey& key);
    void setPlane(const model::PlaneDeclaration& plane);
    void removePlane(const std::string& planeKey);

    /// Planes whose snapshot may differ since the last call, sorted.
    std::vector<std::string> takeTouched();
    /// Null when there is no such plane.
    std::shared_ptr<const CompiledPlane> compile(const std::string& planeKey);

private:
    using ServiceKey = std::pair<std::string, std::string>; // Mesh and service.

    /// A service's own sections, made when the service changes.
    struct Service
    {
        snapshot::SharedSection cluster;
        snapshot::SharedSection endpoints;
    };
    struct Policy
    {
        model::MeshHttpRoute route;
        std::uint64_t stamp = 0; // Of its last change.
    };
    /// A virtual host made from these policies as they stood at these stamps.
    struct HostMemo
    {
        std::vector<std::pair<std::string, std::uint64_t>> policies;
        std::uint64_t servicesStamp = 0;
        snapshot::SharedSection section;
        std::vector<std::string> clusters; // Services that its routes send to, which exist.
    };

    void setService(const model::MeshService& service);
    void setPolicy(const model::MeshHttpRoute& route);
    void removePolicy(const model::ResourceKey& key);
    void forgetHostsOf(const Policy& policy);
    void touchListenersOf(const model::MeshHttpRoute& route);
    void touchUsersOf(const ServiceKey& service);
    void touchGateways();
    void touchGatewaysBeside(const model::PlaneDeclaration& sidecar);
    const HostMemo& hostOf(const model::PlaneDeclaration& plane, const std::string& service);
    HostMemo makeHost(const ServiceKey& key, const std::vector<const Policy*>& policies) const;
    std::vector<snapshot::SharedSection> compileSidecar(const model::PlaneDeclaration& plane);
    std::vector<snapshot::SharedSection> compileGateway(const model::PlaneDeclaration& plane);
    const snapshot::SharedSection& gatewayHost();
    std::vector<snapshot::Endpoint> endpointsOf(const model::GatewayService& service,
                                                const model::PlaneDeclaration& gateway) const;

    std::uint64_t m_stamp = 0;         // Counts changes.
    std::uint64_t m_servicesStamp = 0; // Of the last service that came or went.
    std::map<ServiceKey, Service> m_services;
    std::map<std::pair<std::string, std::string>, Policy> m_policies; // By mesh and name.
    std::map<ServiceKey, std::set<std::string>> m_policiesByDestination;
    std::map<std::string, model::GatewayService> m_gatewayServices;
    std::map<std::string, model::GatewayRoute> m_gatewayRoutes;
    snapshot::SharedSection m_gatewayHost; // Null when it has to be made anew.
    std::map<std::string, model::PlaneDeclaration> m_planes;
    std::map<ServiceKey, std::set<std::string>> m_planesByListener;
    std::map<ServiceKey, std::set<std::string>> m_planesByUse; // Planes that were compiled with the service's sections.
    std::map<ServiceKey, std::vector<HostMemo>> m_hosts;
    std::set<std::string> m_touched;
    std::map<std::string, std::shared_ptr<const CompiledPlane>> m_compiled;
};

std::string planeKeyOf(const model::PlaneDeclaration& plane);

} // namespace causeway::control
