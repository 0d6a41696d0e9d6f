#include "engine/runtime/view/topology_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace causeway::runtime {

namespace {

constexpr std::string_view zoneLabel = "kuma.io/zone";

api::PlaneState stateOf(const control::PlaneStatus& plane)
{
    if (!plane.isConnected)
        return api::PlaneState::Offline;
    if (!plane.refusal.empty())
        return api::PlaneState::Refused;
    return plane.isInSync ? api::PlaneState::InSync : api::PlaneState::Applying;
}

api::PlaneView viewOf(const control::PlaneStatus& plane, const std::string& node)
{
    api::PlaneView view;
    view.name = plane.declaration.name;
    view.node = node;
    view.role = model::nameOf(plane.declaration.role);
    view.zone = plane.declaration.zone;
    view.state = stateOf(plane);
    view.reason = plane.refusal;
    view.servedRevision = plane.servedRevision;
    view.since = plane.stateSince;
    view.version = plane.version;
    view.identity = plane.identity;
    view.certificateExpires = plane.certificateExpires;
    return view;
}

std::string counted(std::size_t number, std::string_view one, std::string_view more)
{
    return fmt::format("{} {}", number, number == 1 ? one : more);
}

const std::string& workloadOf(const model::PlaneDeclaration& plane)
{
    return plane.workload.empty() ? plane.name : plane.workload;
}

} // namespace

void Topology::rebuild(const std::vector<control::ResourceEntry>& resources,
                       const std::vector<control::PlaneStatus>& planes, const std::vector<SplitRule>& rules,
                       const Absences& absences)
{
    *this = Topology(m_clients);
    addMeshes(resources);
    for (const control::ResourceEntry& entry : resources)
        if (const auto* const service = std::get_if<model::MeshService>(&entry.resource))
            addService(*service);
    for (const control::PlaneStatus& plane : planes)
        addPlane(plane);
    for (const control::PlaneStatus& plane : planes)
        if (const auto absent = absences.find(plane.declaration.name); absent != absences.end() && plane.isConnected)
            noteAbsences(plane, absent->second);
    for (const control::PlaneStatus& plane : planes)
        if (plane.declaration.role == model::PlaneRole::Sidecar)
            addEdges(plane.declaration, rules);
    addDirectEdges(resources);
    describeNodes();
    describeZones(planes);
    if (m_clients == Clients::Measured)
        addClients();
}

void Topology::addMeshes(const std::vector<control::ResourceEntry>& resources)
{
    for (const control::ResourceEntry& entry : resources)
        if (const auto* const mesh = std::get_if<model::Mesh>(&entry.resource))
            m_isStrictMesh[mesh->name] = model::hasMtls(*mesh) && mesh->mtls->mode == model::MeshMtls::Mode::Strict;
    m_isMutualTls = !m_isStrictMesh.empty() && std::all_of(m_isStrictMesh.begin(), m_isStrictMesh.end(),
                                                           [](const auto& mesh) { return mesh.second; });
}

std::size_t Topology::addNode(api::NodeView node)
{
    const std::size_t index = m_nodes.size();
    m_nodeById.emplace(node.id, index);
    m_nodes.push_back(std::move(node));
    m_facts.emplace_back();
    return index;
}

void Topology::addService(const model::MeshService& service)
{
    api::NodeView node;
    node.id = runtime::nodeOfService(service.mesh, service.name);
    node.kind = api::NodeKind::Service;
    node.name = service.name;
    node.mesh = service.mesh;
    if (const auto zone = service.labels.find(std::string(zoneLabel)); zone != service.labels.end())
        node.zone = zone->second;
    const std::size_t index = addNode(std::move(node));
    m_facts[index].instances = service.instances.size();
    m_nodeByCluster.emplace(clusterOfService(service.mesh, service.name), index);
    for (const model::ServiceInstance& instance : service.instances)
        m_nodeByAddress.emplace(fmt::format("{}:{}", instance.address, instance.port), index);
}

const std::size_t* Topology::nodeOfService(std::string_view mesh, std::string_view service) const
{
    const auto found = m_nodeByCluster.find(clusterOfService(mesh, service));
    return found == m_nodeByCluster.end() ? nullptr : &found->second;
}

