#include "engine/control/mesh_api/zone_documents.h"

#include "engine/formats/json.h"
#include "engine/formats/resource_document.h"

#include <algorithm>
#include <optional>

namespace causeway::control {

namespace {

using namespace mesh_api;
using formats::Node;

/// What the subscriptions of a zone's planes come to.
struct Summary
{
    std::optional<WallTime> connected;
    std::optional<WallTime> ended;
    WallTime updated;
    Counts counts;
    bool isOpen = false;

    void add(const PlaneSubscription& each)
    {
        connected = connected ? std::min(*connected, each.connected) : each.connected;
        if (each.disconnected)
            ended = ended ? std::max(*ended, *each.disconnected) : *each.disconnected;
        isOpen = isOpen || !each.disconnected;
        updated = std::max(updated, each.updated);
        counts.sent += each.sent;
        counts.acknowledged += each.acknowledged;
        counts.rejected += each.rejected;
    }
};

/// kumactl reads the kind of store from the configuration of a zone's control plane.
Node configOf(const std::string& zone)
{
    Node config = Node::map();
    config.add("environment", textNode("universal"));
    config.add("mode", textNode("zone"));
    config.add("multizone", Node::map()).add("zone", Node::map()).add("name", textNode(zone));
    config.add("store", Node::map()).add("type", textNode("sqlite"));
    return config;
}

Node subscriptionNode(const ControlPlaneName& name, const std::string& zone, const Summary& summary)
{
    Node subscription = Node::map();
    subscription.add("id", textNode(subscriptionId(name, zone, *summary.connected)));
    subscription.add("globalInstanceId", textNode(name.instance));
    subscription.add("zoneInstanceId", textNode(name.instance));
    subscription.add("connectTime", timeNode(*summary.connected));
    if (!summary.isOpen)
        subscription.add("disconnectTime", timeNode(*summary.ended));
    subscription.add("authTokenProvided", Node::ofBoolean(false));
    subscription.add("config", textNode(toJson(configOf(zone))));
    Node& version = subscription.add("version", Node::map()).add("kumaCp", Node::map());
    version.add("version", textNode(name.version));
    version.add("kumaCpGlobalCompatible", Node::ofBoolean(true));
    Node& status = subscription.add("status", Node::map());
    status.add("lastUpdateTime", timeNode(summary.updated));
    status.add("total", countsNode(summary.counts));
    return subscription;
}

Node insightOf(const ControlPlaneName& name, const ZoneEntry& zone)
{
    Summary summary;
    for (const PlaneStatus* const plane : zone.planes)
        for (const PlaneSubscription& each : plane->subscriptions)
            summary.add(each);
    Node node = Node::map();
    if (summary.connected)
        node.add("subscriptions", Node::list()).items.push_back(subscriptionNode(name, zone.zone.name, summary));
    return node;
}

} // namespace

std::map<std::string, ZoneEntry> zonesOf(const DesiredState& state, const std::vector<PlaneStatus>& planes)
{
    std::map<std::string, ZoneEntry> zones;
    for (const PlaneStatus& plane : planes) {
        const auto [entry, isNew] = zones.try_emplace(plane.declaration.zone);
        ZoneEntry& zone = entry->second;
        zone.zone.name = plane.declaration.zone;
        zone.created = isNew ? plane.declared : std::min(zone.created, plane.declared);
        zone.modified = zone.created;
        zone.planes.push_back(&plane);
    }
    const auto& resources = state.stored();
    for (auto each = resources.lower_bound({model::ResourceKind::Zone, {}, {}});
         each != resources.end() && each->first.kind == model::ResourceKind::Zone; ++each) {
        const ResourceEntry& resource = each->second.entry;
        ZoneEntry& zone = zones[each->first.name];
        zone.zone = std::get<model::Zone>(resource.resource);
        zone.created = resource.created;
        zone.modified = resource.modified;
    }
    return zones;
}

Node zoneDocument(const ControlPlaneName& name, const ZoneEntry& zone, DocumentForm form)
{
    Node document = headOf(form == DocumentForm::Plain ? "Zone" : "ZoneOverview", {}, zone.zone.name);
    addMeta(document, zone.created, zone.modified, zone.zone.labels,
            formats::kriOf({model::ResourceKind::Zone, {}, zone.zone.name}));
    Node body = Node::map();
    body.add("enabled", Node::ofBoolean(zone.zone.isEnabled));
    addBody(document, form, "zone", std::move(body), insightOf(name, zone));
    return document;
}

} // namespace causeway::control
