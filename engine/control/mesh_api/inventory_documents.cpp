#include "engine/control/mesh_api/inventory_documents.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace causeway::control {

namespace {

using namespace mesh_api;
using formats::Node;
using model::PlaneDeclaration;
using model::PlaneRole;

std::string addressOf(const PlaneDeclaration& plane)
{
    if (!plane.address.empty())
        return plane.address;
    if (!plane.inbounds.empty())
        return plane.inbounds.front().address;
    return plane.listeners.empty() ? std::string() : plane.listeners.front().address;
}

model::Labels inboundTags(const PlaneDeclaration& plane, const model::PlaneInbound& inbound)
{
    return {{"kuma.io/protocol", "http"}, {"kuma.io/service", inbound.service}, {"kuma.io/zone", plane.zone}};
}

Node inboundNode(const PlaneDeclaration& plane, const model::PlaneInbound& inbound)
{
    Node node = Node::map();
    node.add("name", textNode(inbound.service));
    node.add("address", textNode(inbound.address));
    node.add("port", Node::ofInteger(inbound.port));
    node.add("serviceAddress", textNode(inbound.applicationAddress));
    node.add("servicePort", Node::ofInteger(inbound.applicationPort));
    node.add("state", textNode("Ready"));
    node.add("tags", mapOf(inboundTags(plane, inbound)));
    return node;
}

std::string_view proxyType(PlaneRole role)
{
    switch (role) {
    case PlaneRole::Gateway:
        return "gateway";
    case PlaneRole::ZoneIngress:
        return "zoneingress";
    case PlaneRole::Sidecar:
        break;
    }
    return "sidecar";
}

} // namespace

InventoryDocuments::InventoryDocuments(ControlPlaneName name, const DesiredState& state,
                                       std::vector<PlaneStatus> planes)
    : m_name(std::move(name))
    , m_state(state)
    , m_planes(std::move(planes))
{
    for (const PlaneStatus& plane : m_planes)
        if (plane.declaration.role == PlaneRole::Gateway)
            m_gatewayWorkloads.emplace(plane.declaration.mesh, plane.declaration.workload);
}

model::Labels InventoryDocuments::labelsOf(const PlaneStatus& plane) const
{
    model::Labels labels = plane.declaration.labels;
    if (plane.declaration.role != PlaneRole::ZoneIngress)
        labels["kuma.io/mesh"] = plane.declaration.mesh;
    labels["kuma.io/env"] = "universal";
    labels["kuma.io/origin"] = "zone";
    labels["kuma.io/proxy-type"] = isGateway(plane) ? "gateway" : proxyType(plane.declaration.role);
    labels["kuma.io/workload"] = plane.declaration.workload;
    labels["kuma.io/zone"] = plane.declaration.zone;
    return labels;
}

bool InventoryDocuments::isGateway(const PlaneStatus& plane) const
{
    const PlaneDeclaration& declared = plane.declaration;
    return declared.role != PlaneRole::ZoneIngress && m_gatewayWorkloads.contains({declared.mesh, declared.workload});
}

std::vector<model::Labels> InventoryDocuments::tagsOf(const PlaneStatus& plane) const
{
    std::vector<model::Labels> tags;
    if (isGateway(plane))
        tags.push_back({{"kuma.io/service", plane.declaration.workload}, {"kuma.io/zone", plane.declaration.zone}});
    for (const model::PlaneInbound& inbound : plane.declaration.inbounds)
        tags.push_back(inboundTags(plane.declaration, inbound));
    return tags;
}

bool InventoryDocuments::accepts(const ListQuery& query, const PlaneStatus& plane) const
{
    const bool isBuiltin = plane.declaration.role == PlaneRole::Gateway;
    using Gateways = ListQuery::Gateways;
    const Gateways kind = !isGateway(plane) ? Gateways::None : isBuiltin ? Gateways::Builtin : Gateways::Delegated;
    const bool isAnyGateway = query.gateways == Gateways::Any && kind != Gateways::None;
    if (query.gateways && *query.gateways != kind && !isAnyGateway)
        return false;
    const std::vector<model::Labels> tags = tagsOf(plane);
    return std::all_of(query.tags.begin(), query.tags.end(), [&](const auto& wanted) {
        return std::any_of(tags.begin(), tags.end(), [&](const model::Labels& set) {
            const auto found = set.find(wanted.first);
            return found != set.end() && (wanted.second == "*" || found->second == wanted.second);
        });
    });
}

Node InventoryDocuments::dataplane(const PlaneStatus& plane, DocumentForm form) const
{
    const PlaneDeclaration& declared = plane.declaration;
    Node document =
        headOf(form == DocumentForm::Plain ? "Dataplane" : "DataplaneOverview", declared.mesh, declared.name);
    addMeta(document, plane.declared, plane.declared, labelsOf(plane),
            fmt::format("kri_dp_{}_{}__{}_", declared.mesh, declared.zone, declared.name));
    Node body = Node::map();
    body.add("networking", networking(plane));
    addBody(document, form, "dataplane", std::move(body), insight(plane));
    return document;
}

Node InventoryDocuments::networking(const PlaneStatus& plane) const
{
    const PlaneDeclaration& declared = plane.declaration;
    Node node = Node::map();
    node.add("address", textNode(addressOf(declared)));
    if (isGateway(plane))
        node.add("gateway", gateway(plane));
    if (!declared.inbounds.empty()) {
        Node& inbounds = node.add("inbound", Node::list());
        for (const model::PlaneInbound& inbound : declared.inbounds)
            inbounds.items.push_back(inboundNode(declared, inbound));
    }
    if (declared.role == PlaneRole::Sidecar && !declared.listeners.empty()) {
        Node& outbounds = node.add("outbound", Node::list());
        for (const model::PlaneListener& listener : declared.listeners)
            outbounds.items.push_back(outbound(declared, listener));
    }
    return node;
}

