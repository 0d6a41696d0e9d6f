#include "engine/runtime/view/topology_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace causeway::runtime {

namespace {

constexpr std::chrono::seconds nodeWindow{10};
constexpr std::string_view zoneLabel = "kuma.io/zone";

api::PlaneState stateOf(const control::PlaneStatus& plane)
{
    if (!plane.isConnected)
        return api::PlaneState::Offline;
    if (!plane.refusal.empty())
        return api::PlaneState::Refused;
    return plane.isInSync ? api::PlaneState::InSync : api::PlaneState::Applying;
}

/// Collects nodes and edges under their ids, then adds up what each handled.
class TopologyBuilder
{
public:
    TopologyBuilder(const ClusterFacts& facts, const std::vector<SplitRule>& rules)
        : m_facts(facts)
        , m_rules(rules)
    {
    }

    void addServices();
    void addPlanes();
    void addMeshEdges();
    void addDirectEdges();
    void addClients(const api::Traffic& traffic);
    void countTraffic();
    Topology finish();

private:
    api::EdgeView& edge(const std::string& from, const std::string& to);
    void addService(const model::MeshService& service);
    void addPlane(const control::PlaneStatus& plane);
    void addEdgesOfSidecar(const model::PlaneDeclaration& sidecar);
    const std::string* serviceNodeOfCluster(const std::string& cluster) const;
    static void worsen(api::NodeView& node, api::Health health, const std::string& reason);

