#pragma once

#include "engine/control/compile/doors.h"
#include "engine/control/compile/gateway_compiler.h"
#include "engine/control/compile/mesh_hosts.h"
#include "engine/control/compile/plane_key.h"
#include "engine/control/compile/service_directory.h"
#include "engine/model/inventory.h"
#include "engine/model/resources.h"
#include "engine/snapshot/sections.h"

#include <map>
#include <memory>
#include <optional>
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
    PlaneDoors doors;
};

/// Makes snapshots from what people want, from planes and from trust. Pure: equal input gives equal bytes, in whatever
/// order it came. What did not change is not made again: a change of weight encodes one virtual host.
///
/// Shape:   planes are named by planeKeyOf().
/// Threads: one owner.
class Compiler
{
public:
    void setResource(const model::Resource& resource);
    void removeResource(const model::ResourceKey& key);
    void setPlane(const model::PlaneDeclaration& plane);
    void removePlane(const std::string& planeKey);
    /// The certificates by which planes of the mesh know each other, a set; every plane of the mesh is told. A mesh
    /// with mTLS needs them: planes refuse a snapshot that asks for TLS and trusts nobody.
    void setTrust(const std::string& mesh, std::vector<std::string> rootsPem);

    /// Planes whose snapshot may differ since the last call, sorted.
    std::vector<std::string> takeTouched();
    /// Null when there is no such plane.
    std::shared_ptr<const CompiledPlane> compile(const std::string& planeKey);

private:
    using Key = std::pair<std::string, std::string>; // Mesh and name.
    using Sections = std::vector<snapshot::SharedSection>;

    /// A plane and what of its snapshot follows from its declaration.
    struct Plane
    {
        model::PlaneDeclaration declaration;
        Sections listeners;               // All but those of inbounds and of a zone ingress.
        Sections applications;            // Behind its inbounds.
        std::optional<Sections> inbounds; // Nothing: mTLS or a permission has changed.
        SharedDoors doors;                // Of its inbounds; made with them.
        std::shared_ptr<const CompiledPlane> compiled;
    };
    struct Trust
    {
        std::optional<model::MeshMtls> mtls;
        std::vector<std::string> rootsPem;
        snapshot::SharedSection bundle; // Null without roots.
    };

    void setMtls(const std::string& mesh, std::optional<model::MeshMtls> mtls);
    void setService(const model::MeshService& service);
    void setPolicy(const model::MeshHttpRoute& route);
    void removePolicy(const Key& key);
    void setPermission(const model::MeshTrafficPermission& permission);
    void removePermission(const Key& key);

    void touchMesh(const std::string& mesh);
    void touchListenersOf(const model::MeshHttpRoute& route);
    void touchInboundsOf(const model::MeshTrafficPermission& permission);
    void touchUsersOf(const Key& service);
    void touchGateways();
    void touchGatewaysBeside(const model::PlaneDeclaration& sidecar);

    Sections compileSidecar(Plane& plane, PlaneDoors& doors);
    Sections compileGateway(const Plane& plane);
    Sections compileIngress(const Plane& plane, PlaneDoors& doors);
    const Sections& inboundsOf(Plane& plane);
    std::optional<snapshot::Endpoint> sidecarOf(const model::PlaneDeclaration& gateway,
                                                const std::string& service) const;

    ServiceDirectory m_directory;
    MeshHosts m_hosts;
    GatewayCompiler m_gateways;
    std::map<std::string, Trust> m_trust; // By mesh.
    std::map<Key, model::MeshTrafficPermission> m_permissions;
    std::map<std::string, Plane> m_planes;
    std::map<Key, std::set<std::string>> m_planesByListener;
    std::map<Key, std::set<std::string>> m_planesByUse; // Planes that were compiled with the service's sections.
    std::set<std::string> m_touched;
};

} // namespace causeway::control