Node InventoryDocuments::gateway(const PlaneStatus& plane) const
{
    Node node = Node::map();
    node.add("type", textNode(plane.declaration.role == PlaneRole::Gateway ? "BUILTIN" : "DELEGATED"));
    node.add("tags", mapOf(tagsOf(plane).front()));
    return node;
}

Node InventoryDocuments::outbound(const PlaneDeclaration& plane, const model::PlaneListener& listener) const
{
    Node node = Node::map();
    node.add("address", textNode(listener.address));
    node.add("port", Node::ofInteger(listener.port));
    Node& backend = node.add("backendRef", Node::map());
    backend.add("kind", textNode("MeshService"));
    backend.add("name", textNode(listener.service));
    const auto* const entry = m_state.findStored({model::ResourceKind::MeshService, plane.mesh, listener.service});
    if (entry)
        backend.add("port", Node::ofInteger(std::get<model::MeshService>(entry->entry.resource).ports.front().port));
    return node;
}

Node InventoryDocuments::zoneIngress(const PlaneStatus& plane, DocumentForm form) const
{
    const PlaneDeclaration& declared = plane.declaration;
    Node document = headOf(form == DocumentForm::Plain ? "ZoneIngress" : "ZoneIngressOverview", {}, declared.name);
    addMeta(document, plane.declared, plane.declared, labelsOf(plane),
            fmt::format("kri_zi__{}__{}_", declared.zone, declared.name));
    addBody(document, form, "zoneIngress", ingressBody(plane), insight(plane));
    return document;
}

Node InventoryDocuments::ingressBody(const PlaneStatus& plane) const
{
    const PlaneDeclaration& declared = plane.declaration;
    Node body = Node::map();
    body.add("zone", textNode(declared.zone));
    Node& networking = body.add("networking", Node::map());
    if (!declared.listeners.empty()) {
        networking.add("address", textNode(declared.listeners.front().address));
        networking.add("port", Node::ofInteger(declared.listeners.front().port));
    }
    if (!declared.advertisedAddress.empty()) {
        networking.add("advertisedAddress", textNode(declared.advertisedAddress));
        networking.add("advertisedPort", Node::ofInteger(declared.advertisedPort));
    }
    body.add("availableServices", availableServices(declared));
    return body;
}

Node InventoryDocuments::availableServices(const PlaneDeclaration& ingress) const
{
    std::map<std::string, std::int64_t> instances;
    for (const PlaneStatus& plane : m_planes)
        if (plane.declaration.mesh == ingress.mesh && plane.declaration.zone == ingress.zone)
            for (const model::PlaneInbound& inbound : plane.declaration.inbounds)
                ++instances[inbound.service];
    Node list = Node::list();
    for (const auto& [service, count] : instances) {
        Node node = Node::map();
        node.add("tags", mapOf({{"kuma.io/service", service}, {"kuma.io/zone", ingress.zone}}));
        node.add("instances", Node::ofInteger(count));
        node.add("mesh", textNode(ingress.mesh));
        list.items.push_back(std::move(node));
    }
    return list;
}

Node InventoryDocuments::insight(const PlaneStatus& plane) const
{
    Node node = Node::map();
    if (plane.subscriptions.empty())
        return node;
    Node& list = node.add("subscriptions", Node::list());
    const std::string whose = plane.declaration.mesh + "/" + plane.declaration.name;
    for (const PlaneSubscription& each : plane.subscriptions) {
        Node subscription = Node::map();
        subscription.add("id", textNode(subscriptionId(m_name, whose, each.connected)));
        subscription.add("controlPlaneInstanceId", textNode(m_name.instance));
        subscription.add("connectTime", timeNode(each.connected));
        if (each.disconnected)
            subscription.add("disconnectTime", timeNode(*each.disconnected));
        subscription.add("generation", Node::ofInteger(static_cast<std::int64_t>(each.generation)));
        Node& status = subscription.add("status", Node::map());
        status.add("lastUpdateTime", timeNode(each.updated));
        status.add("total", countsNode({each.sent, each.acknowledged, each.rejected}));
        for (const std::string_view kind : {"cds", "eds", "lds", "rds"})
            status.add(kind, Node::map()); // A snapshot is delivered whole.
        Node& version = subscription.add("version", Node::map()).add("kumaDp", Node::map());
        version.add("version", textNode(plane.version));
        version.add("kumaCpCompatible", Node::ofBoolean(true));
        list.items.push_back(std::move(subscription));
    }
    if (auto tls = mtls(plane))
        node.add("mTLS", *std::move(tls));
    return node;
}

std::optional<Node> InventoryDocuments::mtls(const PlaneStatus& plane) const
{
    const auto* const entry = m_state.findStored({model::ResourceKind::Mesh, {}, plane.declaration.mesh});
    const model::Mesh* const mesh = entry ? &std::get<model::Mesh>(entry->entry.resource) : nullptr;
    if (!mesh || !model::hasMtls(*mesh) || !plane.certificateExpires || !plane.certificateIssued)
        return std::nullopt;
    Node node = Node::map();
    node.add("certificateExpirationTime", timeNode(*plane.certificateExpires));
    node.add("lastCertificateRegeneration", timeNode(*plane.certificateIssued));
    node.add("certificateRegenerations", Node::ofInteger(static_cast<std::int64_t>(plane.renewals) + 1));
    node.add("issuedBackend", textNode(mesh->mtls->backend));
    node.add("supportedBackends", Node::list()).items.push_back(textNode(mesh->mtls->backend));
    return node;
}

} // namespace causeway::control
