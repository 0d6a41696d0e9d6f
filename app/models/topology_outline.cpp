#include "app/models/topology_outline.h"

#include "app/text/plane_text.h"
#include "app/text/traffic_text.h"

#include <QCoreApplication>

#include <algorithm>

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

void addNode(Item& parent, const api::NodeView& node, const api::ClusterView& view)
{
    Item& item = add(parent, node.id, QString::fromStdString(node.name));
    item.nodeId = QString::fromStdString(node.id);
    item.detail = text::rateWithUnit(node.traffic.requestsPerSecond);
    if (node.traffic.p99)
        item.detail += QStringLiteral(" · p99 ") + text::p99(node.traffic);
    item.state = stateOf(node);
    item.tone = static_cast<int>(text::toneOf(node.health));
    for (const api::PlaneView& plane : view.planes) {
        if (plane.node != node.id)
            continue;
        Item& child = add(item, plane.name, QString::fromStdString(plane.name));
        child.detail = QString::fromStdString(plane.role);
        child.state = text::state(plane);
        child.tone = static_cast<int>(text::toneOf(plane.state));
    }
}

void addRoute(Item& parent, const api::RouteView& route)
{
    Item& item = add(parent, route.id, QString::fromStdString(route.label));
    item.routeId = QString::fromStdString(route.id);
    item.detail = text::rateWithUnit(route.traffic.requestsPerSecond);
    for (const api::BackendView& backend : route.backends) {
        Item& child = add(item, backend.service, QString::fromStdString(backend.service));
        child.nodeId = QString::fromStdString(backend.node);
        child.detail =
            translated("%1, now %2").arg(text::share(backend.desiredShare), text::measuredShare(backend.actualShare));
    }
}

} // namespace

Items outlineOf(const api::ClusterView& view)
{
    Item root;
    std::vector<std::string> zones{std::string()}; // What is outside comes first, as it does in the picture.
    for (const api::ZoneView& zone : view.zones)
        zones.push_back(zone.name);
    for (const std::string& zone : zones) {
        const auto isHere = [&](const api::NodeView& node) { return node.zone == zone; };
        if (zone.empty() && std::none_of(view.nodes.begin(), view.nodes.end(), isHere))
            continue;
        const QString name = zone.empty() ? translated("Outside") : QString::fromStdString(zone);
        Item& item = add(root, "zone/" + zone, name);
        for (const api::NodeView& node : view.nodes) {
            if (isHere(node))
                addNode(item, node, view);
        }
    }
    if (!view.routes.empty()) {
        Item& routes = add(root, "routes", translated("Routes"));
        for (const api::RouteView& route : view.routes)
            addRoute(routes, route);
    }
    return std::move(root.children);
}

} // namespace causeway::app
