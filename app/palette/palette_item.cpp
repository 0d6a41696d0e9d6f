#include "app/palette/palette_item.h"

#include "app/text/plane_text.h"

#include <QCoreApplication>

namespace causeway::app {

namespace {

using Kind = PaletteItem::Kind;

QString translated(const char* source)
{
    return QCoreApplication::translate("causeway::app::palette", source);
}

QString joined(std::initializer_list<std::string> parts)
{
    QStringList words;
    for (const std::string& part : parts) {
        if (!part.empty())
            words << QString::fromStdString(part);
    }
    return words.join(QStringLiteral(" · "));
}

Kind kindOf(api::NodeKind kind)
{
    switch (kind) {
    case api::NodeKind::Service:
        return Kind::Service;
    case api::NodeKind::Gateway:
        return Kind::Gateway;
    case api::NodeKind::ZoneIngress:
        return Kind::ZoneIngress;
    case api::NodeKind::Clients:
    case api::NodeKind::External:
        break;
    }
    return Kind::Outside;
}

PaletteItem item(Kind kind, const std::string& title, QString detail, const std::string& id)
{
    return {kind, QString::fromStdString(title), std::move(detail), QString::fromStdString(id), 0, {}};
}

PaletteItem itemOf(const api::RevisionView& revision)
{
    PaletteItem made;
    made.kind = Kind::Revision;
    made.title = translated("revision %1").arg(revision.number);
    made.detail = joined({revision.title, revision.author, revision.reason});
    made.revision = revision.number;
    if (!revision.routes.empty())
        made.id = QString::fromStdString(revision.routes.front());
    return made;
}

} // namespace

QString nameOf(PaletteItem::Kind kind)
{
    switch (kind) {
    case Kind::Command:
        return translated("command");
    case Kind::Route:
        return translated("route");
    case Kind::Service:
        return translated("service");
    case Kind::Gateway:
        return translated("gateway");
    case Kind::ZoneIngress:
        return translated("zone ingress");
    case Kind::Outside:
        return translated("outside");
    case Kind::Zone:
        return translated("zone");
    case Kind::Link:
        return translated("link");
    case Kind::DataPlane:
        return translated("data plane");
    case Kind::Revision:
        break;
    }
    return translated("revision");
}

std::vector<PaletteItem> paletteItemsOf(const api::ClusterView& view)
{
    std::vector<PaletteItem> items;
    items.reserve(view.routes.size() + view.nodes.size() + view.zones.size() + view.links.size() + view.planes.size() +
                  view.recentRevisions.size());
    for (const api::RouteView& route : view.routes)
        items.push_back(item(Kind::Route, route.label, joined({route.resource, route.mesh}), route.id));
    for (const api::NodeView& node : view.nodes)
        items.push_back(item(kindOf(node.kind), node.name, joined({node.zone, node.mesh}), node.id));
    for (const api::ZoneView& zone : view.zones)
        items.push_back(item(Kind::Zone, zone.name, QString::fromStdString(zone.detail), "zone/" + zone.name));
    for (const api::LinkView& link : view.links)
        items.push_back(item(Kind::Link, link.fromZone + " ↔ " + link.toZone, joined({link.via}), link.id));
    for (const api::PlaneView& plane : view.planes) {
        QString detail = joined({plane.role, plane.zone}) + QStringLiteral(" · ") + text::state(plane);
        items.push_back(item(Kind::DataPlane, plane.name, std::move(detail), plane.node));
    }
    for (const api::RevisionView& revision : view.recentRevisions)
        items.push_back(itemOf(revision));
    return items;
}

std::vector<PaletteItem> paletteItemsOf(const ActionTable& actions)
{
    std::vector<PaletteItem> items;
    for (ConsoleAction* action : actions.actions()) {
        if (!action->isKeyOnly() && action->isEnabled())
            items.push_back({Kind::Command, action->title(), ConsoleAction::titleOf(action->group()), {}, 0, action});
    }
    return items;
}

} // namespace causeway::app
