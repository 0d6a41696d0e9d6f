#pragma once

#include "engine/control/compile/doors.h"
#include "engine/model/inventory.h"
#include "engine/model/resources.h"
#include "engine/snapshot/sections.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace causeway::control {

/// Who stands behind each service of the meshes, and how one gets there from a zone: the part of a snapshot that
/// follows the inventory. Sections are made once and kept until something that they say has changed.
///
/// Shape:   Planes of the caller's zone are reached directly; only where there is none, those of other zones, each zone
///          by its ingresses, one endpoint an ingress. Other zones take mesh TLS, and so a mesh that has it.
///          `instances` have no sidecar that could speak TLS: they count while the service has no inbounds, or the
///          mesh no TLS, and one whose address an inbound hands its requests to is that inbound.
/// Threads: one owner.
/// Source:  kuma.md §4.10 (local zone first), §8.3, §8.5.
class ServiceDirectory
{
public:
    using Key = std::pair<std::string, std::string>; // Mesh and service.

    struct Reach
    {
        snapshot::SharedSection cluster;
        snapshot::SharedSection endpoints;
        SharedDoors doors; // That the endpoints are.
    };
    /// What a zone ingress passes through.
    struct Passage
    {
        std::vector<snapshot::StreamRoute> routes;
        std::vector<snapshot::SharedSection> sections; // The clusters of the routes, and their endpoints.
        SharedDoors taken;                             // By the ingress.
        std::vector<SharedDoors> used;
    };

    void setService(const model::MeshService& service);
    /// False: there was none.
    bool removeService(const Key& key);
    /// A plane that is new here: see removePlane().
    void addPlane(const model::PlaneDeclaration& plane);
    void removePlane(const model::PlaneDeclaration& plane);
    void setSecured(const std::string& mesh, bool isSecured);
    /// No other zone sends to a zone that is not enabled.
    void setEnabled(const std::string& zone, bool isEnabled);

    bool contains(const Key& key) const;
    /// For a service that exists.
    Reach reachFrom(const std::string& zone, const Key& key);
    Passage passageInto(const std::string& mesh, const std::string& zone, const std::string& ingress);

    /// Services and planes (zone ingresses) for which the answers above may differ since the last call.
    std::set<Key> takeChangedServices() { return std::exchange(m_changedServices, {}); }
    std::set<std::string> takeChangedIngresses() { return std::exchange(m_changedIngresses, {}); }

private:
    struct Inbound
    {
        std::string plane; // Its name.
        std::string zone;
        std::string identity; // SPIFFE URI of its workload.
        model::PlaneInbound socket;
    };
    struct Entry
    {
        std::optional<model::MeshService> service;
        std::map<std::string, Inbound> inbounds; // By plane key.
        // What follows is null or absent until it is asked for.
        snapshot::SharedSection cluster;
        std::map<std::string, Reach> reaches;  // By the caller's zone.
        std::map<std::string, Reach> passages; // By the ingress's zone.
    };
    using ZoneKey = std::pair<std::string, std::string>; // Mesh and zone.

    void forget(const Key& key, Entry& entry);
    void forgetZone(const ZoneKey& zone);
    void touchIngresses(const ZoneKey& zone);
    bool isSecured(const std::string& mesh, const Entry& entry) const;
    snapshot::Cluster clusterOf(const Key& key, const Entry& entry) const;
    /// Endpoints and their doors.
    struct Targets
    {
        std::vector<snapshot::Endpoint> endpoints;
        Doors doors;
    };
    Targets targetsIn(const std::string& zone, const Key& key, const Entry& entry, bool isTls) const;
    Targets throughIngresses(const std::string& zone, const Key& key, const Entry& entry) const;
    void addInstances(Targets& targets, const Entry& entry) const;
    static Reach reachOf(snapshot::SharedSection cluster, Targets targets);
    const Reach& passageOf(const std::string& zone, const Key& key, Entry& entry);

    std::map<Key, Entry> m_entries;                            // Of services that exist or have inbounds.
    std::map<ZoneKey, std::set<std::string>> m_servicesOfZone; // Those with inbounds there.
    std::map<ZoneKey, std::map<std::string, snapshot::Endpoint>> m_ingressesOfZone; // By plane key.
    std::set<std::string> m_securedMeshes;
    std::set<std::string> m_disabledZones;
    std::set<Key> m_changedServices;
    std::set<std::string> m_changedIngresses;
};

} // namespace causeway::control