    const ClusterFacts& m_facts;
    const std::vector<SplitRule>& m_rules;
    Topology m_topology;
    std::map<std::string, std::size_t> m_nodes;            // Index by id.
    std::map<std::string, std::size_t> m_edges;            // Index by id.
    std::map<std::string, std::string> m_nodeOfCluster;    // Service nodes.
    std::map<std::string, std::string> m_nodeOfPlane;      // By plane name.
    std::map<std::string, model::PlaneRole> m_roleOfPlane; // By plane name.
    std::map<std::string, std::string> m_nodeOfAddress;    // "address:port" of an instance.
    std::set<std::string> m_zones;
};

void TopologyBuilder::addServices()
{
    for (const control::ResourceEntry& entry : m_facts.resources)
        if (const auto* const service = std::get_if<model::MeshService>(&entry.resource))
            addService(*service);
}

void TopologyBuilder::addService(const model::MeshService& service)
{
    api::NodeView node;
    node.id = nodeOfService(service.mesh, service.name);
    node.kind = api::NodeKind::Service;
    node.name = service.name;
    node.mesh = service.mesh;
    if (const auto zone = service.labels.find(std::string(zoneLabel)); zone != service.labels.end())
        node.zone = zone->second;
    const std::size_t instances = service.instances.size();
    node.detail = instances == 1 ? std::string("1 instance") : fmt::format("{} instances", instances);
    node.health = instances > 0 ? api::Health::Good : api::Health::Bad;
    if (instances == 0)
        node.healthReason = "no instance";
    if (!node.zone.empty())
        m_zones.insert(node.zone);
    m_nodeOfCluster.emplace(clusterOfService(service.mesh, service.name), node.id);
    for (const model::ServiceInstance& instance : service.instances)
        m_nodeOfAddress.emplace(fmt::format("{}:{}", instance.address, instance.port), node.id);
    m_nodes.emplace(node.id, m_topology.nodes.size());
    m_topology.nodes.push_back(std::move(node));
}

void TopologyBuilder::addPlanes()
{
    for (const control::PlaneStatus& plane : m_facts.planes)
        addPlane(plane);
}

void TopologyBuilder::addPlane(const control::PlaneStatus& plane)
{
    const model::PlaneDeclaration& declared = plane.declaration;
    const std::string id = nodeOfPlane(declared);
    const auto [position, isNew] = m_nodes.emplace(id, m_topology.nodes.size());
    if (isNew) {
        api::NodeView node;
        node.id = id;
        node.kind = api::NodeKind::Gateway;
        node.name = declared.workload.empty() ? declared.name : declared.workload;
        node.zone = declared.zone;
        node.mesh = declared.mesh;
        node.health = api::Health::Good;
        m_topology.nodes.push_back(std::move(node));
        m_zones.insert(declared.zone);
    }
    api::NodeView& node = m_topology.nodes[position->second];
    node.planes.push_back(declared.name);
    if (declared.role == model::PlaneRole::Sidecar)
        node.detail = "+ sidecar";
    const api::PlaneState state = stateOf(plane);
    if (state == api::PlaneState::Offline)
        worsen(node, api::Health::Bad, declared.name + " is offline");
    else if (state == api::PlaneState::Refused)
        worsen(node, api::Health::Degraded, fmt::format("{} refused: {}", declared.name, plane.refusal));
    m_nodeOfPlane.emplace(declared.name, id);
    m_roleOfPlane.emplace(declared.name, declared.role);
    m_topology.planes.push_back({declared.name, id, std::string(model::nameOf(declared.role)), declared.zone, state,
                                 plane.refusal, plane.servedRevision, plane.stateSince, plane.version, {}, {}});
}

void TopologyBuilder::worsen(api::NodeView& node, api::Health health, const std::string& reason)
{
    if (node.health >= health)
        return;
    node.health = health;
    node.healthReason = reason;
}

api::EdgeView& TopologyBuilder::edge(const std::string& from, const std::string& to)
{
    const std::string id = from + " > " + to;
    const auto [position, isNew] = m_edges.emplace(id, m_topology.edges.size());
    if (isNew) {
        api::EdgeView view;
        view.id = id;
        view.from = from;
        view.to = to;
        m_topology.edges.push_back(std::move(view));
    }
    return m_topology.edges[position->second];
}

void TopologyBuilder::addMeshEdges()
{
    for (const control::PlaneStatus& plane : m_facts.planes)
        if (plane.declaration.role == model::PlaneRole::Sidecar)
            addEdgesOfSidecar(plane.declaration);
}

void TopologyBuilder::addEdgesOfSidecar(const model::PlaneDeclaration& sidecar)
{
    const std::string from = nodeOfPlane(sidecar);
    for (const model::PlaneListener& listener : sidecar.listeners) {
        const std::string destination = nodeOfService(sidecar.mesh, listener.service);
        if (m_nodes.contains(destination))
            edge(from, destination);
        for (const SplitRule& rule : m_rules) {
            const bool isHere = rule.route->mesh == sidecar.mesh && rule.destination->service == listener.service &&
                                model::selects(rule.route->planes, sidecar);
            if (!isHere)
                continue;
            for (const model::BackendRef& backend : rule.rule->backends)
                if (const std::string to = nodeOfService(sidecar.mesh, backend.service); m_nodes.contains(to))
                    edge(from, to).routes.push_back(rule.id);
        }
    }
}

/// A gateway service may name an instance by its address and so pass the mesh by.
void TopologyBuilder::addDirectEdges()
{
    for (const control::ResourceEntry& entry : m_facts.resources) {
        const auto* const service = std::get_if<model::GatewayService>(&entry.resource);
        if (!service)
            continue;
        const auto node = m_nodeOfAddress.find(fmt::format("{}:{}", service->host, service->port));
        if (node == m_nodeOfAddress.end())
            continue;
        m_nodeOfCluster.emplace("services/" + service->name, node->second);
        for (const auto& [plane, role] : m_roleOfPlane)
            if (role == model::PlaneRole::Gateway)
                edge(m_nodeOfPlane.at(plane), node->second);
    }
}

void TopologyBuilder::addClients(const api::Traffic& traffic)
{
    api::NodeView node;
    node.id = clientsNode;
    node.kind = api::NodeKind::Clients;
    node.name = "clients";
    node.health = api::Health::Good;
    node.traffic = traffic;
    m_topology.nodes.push_back(node);
    for (const auto& [plane, role] : m_roleOfPlane)
        if (role == model::PlaneRole::Gateway)
            edge(node.id, m_nodeOfPlane.at(plane)).traffic = traffic;
}

const std::string* TopologyBuilder::serviceNodeOfCluster(const std::string& cluster) const
{
    const auto node = m_nodeOfCluster.find(cluster);
    return node == m_nodeOfCluster.end() ? nullptr : &node->second;
}

void TopologyBuilder::countTraffic()
{
    const WallTime since = m_facts.now - nodeWindow;
    const Duration window = m_facts.traffic.measuredSince(since);
    std::map<std::string, TrafficSum> sums; // By node id and by edge id, which never coincide.
    m_facts.traffic.distribute(
        [&](const TrafficWindows::Key& key) -> TrafficSum* {
            const std::string* const service = serviceNodeOfCluster(key.backend);
            return service ? &sums[*service] : nullptr;
        },
        since);
    m_facts.traffic.distribute(
        [&](const TrafficWindows::Key& key) -> TrafficSum* {
            const std::string* const service = serviceNodeOfCluster(key.backend);
            const auto from = m_nodeOfPlane.find(key.plane);
            return service && from != m_nodeOfPlane.end() ? &sums[from->second + " > " + *service] : nullptr;
        },
        since);
    m_facts.traffic.distribute(
        [&](const TrafficWindows::Key& key) -> TrafficSum* {
            const auto role = m_roleOfPlane.find(key.plane);
            const bool isFrontDoor = role != m_roleOfPlane.end() && role->second == model::PlaneRole::Gateway;
            return isFrontDoor ? &sums[m_nodeOfPlane.at(key.plane)] : nullptr;
        },
        since);
    for (api::NodeView& node : m_topology.nodes)
        if (node.kind != api::NodeKind::Clients)
            node.traffic = sums[node.id].over(window);
    for (api::EdgeView& view : m_topology.edges)
        if (view.from != clientsNode)
            view.traffic = sums[view.id].over(window);
}

Topology TopologyBuilder::finish()
{
    for (const std::string& zone : m_zones)
        m_topology.zones.push_back({zone, {}, api::Health::Unknown, {}});
    return std::move(m_topology);
}

} // namespace

Topology buildTopology(const ClusterFacts& facts, const std::vector<SplitRule>& rules, const api::Traffic* clients)
{
    TopologyBuilder builder(facts, rules);
    builder.addServices();
    builder.addPlanes();
    builder.addMeshEdges();
    builder.addDirectEdges();
    builder.countTraffic();
    if (clients)
        builder.addClients(*clients);
    return builder.finish();
}

} // namespace causeway::runtime
