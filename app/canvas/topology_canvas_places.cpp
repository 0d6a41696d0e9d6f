#include "app/canvas/scene/curve.h"
#include "app/canvas/topology_canvas.h"

#include <algorithm>

// Where things are in the item, and which part of the picture it shows.
namespace causeway::app::canvas {

namespace {

constexpr double nearestZoom = 0.7; // What is looked for is brought at least so near that its figures can be read.

QPointF centreOf(const std::array<QPointF, 4>& curve)
{
    return pointAt(curve, 0.5);
}

} // namespace

QRectF TopologyCanvas::nodeRect(const QString& nodeId) const
{
    const std::string id = nodeId.toStdString();
    const auto found = std::ranges::find(m_scene.nodes, id, &SceneNode::id);
    return found == m_scene.nodes.end() ? QRectF() : onScreen(found->rect);
}

QRectF TopologyCanvas::spaceOf(const QString& nodeId) const
{
    const auto found = std::ranges::find(m_scene.nodes, nodeId.toStdString(), &SceneNode::id);
    if (found == m_scene.nodes.end())
        return {};
    const QRectF rect = m_viewport.toScreen(found->rect);
    return toPixels(found->badge && zoom() >= detail::figures ? rect | badgePlace(rect, zoom()) : rect);
}

QRectF TopologyCanvas::linkRect(const QString& linkId) const
{
    const auto found = std::ranges::find(m_linkPlaces, linkId.toStdString(), &LinkPlace::id);
    return found == m_linkPlaces.end() ? QRectF() : toPixels(found->rect);
}

QList<QRectF> TopologyCanvas::wordRects() const
{
    QList<QRectF> rects;
    const QRectF visible(QPointF(), drawnSize());
    for (const SceneNode& node : m_scene.nodes) {
        QRectF rect = m_viewport.toScreen(node.rect);
        if (node.badge && zoom() >= detail::figures)
            rect |= badgePlace(rect, zoom());
        if (rect.intersects(visible))
            rects.push_back(toPixels(rect));
    }
    for (const EdgeAlarm& alarm : edgeAlarmsOf(m_scene, m_viewport, m_theme, visible))
        rects.push_back(toPixels(alarm.plate));
    for (const LinkPlace& link : m_linkPlaces)
        rects.push_back(toPixels(link.rect & visible));
    for (const SceneZone& zone : m_scene.zones) {
        constexpr QSizeF title(240, 36);
        rects.push_back(toPixels(QRectF(m_viewport.toScreen(zone.rect.topLeft()), title) & visible));
    }
    return rects;
}

void TopologyCanvas::keepWordsOff(const QRectF& arc)
{
    const QRectF units = toUnits(arc);
    if (m_arc == units)
        return;
    m_arc = units;
    redraw(CardLayer);
}

QList<QRectF> TopologyCanvas::lineRects(const QString& routeId) const
{
    constexpr int pieces = 24;
    constexpr double size = 16;
    const std::string route = routeId.toStdString();
    QList<QRectF> rects;
    for (const SceneEdge& edge : m_scene.edges) {
        if (std::ranges::find(edge.routes, route) == edge.routes.end())
            continue;
        for (int piece = 1; piece < pieces; ++piece) {
            const QPointF middle = m_viewport.toScreen(pointAt(edge.curve, static_cast<double>(piece) / pieces));
            rects.push_back(toPixels({middle - QPointF(size, size) / 2, QSizeF(size, size)}));
        }
    }
    return rects;
}

void TopologyCanvas::fit()
{
    m_isFitted = true;
    QRectF area = fitArea(fitMargin);
    m_viewport.fit(m_layout.bounds, area);
    const QRectF tools = toUnits(m_tools);
    const bool isCovered = std::ranges::any_of(
        m_layout.nodes, [&](const QRectF& node) { return m_viewport.toScreen(node).intersects(tools); });
    if (isCovered && tools.top() > area.top()) {
        area.setBottom(tools.top() - fitMargin / 2);
        m_viewport.fit(m_layout.bounds, area);
    }
    viewportMoved();
}

// Where nothing lies over the picture for long.
QRectF TopologyCanvas::fitArea(double margin) const
{
    const QRectF all(QPointF(), drawnSize());
    return all.adjusted(margin, margin, -margin - m_coveredRight / unit(), -margin);
}

void TopologyCanvas::setCoveredRight(double pixels)
{
    if (m_coveredRight == pixels)
        return;
    m_coveredRight = pixels;
    Q_EMIT coveredChanged();
    if (m_isFitted)
        fit();
}

void TopologyCanvas::setTools(const QRectF& tools)
{
    if (m_tools == tools)
        return;
    m_tools = tools;
    Q_EMIT coveredChanged();
    if (m_isFitted)
        fit();
}

void TopologyCanvas::zoomBy(double factor)
{
    zoomAround(QRectF(QPointF(), size()).center(), factor);
}

void TopologyCanvas::zoomAround(const QPointF& point, double factor)
{
    m_isFitted = false;
    m_viewport.zoomAround(point / unit(), factor);
    viewportMoved();
}

void TopologyCanvas::panBy(double dx, double dy)
{
    m_isFitted = false;
    m_viewport.panBy(QPointF(dx, dy) / unit());
    viewportMoved();
}

void TopologyCanvas::viewportMoved()
{
    updateMoving();
    redrawAll();
    Q_EMIT viewportChanged();
}

void TopologyCanvas::showRect(const QRectF& world)
{
    constexpr double margin = 60;
    m_isFitted = false;
    const QRectF room = fitArea(0);
    if (world.width() * m_viewport.zoom() > room.width() || world.height() * m_viewport.zoom() > room.height())
        m_viewport.fit(world, fitArea(margin));
    else if (m_viewport.zoom() < nearestZoom && world.width() <= 2 * metric::cardWidth)
        m_viewport.zoomAround({}, nearestZoom / m_viewport.zoom());
    m_viewport.panBy(room.center() - m_viewport.toScreen(world.center()));
    viewportMoved();
}

void TopologyCanvas::focusOn(const QString& wanted)
{
    if (!m_bridge || !m_selection)
        return;
    const std::string id = wanted.toStdString();
    const api::ClusterView& view = *m_bridge->view();
    const auto showNode = [&](const std::string& node) {
        if (const auto index = indexOf(node))
            showRect(m_layout.nodes[*index]);
    };
    constexpr std::string_view zonePrefix = "zone/";
    if (indexOf(id)) {
        chooseNode(id);
        showNode(id);
    } else if (const auto route = std::ranges::find(view.routes, id, &api::RouteView::id); route != view.routes.end()) {
        m_selection->setRouteId(wanted);
        showNode(route->decidedBy);
    } else if (const auto plane = std::ranges::find(view.planes, id, &api::PlaneView::name);
               plane != view.planes.end()) {
        m_selection->setNodeId(QString::fromStdString(plane->node));
        showNode(plane->node);
    } else if (const auto link = std::ranges::find(m_scene.links, id, &SceneLink::id); link != m_scene.links.end()) {
        const QRectF around(centreOf(link->curve) - QPointF(90, 40), QSizeF(180, 80));
        m_selection->setLinkId(wanted);
        showRect(around);
    } else if (const auto edge = std::ranges::find_if(
                   m_scene.edges,
                   [&](const SceneEdge& each) { return std::ranges::find(each.members, id) != each.members.end(); });
               edge != m_scene.edges.end()) {
        showRect({centreOf(edge->curve) - QPointF(90, 40), QSizeF(180, 80)});
    } else if (id.starts_with(zonePrefix)) {
        const auto zone = std::ranges::find(m_layout.zones, id.substr(zonePrefix.size()), &PlacedZone::name);
        if (zone != m_layout.zones.end())
            showRect(zone->rect);
    }
}

} // namespace causeway::app::canvas
