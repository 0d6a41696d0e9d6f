#include "engine/control/compile/compiler.h"

#include "engine/base/assert.h"
#include "engine/control/compile/gateway_routes.h"
#include "engine/control/compile/mesh_routes.h"
#include "engine/net/socket_address.h"
#include "engine/snapshot/codec.h"

#include <fmt/format.h>

#include <algorithm>

namespace causeway::control {

namespace {

constexpr std::chrono::milliseconds meshConnectTimeout{5'000};
constexpr std::string_view gatewayHostName = "gateway";

std::string listenerName(const model::PlaneListener& listener)
{
    if (listener.service.empty())
        return fmt::format("gateway/{}:{}", listener.address, listener.port);
    return fmt::format("outbound/{}/{}:{}", listener.service, listener.address, listener.port);
}

snapshot::SharedSection encodeListener(const model::PlaneListener& listener, std::string virtualHost, bool isGateway)
{
    return snapshot::encode(
        snapshot::Listener{listenerName(listener), listener.address, listener.port, std::move(virtualHost), isGateway});
}

/// Takes the pointers of an earlier compilation where the content is the same, so that it is held once.
void shareUnchanged(std::vector<snapshot::SharedSection>& sections, const CompiledPlane* earlier)
{
    if (!earlier)
        return;
    std::map<Digest, const snapshot::SharedSection*> known;
    for (const snapshot::SharedSection& section : earlier->sections)
        known.emplace(section->hash, &section);
    for (snapshot::SharedSection& section : sections)
        if (const auto same = known.find(section->hash); same != known.end())
            section = *same->second;
}

std::shared_ptr<const CompiledPlane> assemblePlane(std::vector<snapshot::SharedSection> sections)
{
    std::sort(sections.begin(), sections.end(), [](const auto& a, const auto& b) {
        return std::pair(a->kind, std::string_view(a->name)) < std::pair(b->kind, std::string_view(b->name));
    });
    auto plane = std::make_shared<CompiledPlane>();
    auto manifest = snapshot::manifestOf(sections);
    CAUSEWAY_ASSERT(manifest.has_value()); // Names are made from keys that are unique.
    plane->manifest = *std::move(manifest);
    plane->hash = plane->manifest.hash();
    plane->sections = std::move(sections);
    return plane;
}

} // namespace

std::string planeKeyOf(const model::PlaneDeclaration& plane)
{
    return fmt::format("{}/{}", plane.mesh, plane.name);
}

void Compiler::setResource(const model::Resource& resource)
{
    if (const auto* const service = std::get_if<model::MeshService>(&resource)) {
        setService(*service);
    } else if (const auto* const route = std::get_if<model::MeshHttpRoute>(&resource)) {
        setPolicy(*route);
    } else if (const auto* const gatewayService = std::get_if<model::GatewayService>(&resource)) {
        m_gatewayServices.insert_or_assign(gatewayService->name, *gatewayService);
        touchGateways();
    } else if (const auto* const gatewayRoute = std::get_if<model::GatewayRoute>(&resource)) {
        m_gatewayRoutes.insert_or_assign(gatewayRoute->name, *gatewayRoute);
        touchGateways();
    }
}

void Compiler::removeResource(const model::ResourceKey& key)
{
    switch (key.kind) {
    case model::ResourceKind::Mesh:
    case model::ResourceKind::MeshTrafficPermission:
    case model::ResourceKind::Zone:
        return;
    case model::ResourceKind::MeshService:
        if (m_services.erase({key.mesh, key.name}) > 0) {
            m_servicesStamp = ++m_stamp;
            touchUsersOf({key.mesh, key.name});
        }
        return;
    case model::ResourceKind::MeshHttpRoute:
        removePolicy(key);
        return;
    case model::ResourceKind::GatewayService:
        m_gatewayServices.erase(key.name);
        touchGateways();
        return;
    case model::ResourceKind::GatewayRoute:
        m_gatewayRoutes.erase(key.name);
        touchGateways();
        return;
    }
}

void Compiler::setService(const model::MeshService& service)
{
    const ServiceKey key{service.mesh, service.name};
    snapshot::Cluster cluster;
    cluster.name = clusterNameOf(service.mesh, service.name);
    cluster.connectTimeout = meshConnectTimeout;
    snapshot::Endpoints endpoints;
    endpoints.name = cluster.name;
    for (const model::ServiceInstance& instance : service.instances)
        endpoints.endpoints.push_back({instance.name, instance.address, instance.port});
    const auto [position, isNew] =
        m_services.insert_or_assign(key, Service{snapshot::encode(cluster), snapshot::encode(endpoints)});
    if (isNew)
        m_servicesStamp = ++m_stamp;
    touchUsersOf(key);
}

/// Listeners for the service, planes that send to it, and planes with a policy that names it: once it exists, or does
/// not any more, their routes differ.
void Compiler::touchUsersOf(const ServiceKey& service)
{
    for (const auto* const index : {&m_planesByListener, &m_planesByUse})
        if (const auto planes = index->find(service); planes != index->end())
            m_touched.insert(planes->second.begin(), planes->second.end());
}

void Compiler::setPolicy(const model::MeshHttpRoute& route)
{
    removePolicy(model::keyOf(route));
    m_policies[{route.mesh, route.name}] = Policy{route, ++m_stamp};
    for (const model::HttpDestination& destination : route.to)
        m_policiesByDestination[{route.mesh, destination.service}].insert(route.name);
    touchListenersOf(route);
}

void Compiler::removePolicy(const model::ResourceKey& key)
{
    const auto policy = m_policies.find({key.mesh, key.name});
    if (policy == m_policies.end())
        return;
    touchListenersOf(policy->second.route);
    forgetHostsOf(policy->second);
    for (const model::HttpDestination& destination : policy->second.route.to) {
        const auto names = m_policiesByDestination.find({key.mesh, destination.service});
        if (names == m_policiesByDestination.end())
            continue; // Two destinations of one policy may name the same service.
        names->second.erase(key.name);
        if (names->second.empty())
            m_policiesByDestination.erase(names);
    }
    m_policies.erase(policy);
}

void Compiler::forgetHostsOf(const Policy& policy)
{
    for (const model::HttpDestination& destination : policy.route.to)
        if (const auto memos = m_hosts.find({policy.route.mesh, destination.service}); memos != m_hosts.end())
            std::erase_if(memos->second, [&](const HostMemo& memo) {
                return std::any_of(memo.policies.begin(), memo.policies.end(),
                                   [&](const auto& used) { return used.first == policy.route.name; });
            });
}

void Compiler::touchListenersOf(const model::MeshHttpRoute& route)
{
    for (const model::HttpDestination& destination : route.to)
        if (const auto planes = m_planesByListener.find({route.mesh, destination.service});
            planes != m_planesByListener.end())
            for (const std::string& plane : planes->second)
                if (model::selects(route.planes, m_planes.at(plane)))
                    m_touched.insert(plane);
}

void Compiler::touchGateways()
{
    m_gatewayHost.reset();
    for (const auto& [key, plane] : m_planes)
        if (plane.role == model::PlaneRole::Gateway)
            m_touched.insert(key);
}

/// A gateway reaches mesh services through the listeners of the sidecar at its side.
void Compiler::touchGatewaysBeside(const model::PlaneDeclaration& sidecar)
{
    for (const auto& [key, plane] : m_planes)
        if (plane.role == model::PlaneRole::Gateway && plane.mesh == sidecar.mesh && plane.workload == sidecar.workload)
            m_touched.insert(key);
}

void Compiler::setPlane(const model::PlaneDeclaration& plane)
{
    const std::string key = planeKeyOf(plane);
    if (const auto known = m_planes.find(key); known != m_planes.end() && known->second == plane)
        return;
    removePlane(key);
    m_planes.emplace(key, plane);
    for (const model::PlaneListener& listener : plane.listeners)
        if (!listener.service.empty())
            m_planesByListener[{plane.mesh, listener.service}].insert(key);
    m_touched.insert(key);
    if (plane.role == model::PlaneRole::Sidecar)
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
    const model::PlaneDeclaration removed = std::move(plane->second);
    m_planes.erase(plane);
    m_compiled.erase(planeKey);
    m_touched.erase(planeKey);
    if (removed.role == model::PlaneRole::Sidecar)
        touchGatewaysBeside(removed);
}

std::vector<std::string> Compiler::takeTouched()
{
    std::vector<std::string> touched(m_touched.begin(), m_touched.end());
    m_touched.clear();
    return touched;
}

std::shared_ptr<const CompiledPlane> Compiler::compile(const std::string& planeKey)
{
    const auto plane = m_planes.find(planeKey);
    if (plane == m_planes.end())
        return nullptr;
    std::vector<snapshot::SharedSection> sections =
        plane->second.role == model::PlaneRole::Gateway ? compileGateway(plane->second) : compileSidecar(plane->second);
    std::shared_ptr<const CompiledPlane>& compiled = m_compiled[planeKey];
    shareUnchanged(sections, compiled.get());
    compiled = assemblePlane(std::move(sections));
    return compiled;
}

std::vector<snapshot::SharedSection> Compiler::compileSidecar(const model::PlaneDeclaration& plane)
{
    const std::string key = planeKeyOf(plane);
    std::vector<snapshot::SharedSection> sections;
    std::set<std::string> hosts;
    std::set<std::string> clusters;
    for (const model::PlaneListener& listener : plane.listeners) {
        sections.push_back(encodeListener(listener, clusterNameOf(plane.mesh, listener.service), false));
        if (!hosts.insert(listener.service).second)
            continue;
        const HostMemo& host = hostOf(plane, listener.service);
        sections.push_back(host.section);
        clusters.insert(host.clusters.begin(), host.clusters.end());
    }
    for (const std::string& service : clusters) {
        m_planesByUse[{plane.mesh, service}].insert(key);
        const auto known = m_services.find({plane.mesh, service});
        if (known == m_services.end())
            continue;
        sections.push_back(known->second.cluster);
        sections.push_back(known->second.endpoints);
    }
    return sections;
}

const Compiler::HostMemo& Compiler::hostOf(const model::PlaneDeclaration& plane, const std::string& service)
{
    const ServiceKey key{plane.mesh, service};
    std::vector<const Policy*> policies;
    std::vector<std::pair<std::string, std::uint64_t>> stamps;
    if (const auto names = m_policiesByDestination.find(key); names != m_policiesByDestination.end())
        for (const std::string& name : names->second) {
            const Policy& policy = m_policies.at({plane.mesh, name});
            if (!model::selects(policy.route.planes, plane))
                continue;
            policies.push_back(&policy);
            stamps.emplace_back(name, policy.stamp);
        }
    std::vector<HostMemo>& memos = m_hosts[key];
    std::erase_if(memos, [&](const HostMemo& memo) { return memo.servicesStamp != m_servicesStamp; });
    const auto found =
        std::find_if(memos.begin(), memos.end(), [&](const HostMemo& memo) { return memo.policies == stamps; });
    if (found != memos.end())
        return *found;
    memos.push_back(makeHost(key, policies));
    memos.back().policies = std::move(stamps);
    return memos.back();
}

Compiler::HostMemo Compiler::makeHost(const ServiceKey& key, const std::vector<const Policy*>& policies) const
{
    HostMemo memo;
    memo.servicesStamp = m_servicesStamp;
    std::set<std::string> clusters;
    MeshRoutesInput input{key.first, key.second, {}, {}};
    for (const Policy* const policy : policies)
        input.policies.push_back(&policy->route);
    input.exists = [&](const std::string& service) {
        clusters.insert(service); // Also those that are missing: the plane is touched once they come.
        return m_services.contains({key.first, service});
    };
    clusters.insert(key.second);
    memo.section =
        snapshot::encode(snapshot::VirtualHost{clusterNameOf(key.first, key.second), compileMeshRoutes(input)});
    memo.clusters.assign(clusters.begin(), clusters.end());
    return memo;
}

std::vector<snapshot::SharedSection> Compiler::compileGateway(const model::PlaneDeclaration& plane)
{
    std::vector<snapshot::SharedSection> sections;
    for (const model::PlaneListener& listener : plane.listeners)
        sections.push_back(encodeListener(listener, std::string(gatewayHostName), true));
    sections.push_back(gatewayHost());
    for (const auto& [name, service] : m_gatewayServices) {
        if (!service.isEnabled)
            continue;
        snapshot::Cluster cluster;
        cluster.name = gatewayClusterName(name);
        cluster.connectTimeout = service.connectTimeout;
        cluster.readTimeout = service.readTimeout;
        cluster.writeTimeout = service.writeTimeout;
        sections.push_back(snapshot::encode(cluster));
        sections.push_back(snapshot::encode(snapshot::Endpoints{cluster.name, endpointsOf(service, plane)}));
    }
    return sections;
}

const snapshot::SharedSection& Compiler::gatewayHost()
{
    if (m_gatewayHost)
        return m_gatewayHost;
    std::vector<const model::GatewayRoute*> routes;
    for (const auto& [name, route] : m_gatewayRoutes)
        routes.push_back(&route);
    const auto findService = [this](const std::string& name) {
        const auto service = m_gatewayServices.find(name);
        return service == m_gatewayServices.end() ? nullptr : &service->second;
    };
    m_gatewayHost = snapshot::encode(
        snapshot::VirtualHost{std::string(gatewayHostName), compileGatewayRoutes(routes, findService)});
    return m_gatewayHost;
}

std::vector<snapshot::Endpoint> Compiler::endpointsOf(const model::GatewayService& service,
                                                      const model::PlaneDeclaration& gateway) const
{
    if (net::SocketAddress::create(service.host, service.port))
        return {{fmt::format("{}:{}", service.host, service.port), service.host, service.port}};
    const auto sidecars = m_planesByListener.find({gateway.mesh, service.host});
    if (sidecars == m_planesByListener.end())
        return {};
    for (const std::string& key : sidecars->second) {
        const model::PlaneDeclaration& sidecar = m_planes.at(key);
        if (sidecar.workload != gateway.workload)
            continue;
        for (const model::PlaneListener& listener : sidecar.listeners)
            if (listener.service == service.host)
                return {{sidecar.name, listener.address, listener.port}};
    }
    return {};
}

} // namespace causeway::control
