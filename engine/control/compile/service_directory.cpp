#include "engine/control/compile/service_directory.h"

#include "engine/base/assert.h"
#include "engine/control/compile/mesh_routes.h"
#include "engine/control/compile/plane_key.h"
#include "engine/control/compile/service_sni.h"
#include "engine/keys/spiffe.h"
#include "engine/snapshot/codec.h"

#include <algorithm>

namespace causeway::control {

namespace {

constexpr std::chrono::milliseconds connectTimeout{5'000};

snapshot::Endpoint endpointOf(const model::PlaneDeclaration& ingress)
{
    if (!ingress.advertisedAddress.empty())
        return {ingress.name, ingress.advertisedAddress, ingress.advertisedPort};
    return {ingress.name, ingress.listeners.front().address, ingress.listeners.front().port};
}

bool isPassage(const model::PlaneDeclaration& plane)
{
    return plane.role == model::PlaneRole::ZoneIngress && !plane.listeners.empty();
}

bool leadsTo(const snapshot::Endpoint& endpoint, const snapshot::Endpoint& other)
{
    return endpoint.address == other.address && endpoint.port == other.port;
}

} // namespace

void ServiceDirectory::setService(const model::MeshService& service)
{
    const Key key{service.mesh, service.name};
    Entry& entry = m_entries[key];
    entry.service = service;
    forget(key, entry);
}

bool ServiceDirectory::removeService(const Key& key)
{
    const auto found = m_entries.find(key);
    if (found == m_entries.end() || !found->second.service)
        return false;
    found->second.service.reset();
    forget(key, found->second);
    if (found->second.inbounds.empty())
        m_entries.erase(found);
    return true;
}

void ServiceDirectory::addPlane(const model::PlaneDeclaration& plane)
{
    const std::string planeKey = planeKeyOf(plane);
    const ZoneKey zone{plane.mesh, plane.zone};
    if (isPassage(plane)) {
        m_ingressesOfZone[zone][planeKey] = endpointOf(plane);
        forgetZone(zone);
    }
    const auto identity = keys::planeUris(plane.mesh, plane.name, plane.workload);
    for (const model::PlaneInbound& inbound : plane.inbounds) {
        const Key key{plane.mesh, inbound.service};
        Entry& entry = m_entries[key];
        // A plane whose names cannot stand in an identity never got one: nobody would believe it.
        entry.inbounds[planeKey] = {plane.name, plane.zone, identity ? identity->workload : "", inbound};
        m_servicesOfZone[zone].insert(inbound.service);
        forget(key, entry);
    }
}

void ServiceDirectory::removePlane(const model::PlaneDeclaration& plane)
{
    const std::string planeKey = planeKeyOf(plane);
    const ZoneKey zone{plane.mesh, plane.zone};
    if (isPassage(plane)) {
        m_ingressesOfZone[zone].erase(planeKey);
        m_changedIngresses.erase(planeKey);
        forgetZone(zone);
    }
    for (const model::PlaneInbound& inbound : plane.inbounds) {
        const Key key{plane.mesh, inbound.service};
        const auto found = m_entries.find(key);
        if (found == m_entries.end())
            continue;
        Entry& entry = found->second;
        forget(key, entry); // While its zone still counts as one of the service.
        entry.inbounds.erase(planeKey);
        if (std::none_of(entry.inbounds.begin(), entry.inbounds.end(),
                         [&](const auto& other) { return other.second.zone == plane.zone; }))
            m_servicesOfZone[zone].erase(inbound.service);
        if (!entry.service && entry.inbounds.empty())
            m_entries.erase(found);
    }
}

void ServiceDirectory::setSecured(const std::string& mesh, bool isSecured)
{
    if (m_securedMeshes.contains(mesh) == isSecured)
        return;
    if (isSecured)
        m_securedMeshes.insert(mesh);
    else
        m_securedMeshes.erase(mesh);
    for (auto entry = m_entries.lower_bound({mesh, {}}); entry != m_entries.end() && entry->first.first == mesh;
         ++entry)
        forget(entry->first, entry->second);
}

void ServiceDirectory::setEnabled(const std::string& zone, bool isEnabled)
{
    if (m_disabledZones.contains(zone) != isEnabled)
        return;
    if (isEnabled)
        m_disabledZones.erase(zone);
    else
        m_disabledZones.insert(zone);
    for (const auto& [key, services] : m_servicesOfZone)
        if (key.second == zone)
            forgetZone(key);
}

/// The sections of a service are made anew, for callers and for the ingresses of its zones.
void ServiceDirectory::forget(const Key& key, Entry& entry)
{
    entry.cluster.reset();
    entry.reaches.clear();
    entry.passages.clear();
    m_changedServices.insert(key);
    for (const auto& [plane, inbound] : entry.inbounds)
        touchIngresses({key.first, inbound.zone});
}

/// How one gets into the zone is different now.
void ServiceDirectory::forgetZone(const ZoneKey& zone)
{
    touchIngresses(zone);
    if (const auto services = m_servicesOfZone.find(zone); services != m_servicesOfZone.end())
        for (const std::string& service : services->second)
            forget({zone.first, service}, m_entries.at({zone.first, service}));
}

void ServiceDirectory::touchIngresses(const ZoneKey& zone)
{
    if (const auto ingresses = m_ingressesOfZone.find(zone); ingresses != m_ingressesOfZone.end())
        for (const auto& [plane, endpoint] : ingresses->second)
            m_changedIngresses.insert(plane);
}

bool ServiceDirectory::contains(const Key& key) const
{
    const auto found = m_entries.find(key);
    return found != m_entries.end() && found->second.service;
}

bool ServiceDirectory::isSecured(const std::string& mesh, const Entry& entry) const
{
    return m_securedMeshes.contains(mesh) && !entry.inbounds.empty();
}

ServiceDirectory::Reach ServiceDirectory::reachFrom(const std::string& zone, const Key& key)
{
    Entry& entry = m_entries.at(key);
    CAUSEWAY_ASSERT(entry.service);
    if (!entry.cluster)
        entry.cluster = snapshot::encode(clusterOf(key, entry));
    Reach& reach = entry.reaches[zone];
    if (reach.cluster)
        return reach;
    const bool isTls = isSecured(key.first, entry);
    Targets targets = targetsIn(zone, key, entry, isTls);
    if (!isTls)
        addInstances(targets, entry);
    else if (targets.endpoints.empty())
        targets = throughIngresses(zone, key, entry);
    reach = reachOf(entry.cluster, std::move(targets));
    return reach;
}

ServiceDirectory::Reach ServiceDirectory::reachOf(snapshot::SharedSection cluster, Targets targets)
{
    std::sort(targets.doors.begin(), targets.doors.end());
    snapshot::Endpoints endpoints{cluster->name, std::move(targets.endpoints)};
    return {std::move(cluster), snapshot::encode(endpoints), std::make_shared<const Doors>(std::move(targets.doors))};
}

snapshot::Cluster ServiceDirectory::clusterOf(const Key& key, const Entry& entry) const
{
    snapshot::Cluster cluster;
    cluster.name = clusterNameOf(key.first, key.second);
    cluster.connectTimeout = connectTimeout;
    if (!isSecured(key.first, entry))
        return cluster;
    std::set<std::string> identities;
    for (const auto& [plane, inbound] : entry.inbounds)
        if (!inbound.identity.empty())
            identities.insert(inbound.identity);
    cluster.tls = snapshot::ClusterTls{key.first, sniOf(*entry.service), {}};
    for (const std::string& identity : identities)
        cluster.tls->servers.push_back({snapshot::PeerRule::Kind::Exact, identity});
    return cluster;
}

ServiceDirectory::Targets ServiceDirectory::targetsIn(const std::string& zone, const Key& key, const Entry& entry,
                                                      bool isTls) const
{
    Targets targets;
    for (const auto& [plane, inbound] : entry.inbounds) {
        if (inbound.zone != zone)
            continue;
        targets.endpoints.push_back({inbound.plane, inbound.socket.address, inbound.socket.port});
        targets.doors.push_back({plane, key.second, isTls});
    }
    return targets;
}

ServiceDirectory::Targets ServiceDirectory::throughIngresses(const std::string& zone, const Key& key,
                                                             const Entry& entry) const
{
    std::set<std::string> zones;
    for (const auto& [plane, inbound] : entry.inbounds)
        if (inbound.zone != zone && !m_disabledZones.contains(inbound.zone))
            zones.insert(inbound.zone);
    Targets targets;
    for (const std::string& other : zones) {
        const auto ingresses = m_ingressesOfZone.find({key.first, other});
        if (ingresses == m_ingressesOfZone.end())
            continue;
        for (const auto& [plane, ingress] : ingresses->second) {
            targets.doors.push_back({plane, key.second, true});
            if (std::none_of(targets.endpoints.begin(), targets.endpoints.end(),
                             [&](const auto& known) { return leadsTo(known, ingress); }))
                targets.endpoints.push_back(ingress);
        }
    }
    return targets;
}

void ServiceDirectory::addInstances(Targets& targets, const Entry& entry) const
{
    const auto hasSidecar = [&](const model::ServiceInstance& instance) {
        return std::any_of(entry.inbounds.begin(), entry.inbounds.end(), [&](const auto& each) {
            const Inbound& inbound = each.second;
            const bool isBehind = inbound.socket.applicationAddress == instance.address &&
                                  inbound.socket.applicationPort == instance.port;
            return isBehind || inbound.plane == instance.name; // A plane wants the names of endpoints to be unique.
        });
    };
    for (const model::ServiceInstance& instance : entry.service->instances)
        if (!hasSidecar(instance))
            targets.endpoints.push_back({instance.name, instance.address, instance.port});
}

ServiceDirectory::Passage ServiceDirectory::passageInto(const std::string& mesh, const std::string& zone,
                                                        const std::string& ingress)
{
    Passage passage;
    Doors taken;
    const auto services = m_servicesOfZone.find({mesh, zone});
    if (services == m_servicesOfZone.end() || !m_securedMeshes.contains(mesh))
        return passage;
    for (const std::string& service : services->second) {
        const Key key{mesh, service};
        Entry& entry = m_entries.at(key);
        if (!entry.service)
            continue;
        const std::string name = sniOf(*entry.service);
        passage.routes.push_back(
            {"sni/" + name, snapshot::StreamRoute::Kind::Passthrough, clusterNameOf(mesh, service), {name}});
        const Reach& reach = passageOf(zone, key, entry);
        passage.sections.push_back(reach.cluster);
        passage.sections.push_back(reach.endpoints);
        passage.used.push_back(reach.doors);
        taken.push_back({ingress, service, true}); // In the order of services: sorted.
    }
    passage.taken = std::make_shared<const Doors>(std::move(taken));
    return passage;
}

const ServiceDirectory::Reach& ServiceDirectory::passageOf(const std::string& zone, const Key& key, Entry& entry)
{
    Reach& reach = entry.passages[zone];
    if (reach.cluster)
        return reach;
    snapshot::Cluster cluster; // Without TLS: what passes is TLS already.
    cluster.name = clusterNameOf(key.first, key.second);
    cluster.connectTimeout = connectTimeout;
    reach = reachOf(snapshot::encode(cluster), targetsIn(zone, key, entry, true));
    return reach;
}

} // namespace causeway::control
