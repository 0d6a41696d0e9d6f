#include "app/models/topology_outline.h"

#include "app/text/link_text.h"
#include "app/text/plane_text.h"
#include "app/text/traffic_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace causeway::app {

namespace {

using Item = TopologyTreeModel::Item;
using Items = std::vector<std::unique_ptr<Item>>;

QString translated(const char* source)
{
    return QCoreApplication::translate("causeway::app::outline", source);
}

// Parents are set all the way down, for a new item comes into the tree with its children.
Item& add(Item& parent, const std::string& key, const QString& name)
{
    auto item = std::make_unique<Item>();
    item->key = key;
    item->name = name;
    item->parent = &parent;
    parent.children.push_back(std::move(item));
    return *parent.children.back();
}

QString stateOf(const api::NodeView& node)
{
    switch (node.health) {
    case api::Health::Unknown:
        return {};
    case api::Health::Good:
        return translated("healthy");
    case api::Health::Degraded:
    case api::Health::Bad:
        break;
    }
    return translated("not healthy: %1").arg(QString::fromStdString(node.healthReason));
}

/// What belongs to each key, in the order of the view: found once for all, for a view has many of both.
template <typename Element>
using Groups = std::unordered_map<std::string_view, std::vector<const Element*>>;

template <typename Element>
Groups<Element> groupedBy(const std::vector<Element>& elements, std::string Element::*key)
{
    Groups<Element> groups;
    for (const Element& element : elements)
        groups[element.*key].push_back(&element);
    return groups;
}

template <typename Element>
const std::vector<const Element*>& membersOf(const Groups<Element>& groups, std::string_view key)
{
    static const std::vector<const Element*> none;
    const auto found = groups.find(key);
    return found == groups.end() ? none : found->second;
}

void addNode(Item& parent, const api::NodeView& node, const std::vector<const api::PlaneView*>& planes, bool isOfNow)
{
    Item& item = add(parent, node.id, QString::fromStdString(node.name));
    item.nodeId = QString::fromStdString(node.id);
    item.detail = text::rateWithUnit(node.traffic);
    if (node.traffic.p99)
        item.detail +=
            QStringLiteral(" · p99 ") + (isOfNow ? text::p99(node.traffic) : text::atMost(text::p99(node.traffic)));
    item.state = stateOf(node);
    if (node.kind == api::NodeKind::ZoneIngress) {
        item.detail = QString::fromStdString(node.detail);
        item.state = QStringList{translated("zone ingress"), item.state}.join(QStringLiteral(", "));
    }
    if (node.isMutualTls)
        item.state += (item.state.isEmpty() ? QString() : QStringLiteral(", ")) + translated("mTLS");
    item.tone = static_cast<int>(text::toneOf(node.health));
    for (const api::PlaneView* plane : planes) {
        Item& child = add(item, plane->name, QString::fromStdString(plane->name));
        child.detail = QString::fromStdString(plane->role);
        child.state = text::state(*plane);
        child.tone = static_cast<int>(text::toneOf(plane->state));
    }
}

void addRoute(Item& parent, const api::RouteView& route, bool isOfNow)
{
    Item& item = add(parent, route.id, QString::fromStdString(route.label));
    item.routeId = QString::fromStdString(route.id);
    item.detail = text::rateWithUnit(route.traffic);
    for (const api::BackendView& backend : route.backends) {
        Item& child = add(item, backend.service, QString::fromStdString(backend.service));
        child.nodeId = QString::fromStdString(backend.node);
        child.detail = translated(isOfNow ? "%1, now %2" : "%1, was %2")
                           .arg(text::share(backend.desiredShare), text::measuredShare(backend.actualShare));
    }
}

void describeZone(Item& item, const std::string& name, const api::ClusterView& view)
{
    const auto zone = std::ranges::find(view.zones, name, &api::ZoneView::name);
    if (zone == view.zones.end())
        return;
    item.detail = QString::fromStdString(zone->detail);
    if (zone->health == api::Health::Degraded || zone->health == api::Health::Bad) {
        item.state = translated("not healthy: %1").arg(QString::fromStdString(zone->healthReason));
        item.tone = static_cast<int>(text::toneOf(zone->health));
    }
}

void addLinks(Item& root, const api::ClusterView& view, bool isOfNow)
{
    if (view.links.empty())
        return;
    Item& links = add(root, "links", translated("Links"));
    for (const api::LinkView& link : view.links) {
        Item& item = add(links, link.id, text::title(link));
        item.linkId = QString::fromStdString(link.id);
        item.detail = isOfNow ? text::roundTrip(link) : text::atMost(text::roundTrip(link));
        item.state = text::state(link);
        item.tone = static_cast<int>(text::toneOf(link.health));
    }
}

// A link is chosen as a link; nodes and what is drawn at them as nodes.
void takePlace(Item& item, const std::string& place, const api::ClusterView& view)
{
    const auto isHere = [&](const auto& each) { return each.id == place; };
    if (std::ranges::any_of(view.links, isHere))
        item.linkId = QString::fromStdString(place);
    else if (std::ranges::any_of(view.nodes, isHere))
        item.nodeId = QString::fromStdString(place);
}

void addFaults(Item& root, const api::ClusterView& view)
{
    const auto lasts = [](const api::FaultView& fault) { return !fault.until; };
    if (std::ranges::none_of(view.faults, lasts))
        return;
    Item& faults = add(root, "faults", translated("Broken"));
    for (const api::FaultView& fault : view.faults) {
        if (!lasts(fault))
            continue;
        Item& item = add(faults, std::to_string(fault.id), QString::fromStdString(fault.title));
        item.detail = translated("since %1").arg(text::clockTime(fault.since));
        item.tone = static_cast<int>(Tone::Warn);
        takePlace(item, fault.at, view);
    }
}

void addRefusals(Item& root, const api::ClusterView& view)
{
    if (view.refusals.empty())
        return;
    Item& refusals = add(root, "refusals", translated("Turned away"));
    for (const api::RefusalView& refusal : view.refusals) {
        const QString name =
            translated("%1 by %2").arg(QString::fromStdString(refusal.peer), QString::fromStdString(refusal.where));
        Item& item = add(refusals, refusal.where + '\n' + refusal.peer + '\n' + refusal.reason, name);
        item.detail = text::clockTime(refusal.time);
        item.state = QString::fromStdString(refusal.reason);
        item.tone = static_cast<int>(Tone::Bad);
        takePlace(item, refusal.at, view);
    }
}

} // namespace