/// A sidecar belongs to the service whose traffic it takes, an ingress to its zone, others to their workload.
std::size_t Topology::nodeFor(const model::PlaneDeclaration& plane)
{
    for (const model::PlaneInbound& inbound : plane.inbounds)
        if (const std::size_t* const service = nodeOfService(plane.mesh, inbound.service))
            return *service;
    const bool isIngress = plane.role == model::PlaneRole::ZoneIngress;
    const std::string id = isIngress ? nodeOfIngress(plane.zone) : runtime::nodeOfPlane(plane);
    if (const auto known = m_nodeById.find(id); known != m_nodeById.end())
        return known->second;
    api::NodeView node;
    node.id = id;
    node.kind = isIngress ? api::NodeKind::ZoneIngress : api::NodeKind::Gateway;
    node.name = isIngress ? "zone ingress" : workloadOf(plane);
    node.zone = plane.zone;
    node.mesh = isIngress ? std::string() : plane.mesh;
    return addNode(std::move(node));
}

void Topology::addPlane(const control::PlaneStatus& plane)
{
    const model::PlaneDeclaration& declared = plane.declaration;
    const std::size_t node = nodeFor(declared);
    m_nodes[node].planes.push_back(declared.name);
    m_planeByName.emplace(declared.name, PlaneFacts{node, declared.role});
    m_planes.push_back(viewOf(plane, m_nodes[node].id));
    NodeFacts& facts = m_facts[node];
    ++facts.planes;
    if (!plane.isConnected)
        ++facts.planesOffline;
    if (declared.role == model::PlaneRole::Sidecar && declared.inbounds.empty())
        ++facts.sidecars;
    addInbounds(plane);
    if (!plane.isConnected)
        worsen(node, api::Health::Degraded, declared.name + " is offline");
    else if (!plane.refusal.empty())
        worsen(node, api::Health::Degraded, fmt::format("{} refused: {}", declared.name, plane.refusal));
}

void Topology::addInbounds(const control::PlaneStatus& plane)
{
    const model::PlaneDeclaration& declared = plane.declaration;
    for (const model::PlaneInbound& inbound : declared.inbounds) {
        const std::size_t* const service = nodeOfService(declared.mesh, inbound.service);
        if (!service)
            continue;
        ++m_facts[*service].instances;
        ++m_facts[*service].sidecars;
        m_facts[*service].isCountedHere = true;
        m_nodeByInbound.emplace(inboundOfService(declared.mesh, inbound.service), *service);
        m_nodeByAddress.emplace(fmt::format("{}:{}", inbound.address, inbound.port), *service);
        m_nodeByAddress.emplace(fmt::format("{}:{}", inbound.applicationAddress, inbound.applicationPort), *service);
        if (m_nodes[*service].zone.empty())
            m_nodes[*service].zone = declared.zone;
    }
}

void Topology::noteAbsences(const control::PlaneStatus& plane, const std::vector<std::string>& services)
{
    for (const model::PlaneInbound& inbound : plane.declaration.inbounds) {
        const std::size_t* const service = nodeOfService(plane.declaration.mesh, inbound.service);
        if (!service || std::find(services.begin(), services.end(), inbound.service) == services.end())
            continue;
        ++m_facts[*service].absent;
        worsen(*service, api::Health::Degraded,
               fmt::format("nobody listens at {}:{}, behind {}", inbound.applicationAddress, inbound.applicationPort,
                           plane.declaration.name));
    }
}

void Topology::worsen(std::size_t node, api::Health health, const std::string& reason)
{
    if (m_facts[node].health >= health)
        return;
    m_facts[node].health = health;
    m_facts[node].healthReason = reason;
}

std::size_t Topology::edge(std::size_t from, std::size_t to)
{
    const auto [position, isNew] = m_edgeByEnds.emplace(std::pair(from, to), m_edges.size());
    if (isNew) {
        api::EdgeView view;
        view.from = m_nodes[from].id;
        view.to = m_nodes[to].id;
        view.id = view.from + " > " + view.to;
        const bool leavesZone = m_nodes[from].zone != m_nodes[to].zone && m_facts[to].isCountedHere;
        if (const std::string ingress = nodeOfIngress(m_nodes[to].zone); leavesZone && m_nodeById.contains(ingress))
            view.via = ingress;
        m_edges.push_back(std::move(view));
    }
    return position->second;
}

void Topology::addEdges(const model::PlaneDeclaration& sidecar, const std::vector<SplitRule>& rules)
{
    const std::size_t from = m_planeByName.find(sidecar.name)->second.node;
    std::set<std::string_view> destinations;
    for (const model::PlaneListener& listener : sidecar.listeners) {
        destinations.insert(listener.service);
        if (const std::size_t* const to = nodeOfService(sidecar.mesh, listener.service))
            edge(from, *to);
    }
    for (const SplitRule& rule : rules) {
        const bool isHere = rule.route->mesh == sidecar.mesh && destinations.contains(rule.destination->service) &&
                            model::selects(rule.route->planes, sidecar);
        if (!isHere)
            continue;
        for (const model::BackendRef& backend : rule.rule->backends)
            if (const std::size_t* const to = nodeOfService(sidecar.mesh, backend.service))
                m_edges[edge(from, *to)].routes.push_back(rule.id);
    }
}

