#pragma once

#include "engine/api/views.h"
#include "engine/runtime/view/cluster_facts.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace causeway::runtime {

/// The boxes and lines of the picture. What there is changes with revisions and data planes only, what it handled with
/// each view: the first is kept between views, so that a large picture costs little while nothing changes but numbers.
///
/// Shape:   the order of everything is that of resources and planes, and stays.
/// Threads: one owner.
class Topology
{
public:
    enum class Clients
    {
        Measured, // Drawn as a node of their own.
        Unknown
    };
    explicit Topology(Clients clients)
        : m_clients(clients)
    {
    }

    /// By data plane: services of its inbounds behind which nobody listens.
    using Absences = std::map<std::string, std::vector<std::string>, std::less<>>;
    /// What there is.
    void rebuild(const std::vector<control::ResourceEntry>& resources, const std::vector<control::PlaneStatus>& planes,
                 const std::vector<SplitRule>& rules, const Absences& absences = {});
    /// What each handled in the last ten seconds, and whether the last two went well.
    void count(const TrafficWindows& traffic, WallTime now, const api::Traffic* clients);

    const std::vector<api::ZoneView>& zones() const { return m_zones; }
    const std::vector<api::NodeView>& nodes() const { return m_nodes; }
    const std::vector<api::EdgeView>& edges() const { return m_edges; }
    const std::vector<api::PlaneView>& planes() const { return m_planes; }
    bool isMutualTls() const { return m_isMutualTls; }
    /// Id of the node that a plane belongs to; empty when it is none.
    std::string nodeOfPlane(const std::string& plane) const;

private:
    /// What is known of a node beside what is shown.
    struct NodeFacts
    {
        api::Health health = api::Health::Good; // Before what its traffic says.
        std::string healthReason;
        std::size_t instances = 0;
        std::size_t sidecars = 0; // Of its instances.
        std::size_t absent = 0;   // Of its instances: nobody listens behind the sidecar.
        std::size_t planes = 0;
        std::size_t planesOffline = 0;
        bool isCountedHere = false; // By inbounds of its own planes, not by its callers.
    };
    struct PlaneFacts
    {
        std::size_t node = 0;
        model::PlaneRole role = model::PlaneRole::Sidecar;
    };
    struct Sums;

    void addMeshes(const std::vector<control::ResourceEntry>& resources);
    void addService(const model::MeshService& service);
    void addPlane(const control::PlaneStatus& plane);
    std::size_t nodeFor(const model::PlaneDeclaration& plane);
    void addInbounds(const control::PlaneStatus& plane);
    void noteAbsences(const control::PlaneStatus& plane, const std::vector<std::string>& services);
    void addEdges(const model::PlaneDeclaration& sidecar, const std::vector<SplitRule>& rules);
    void addDirectEdges(const std::vector<control::ResourceEntry>& resources);
    void addClients();
    void describeNodes();
    void describeZones(const std::vector<control::PlaneStatus>& planes);
    void closeNode(std::size_t node);
    std::size_t addNode(api::NodeView node);
    std::size_t edge(std::size_t from, std::size_t to);
    void worsen(std::size_t node, api::Health health, const std::string& reason);

    const std::size_t* nodeOfService(std::string_view mesh, std::string_view service) const;
    void sumUp(const TrafficWindows& traffic, WallTime since, Sums& sums) const;
    void judge(const Sums& recent, Duration window);

    Clients m_clients;
    std::vector<api::ZoneView> m_zones;
    std::vector<api::NodeView> m_nodes;
    std::vector<api::EdgeView> m_edges;
    std::vector<api::PlaneView> m_planes;
    std::vector<NodeFacts> m_facts; // Of the nodes, in their order.
    bool m_isMutualTls = false;

    std::map<std::string, std::size_t, std::less<>> m_nodeById;
    std::map<std::string, std::size_t, std::less<>> m_nodeByCluster; // Service nodes.
    std::map<std::string, std::size_t, std::less<>> m_nodeByInbound; // By the cluster of the application.
    std::map<std::string, std::size_t, std::less<>> m_nodeByDirect;  // By the cluster of a call past the mesh.
    std::map<std::string, std::size_t, std::less<>> m_nodeByAddress; // "address:port" of an instance.
    std::map<std::string, PlaneFacts, std::less<>> m_planeByName;
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> m_edgeByEnds;
    std::map<std::string, bool, std::less<>> m_isStrictMesh; // By name: it speaks mTLS only.
};

} // namespace causeway::runtime