Items outlineOf(const api::ClusterView& view, const QString& span)
{
    const bool isOfNow = span.isEmpty();
    Item root;
    std::vector<std::string> zones{std::string()}; // What is outside comes first, as it does in the picture.
    for (const api::ZoneView& zone : view.zones)
        zones.push_back(zone.name);
    const auto nodes = groupedBy(view.nodes, &api::NodeView::zone);
    const auto planes = groupedBy(view.planes, &api::PlaneView::node);
    for (const std::string& zone : zones) {
        if (zone.empty() && membersOf(nodes, zone).empty())
            continue;
        const QString name = zone.empty() ? translated("Outside") : QString::fromStdString(zone);
        Item& item = add(root, "zone/" + zone, name);
        describeZone(item, zone, view);
        for (const api::NodeView* node : membersOf(nodes, zone))
            addNode(item, *node, membersOf(planes, node->id), isOfNow);
    }
    if (!view.routes.empty()) {
        Item& routes = add(root, "routes", translated("Routes"));
        for (const api::RouteView& route : view.routes)
            addRoute(routes, route, isOfNow && !view.problem);
    }
    addLinks(root, view, isOfNow);
    addFaults(root, view);
    addRefusals(root, view);
    return std::move(root.children);
}

} // namespace causeway::app