/// A gateway service may name an instance by its address and so pass the mesh by.
void Topology::addDirectEdges(const std::vector<control::ResourceEntry>& resources)
{
    for (const control::ResourceEntry& entry : resources) {
        const auto* const service = std::get_if<model::GatewayService>(&entry.resource);
        if (!service)
            continue;
        const auto node = m_nodeByAddress.find(fmt::format("{}:{}", service->host, service->port));
        if (node == m_nodeByAddress.end())
            continue;
        m_nodeByDirect.emplace("services/" + service->name, node->second);
        for (const auto& [name, plane] : m_planeByName)
            if (plane.role == model::PlaneRole::Gateway)
                edge(plane.node, node->second);
    }
}

void Topology::addClients()
{
    api::NodeView node;
    node.id = clientsNode;
    node.kind = api::NodeKind::Clients;
    node.name = "clients";
    node.health = api::Health::Good;
    const std::size_t clients = addNode(std::move(node));
    for (const auto& [name, plane] : m_planeByName)
        if (plane.role == model::PlaneRole::Gateway)
            edge(clients, plane.node);
}

void Topology::describeNodes()
{
    for (std::size_t node = 0; node < m_nodes.size(); ++node)
        closeNode(node);
}

void Topology::closeNode(std::size_t node)
{
    api::NodeView& view = m_nodes[node];
    NodeFacts& facts = m_facts[node];
    const auto mesh = m_isStrictMesh.find(view.mesh);
    const bool isStrict = mesh != m_isStrictMesh.end() && mesh->second;
    switch (view.kind) {
    case api::NodeKind::Service:
        view.detail = counted(facts.instances, "instance", "instances");
        if (facts.sidecars > 0)
            view.detail += facts.sidecars == 1 ? " + sidecar" : " + sidecars";
        view.isMutualTls = isStrict && facts.instances > 0 && facts.sidecars == facts.instances;
        if (facts.instances == 0)
            worsen(node, api::Health::Bad, "no instance");
        else if (facts.absent == facts.instances)
            worsen(node, api::Health::Bad, "no instance listens");
        break;
    case api::NodeKind::ZoneIngress:
        view.detail = "SNI · mTLS";
        view.isMutualTls = m_isMutualTls; // It passes what it cannot read.
        break;
    default:
        view.detail = facts.sidecars > 0 ? "+ sidecar" : "";
        view.isMutualTls = isStrict && facts.sidecars > 0;
        break;
    }
    const bool needsAllPlanes =
        view.kind == api::NodeKind::Gateway; // A gateway and its sidecar stand and fall together.
    if (facts.planesOffline > 0 && (needsAllPlanes || facts.planesOffline == facts.planes)) {
        facts.health = std::min(facts.health, api::Health::Degraded);
        worsen(node, api::Health::Bad, facts.healthReason);
    }
    view.health = facts.health;
    view.healthReason = facts.healthReason;
}

void Topology::describeZones(const std::vector<control::PlaneStatus>& planes)
{
    struct Count
    {
        std::size_t planes = 0;
        std::vector<std::string> offline;
    };
    std::map<std::string, Count> zones;
    for (const api::NodeView& node : m_nodes)
        if (!node.zone.empty())
            zones[node.zone];
    for (const control::PlaneStatus& plane : planes) {
        Count& zone = zones[plane.declaration.zone];
        ++zone.planes;
        if (!plane.isConnected)
            zone.offline.push_back(plane.declaration.name);
    }
    for (const auto& [name, zone] : zones) {
        api::ZoneView& view = m_zones.emplace_back();
        view.name = name;
        view.detail = zone.planes == 0 ? "no data plane" : counted(zone.planes, "data plane", "data planes");
        if (zone.planes > 0)
            view.health = zone.offline.empty()                 ? api::Health::Good
                          : zone.offline.size() == zone.planes ? api::Health::Bad
                                                               : api::Health::Degraded;
        if (zone.offline.size() == 1)
            view.healthReason = zone.offline.front() + " is offline";
        else if (!zone.offline.empty())
            view.healthReason = fmt::format("{} of {} data planes are offline", zone.offline.size(), zone.planes);
    }
}

std::string Topology::nodeOfPlane(const std::string& plane) const
{
    const auto found = m_planeByName.find(plane);
    return found == m_planeByName.end() ? std::string() : m_nodes[found->second.node].id;
}

} // namespace causeway::runtime
