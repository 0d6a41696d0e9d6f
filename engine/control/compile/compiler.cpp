#include "engine/control/compile/compiler.h"

#include "engine/base/assert.h"
#include "engine/control/compile/inbounds.h"
#include "engine/control/compile/mesh_routes.h"
#include "engine/control/compile/plane_sections.h"
#include "engine/control/compile/policy_order.h"
#include "engine/snapshot/codec.h"

#include <algorithm>

namespace causeway::control {

using model::PlaneRole;

void Compiler::setResource(const model::Resource& resource)
{
    if (const auto* const service = std::get_if<model::MeshService>(&resource)) {
        setService(*service);
    } else if (const auto* const route = std::get_if<model::MeshHttpRoute>(&resource)) {
        setPolicy(*route);
    } else if (const auto* const permission = std::get_if<model::MeshTrafficPermission>(&resource)) {
        setPermission(*permission);
    } else if (const auto* const mesh = std::get_if<model::Mesh>(&resource)) {
        setMtls(mesh->name, mesh->mtls);
    } else if (const auto* const zone = std::get_if<model::Zone>(&resource)) {
        m_directory.setEnabled(zone->name, zone->isEnabled);
    } else if (const auto* const gatewayService = std::get_if<model::GatewayService>(&resource)) {
        m_gateways.set(*gatewayService);
        touchGateways();
    } else if (const auto* const gatewayRoute = std::get_if<model::GatewayRoute>(&resource)) {
        m_gateways.set(*gatewayRoute);
        touchGateways();
    }
}

void Compiler::removeResource(const model::ResourceKey& key)
{
    switch (key.kind) {
    case model::ResourceKind::Mesh:
        return setMtls(key.name, std::nullopt);
    case model::ResourceKind::MeshService:
        if (m_directory.removeService({key.mesh, key.name}))
            m_hosts.servicesChanged();
        return;
    case model::ResourceKind::MeshHttpRoute:
        return removePolicy({key.mesh, key.name});
    case model::ResourceKind::MeshTrafficPermission:
        return removePermission({key.mesh, key.name});
    case model::ResourceKind::Zone:
        return m_directory.setEnabled(key.name, true);
    case model::ResourceKind::GatewayService:
        m_gateways.removeService(key.name);
        return touchGateways();
    case model::ResourceKind::GatewayRoute:
        m_gateways.removeRoute(key.name);
        return touchGateways();
    }
}

void Compiler::setMtls(const std::string& mesh, std::optional<model::MeshMtls> mtls)
{
    Trust& trust = m_trust[mesh];
    if (trust.mtls == mtls)
        return;
    trust.mtls = std::move(mtls);
    m_directory.setSecured(mesh, trust.mtls && trust.mtls->isEnabled);
    touchMesh(mesh);
}

void Compiler::setTrust(const std::string& mesh, std::vector<std::string> rootsPem)
{
    std::sort(rootsPem.begin(), rootsPem.end());
    rootsPem.erase(std::unique(rootsPem.begin(), rootsPem.end()), rootsPem.end());
    Trust& trust = m_trust[mesh];
    if (trust.rootsPem == rootsPem)
        return;
    trust.rootsPem = std::move(rootsPem);
    trust.bundle = trust.rootsPem.empty() ? nullptr : snapshot::encode(snapshot::TrustBundle{mesh, trust.rootsPem});
    touchMesh(mesh);
}

void Compiler::touchMesh(const std::string& mesh)
{
    const std::string prefix = mesh + "/";
    for (auto plane = m_planes.lower_bound(prefix); plane != m_planes.end() && plane->first.starts_with(prefix);
         ++plane) {
        plane->second.inbounds.reset();
        m_touched.insert(plane->first);
    }
}

void Compiler::setService(const model::MeshService& service)
{
    if (!m_directory.contains({service.mesh, service.name}))
        m_hosts.servicesChanged();
    m_directory.setService(service);
}

/// Listeners for the service, planes that send to it, and planes with a policy that names it: once it exists, or does
/// not any more, their routes differ.
void Compiler::touchUsersOf(const Key& service)
{
    for (const auto* const index : {&m_planesByListener, &m_planesByUse})
        if (const auto planes = index->find(service); planes != index->end())
            m_touched.insert(planes->second.begin(), planes->second.end());
}

void Compiler::setPolicy(const model::MeshHttpRoute& route)
{
    removePolicy({route.mesh, route.name});
    m_hosts.set(route);
    touchListenersOf(route);
}

void Compiler::removePolicy(const Key& key)
{
    if (const model::MeshHttpRoute* const route = m_hosts.find(key))
        touchListenersOf(*route);
    m_hosts.remove(key);
}

void Compiler::touchListenersOf(const model::MeshHttpRoute& route)
{
    for (const model::HttpDestination& destination : route.to)
        if (const auto planes = m_planesByListener.find({route.mesh, destination.service});
            planes != m_planesByListener.end())
            for (const std::string& plane : planes->second)
                if (appliesTo(route.planes, route.labels, m_planes.at(plane).declaration))
                    m_touched.insert(plane);
}

void Compiler::setPermission(const model::MeshTrafficPermission& permission)
{
    removePermission({permission.mesh, permission.name});
    m_permissions.emplace(Key(permission.mesh, permission.name), permission);
    touchInboundsOf(permission);
}

void Compiler::removePermission(const Key& key)
{
    const auto permission = m_permissions.find(key);
    if (permission == m_permissions.end())
        return;
    touchInboundsOf(permission->second);
    m_permissions.erase(permission);
}

void Compiler::touchInboundsOf(const model::MeshTrafficPermission& permission)
{
    const std::string prefix = permission.mesh + "/";
    for (auto plane = m_planes.lower_bound(prefix); plane != m_planes.end() && plane->first.starts_with(prefix);
         ++plane) {
        Plane& asked = plane->second;
        if (asked.declaration.inbounds.empty() || !appliesTo(permission.planes, permission.labels, asked.declaration))
            continue;
        asked.inbounds.reset();
        m_touched.insert(plane->first);
    }
}

void Compiler::touchGateways()
{
    for (const auto& [key, plane] : m_planes)
        if (plane.declaration.role == PlaneRole::Gateway)
            m_touched.insert(key);
}

/// A gateway reaches mesh services through the listeners of the sidecar at its side.
void Compiler::touchGatewaysBeside(const model::PlaneDeclaration& sidecar)
{
    for (const auto& [key, plane] : m_planes)
        if (plane.declaration.role == PlaneRole::Gateway && plane.declaration.mesh == sidecar.mesh &&
            plane.declaration.workload == sidecar.workload)
            m_touched.insert(key);
}

void Compiler::setPlane(const model::PlaneDeclaration& plane)
{
    const std::string key = planeKeyOf(plane);
    if (const auto known = m_planes.find(key); known != m_planes.end() && known->second.declaration == plane)
        return;
    removePlane(key);
    m_planes.emplace(key, Plane{plane, encodeListeners(plane), encodeApplications(plane), {}, {}, {}});
    m_directory.addPlane(plane);
    for (const model::PlaneListener& listener : plane.listeners)
        if (!listener.service.empty())
            m_planesByListener[{plane.mesh, listener.service}].insert(key);
    m_touched.insert(key);
    if (plane.role == PlaneRole::Sidecar)
        touchGatewaysBeside(plane);
}

void Compiler::removePlane(const std::string& planeKey)
{
    const auto plane = m_planes.find(planeKey);
    if (plane == m_planes.end())
        return;
    for (auto* const index : {&m_planesByListener, &m_planesByUse})
        for (auto entry = index->begin(); entry != index->end();) {
            entry->second.erase(planeKey);
            entry = entry->second.empty() ? index->erase(entry) : std::next(entry);
        }
    const model::PlaneDeclaration removed = std::move(plane->second.declaration);
    m_directory.removePlane(removed);
    m_planes.erase(plane);
    m_touched.erase(planeKey);
    if (removed.role == PlaneRole::Sidecar)
        touchGatewaysBeside(removed);
}

std::vector<std::string> Compiler::takeTouched()
{
    for (const Key& service : m_directory.takeChangedServices())
        touchUsersOf(service);
    m_touched.merge(m_directory.takeChangedIngresses());
    std::vector<std::string> touched(m_touched.begin(), m_touched.end());
    m_touched.clear();
    return touched;
}

std::shared_ptr<const CompiledPlane> Compiler::compile(const std::string& planeKey)
{
    const auto found = m_planes.find(planeKey);
    if (found == m_planes.end())
        return nullptr;
    Plane& plane = found->second;
    const PlaneRole role = plane.declaration.role;
    auto compiled = std::make_shared<CompiledPlane>();
    Sections sections = role == PlaneRole::Gateway   ? compileGateway(plane)
                        : role == PlaneRole::Sidecar ? compileSidecar(plane, compiled->doors)
                                                     : compileIngress(plane, compiled->doors);
    if (const auto trust = m_trust.find(plane.declaration.mesh); trust != m_trust.end() && trust->second.bundle)
        sections.push_back(trust->second.bundle);
    compiled->sections = sortedAndShared(std::move(sections), plane.compiled ? plane.compiled->sections : Sections());
    auto manifest = snapshot::manifestOf(compiled->sections);
    CAUSEWAY_ASSERT(manifest.has_value()); // Names are made from keys that are unique.
    compiled->manifest = *std::move(manifest);
    compiled->hash = compiled->manifest.hash();
    plane.compiled = std::move(compiled);
    return plane.compiled;
}

Compiler::Sections Compiler::compileSidecar(Plane& plane, PlaneDoors& doors)
{
    const model::PlaneDeclaration& declaration = plane.declaration;
    const std::string key = planeKeyOf(declaration);
    Sections sections = plane.listeners;
    sections.insert(sections.end(), plane.applications.begin(), plane.applications.end());
    const Sections& inbounds = inboundsOf(plane);
    sections.insert(sections.end(), inbounds.begin(), inbounds.end());
    doors.taken = plane.doors;
    const auto exists = [&](const std::string& service) { return m_directory.contains({declaration.mesh, service}); };
    std::set<std::string> hosts;
    std::set<std::string> services;
    for (const model::PlaneListener& listener : declaration.listeners) {
        if (!hosts.insert(listener.service).second)
            continue;
        const MeshHosts::Host& host = m_hosts.hostOf(declaration, listener.service, exists);
        sections.push_back(host.section);
        services.insert(host.services.begin(), host.services.end());
    }
    for (const std::string& service : services) {
        m_planesByUse[{declaration.mesh, service}].insert(key);
        if (!exists(service))
            continue;
        const ServiceDirectory::Reach reach = m_directory.reachFrom(declaration.zone, {declaration.mesh, service});
        sections.push_back(reach.cluster);
        sections.push_back(reach.endpoints);
        doors.used.push_back(reach.doors);
    }
    return sections;
}

const Compiler::Sections& Compiler::inboundsOf(Plane& plane)
{
    if (plane.inbounds)
        return *plane.inbounds;
    const std::string& mesh = plane.declaration.mesh;
    const auto trust = m_trust.find(mesh);
    const std::optional<model::MeshMtls> mtls = trust == m_trust.end() ? std::nullopt : trust->second.mtls;
    std::vector<const model::MeshTrafficPermission*> permissions;
    for (auto each = m_permissions.lower_bound({mesh, {}}); each != m_permissions.end() && each->first.first == mesh;
         ++each)
        if (appliesTo(each->second.planes, each->second.labels, plane.declaration))
            permissions.push_back(&each->second);
    plane.inbounds = encodeInbounds(plane.declaration, mtls, compilePermissions(mesh, std::move(permissions)));
    plane.doors = doorsOf(plane.declaration, mtls);
    return *plane.inbounds;
}

Compiler::Sections Compiler::compileGateway(const Plane& plane)
{
    Sections sections =
        m_gateways.compile([&](const std::string& service) { return sidecarOf(plane.declaration, service); });
    sections.insert(sections.end(), plane.listeners.begin(), plane.listeners.end());
    return sections;
}

std::optional<snapshot::Endpoint> Compiler::sidecarOf(const model::PlaneDeclaration& gateway,
                                                      const std::string& service) const
{
    const auto sidecars = m_planesByListener.find({gateway.mesh, service});
    if (sidecars == m_planesByListener.end())
        return std::nullopt;
    for (const std::string& key : sidecars->second) {
        const model::PlaneDeclaration& sidecar = m_planes.at(key).declaration;
        if (sidecar.workload != gateway.workload)
            continue;
        for (const model::PlaneListener& listener : sidecar.listeners)
            if (listener.service == service)
                return snapshot::Endpoint{sidecar.name, listener.address, listener.port};
    }
    return std::nullopt;
}

Compiler::Sections Compiler::compileIngress(const Plane& plane, PlaneDoors& doors)
{
    ServiceDirectory::Passage passage =
        m_directory.passageInto(plane.declaration.mesh, plane.declaration.zone, planeKeyOf(plane.declaration));
    doors = {std::move(passage.taken), std::move(passage.used)};
    Sections sections = std::move(passage.sections);
    if (!plane.declaration.listeners.empty())
        sections.push_back(encodePassage(plane.declaration, std::move(passage.routes)));
    return sections;
}

} // namespace causeway::control
