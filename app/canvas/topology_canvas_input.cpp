#include "app/canvas/hover_text.h"
#include "app/canvas/scene/curve.h"
#include "app/canvas/topology_canvas.h"

#include <QCursor>
#include <QGuiApplication>
#include <QStyleHints>

#include <algorithm>
#include <cmath>

namespace causeway::app::canvas {

namespace {

constexpr double edgeReach = 7; // Pixels around an edge that count as on it.
constexpr double zoomStep = 1.2;
constexpr double panStep = 48;

} // namespace

const SceneNode* TopologyCanvas::nodeAt(const QPointF& point) const
{
    const QPointF world = toWorld(point);
    const auto found =
        std::ranges::find_if(m_scene.nodes, [&](const SceneNode& node) { return node.rect.contains(world); });
    return found == m_scene.nodes.end() ? nullptr : &*found;
}

const SceneEdge* TopologyCanvas::edgeAt(const QPointF& point) const
{
    const QPointF world = toWorld(point);
    const double reach = edgeReach / m_viewport.zoom();
    const SceneEdge* nearest = nullptr;
    double best = reach;
    for (const SceneEdge& edge : m_scene.edges) {
        if (!hullOf(edge.curve).adjusted(-reach, -reach, reach, reach).contains(world))
            continue;
        const double distance = distanceTo(edge.curve, world);
        if (distance > best)
            continue;
        best = distance;
        nearest = &edge;
    }
    return nearest;
}

const SceneLink* TopologyCanvas::linkAt(const QPointF& point) const
{
    const auto label =
        std::ranges::find_if(m_linkPlaces, [&](const LinkPlace& place) { return place.rect.contains(point / unit()); });
    if (label != m_linkPlaces.end()) {
        const auto link = std::ranges::find(m_scene.links, label->id, &SceneLink::id);
        return link == m_scene.links.end() ? nullptr : &*link;
    }
    const QPointF world = toWorld(point);
    const auto isNear = [&](const SceneLink& link) {
        return !link.isStraight && distanceTo(link.curve, world) < edgeReach / m_viewport.zoom();
    };
    const auto found = std::ranges::find_if(m_scene.links, isNear);
    return found == m_scene.links.end() ? nullptr : &*found;
}

void TopologyCanvas::hover(const QPointF& point)
{
    const SceneNode* node = nodeAt(point);
    const SceneLink* link = node ? nullptr : linkAt(point);
    const SceneEdge* edge = node || link ? nullptr : edgeAt(point);
    const std::string nodeId = node ? node->id : std::string();
    const std::string edgeId = edge ? edge->id : std::string();
    const std::string linkId = link ? link->id : std::string();
    if (nodeId != m_hoveredNode || linkId != m_hoveredLink)
        redraw(CardLayer);
    if (edgeId != m_hoveredEdge || linkId != m_hoveredLink)
        redraw(GroundLayer);
    if (nodeId != m_hoveredNode || edgeId != m_hoveredEdge || linkId != m_hoveredLink) {
        m_hoveredLink = linkId;
        m_hoveredNode = nodeId;
        m_hoveredEdge = edgeId;
        m_hoveredAt = point;
        Q_EMIT hoveredChanged();
    }
    const bool isChoice = node || link || (edge && !edge->routes.empty());
    setCursor(isChoice ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

QString TopologyCanvas::hoveredText() const
{
    const api::ClusterView& view = drawnView();
    if (!m_hoveredNode.empty())
        return hoverTextOfNode(view, m_hoveredNode, span());
    if (!m_hoveredLink.empty())
        return hoverTextOfLink(view, m_hoveredLink, span());
    const auto line = std::ranges::find(m_shape.edges, m_hoveredEdge, &GraphEdge::id);
    return line == m_shape.edges.end() ? QString() : hoverTextOfLine(view, line->from, line->to, line->members, span());
}

void TopologyCanvas::choose(const QPointF& point)
{
    if (!m_selection)
        return;
    if (const SceneNode* node = nodeAt(point))
        chooseNode(node->id);
    else if (const SceneLink* link = linkAt(point))
        m_selection->setLinkId(QString::fromStdString(link->id));
    else if (const SceneEdge* edge = edgeAt(point); edge && !edge->routes.empty())
        chooseRouteOf(*edge);
    else
        m_selection->setNodeId({});
}

void TopologyCanvas::chooseNode(std::string id)
{
    m_selection->setNodeId(QString::fromStdString(id));
    const auto view = m_bridge->view();
    const auto& routes = view->routes;
    const auto chosen = std::ranges::find(routes, m_selection->routeId().toStdString(), &api::RouteView::id);
    if (chosen != routes.end() && chosen->decidedBy == id)
        return;
    const auto splits = [&](const api::RouteView& route) { return route.decidedBy == id && route.backends.size() > 1; };
    const auto first = std::ranges::find_if(routes, splits);
    if (first != routes.end())
        m_selection->setRouteId(QString::fromStdString(first->id));
}

// An edge that several routes use offers one after the other; those that split come first.
void TopologyCanvas::chooseRouteOf(const SceneEdge& edge)
{
    std::vector<std::string> routes = edge.routes;
    const auto splits = [&](const std::string& id) {
        const auto& all = m_bridge->view()->routes;
        const auto route = std::ranges::find(all, id, &api::RouteView::id);
        return route != all.end() && route->backends.size() > 1;
    };
    std::ranges::stable_partition(routes, splits);
    const QString line = QString::fromStdString(edge.members.front());
    const auto chosen = std::ranges::find(routes, m_selection->routeId().toStdString());
    const bool isLast = chosen == routes.end() || std::next(chosen) == routes.end();
    const QString next = QString::fromStdString(isLast ? routes.front() : *std::next(chosen));
    m_selection->setEdgeId(line); // The scene is made anew by this: `edge` is no more.
    m_selection->setRouteId(next);
}

void TopologyCanvas::setKeyFocus(bool hasKeyFocus)
{
    if (m_hasKeyFocus == hasKeyFocus)
        return;
    m_hasKeyFocus = hasKeyFocus;
    Q_EMIT keyFocusChanged();
}

void TopologyCanvas::focusInEvent(QFocusEvent* event)
{
    DrawnItem::focusInEvent(event);
    const Qt::FocusReason reason = event->reason();
    setKeyFocus(reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason || reason == Qt::ShortcutFocusReason);
}

void TopologyCanvas::focusOutEvent(QFocusEvent* event)
{
    DrawnItem::focusOutEvent(event);
    setKeyFocus(false);
}

void TopologyCanvas::mousePressEvent(QMouseEvent* event)
{
    forceActiveFocus(Qt::MouseFocusReason);
    setKeyFocus(false);
    m_pressed = m_dragged = event->position();
    m_isPanning = false;
    m_isCalledOff = false;
    if (event->button() == Qt::LeftButton)
        holdCard(m_pressed);
    event->accept();
}

void TopologyCanvas::mouseMoveEvent(QMouseEvent* event)
{
    if (m_isCalledOff)
        return;
    const QPointF way = event->position() - m_pressed;
    if (!m_isPanning && std::hypot(way.x(), way.y()) < QGuiApplication::styleHints()->startDragDistance())
        return;
    m_isPanning = true;
    if (m_held)
        return moveHeldCard(event->position());
    const QPointF step = event->position() - m_dragged;
    m_dragged = event->position();
    setCursor(Qt::ClosedHandCursor);
    panBy(step.x(), step.y());
}

void TopologyCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    if (!m_isPanning && event->button() == Qt::LeftButton)
        choose(event->position());
    else if (m_held && event->button() == Qt::LeftButton)
        dropCard();
    m_held.reset();
    m_isPanning = false;
    hover(event->position());
}

void TopologyCanvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (!nodeAt(event->position()) && !edgeAt(event->position()))
        fit();
}

void TopologyCanvas::wheelEvent(QWheelEvent* event)
{
    constexpr double factorOfNotch = 1.15;
    constexpr double notch = 120;
    zoomAround(event->position(), std::pow(factorOfNotch, event->angleDelta().y() / notch));
    event->accept();
}

void TopologyCanvas::hoverMoveEvent(QHoverEvent* event)
{
    hover(event->position());
}

void TopologyCanvas::hoverLeaveEvent(QHoverEvent*)
{
    hover({-1e9, -1e9});
}

void TopologyCanvas::keyPressEvent(QKeyEvent* event)
{
    setKeyFocus(true);
    if (event->modifiers().testFlag(Qt::AltModifier)) {
        const int steps = event->modifiers().testFlag(Qt::ShiftModifier) ? 5 : 1;
        switch (event->key()) {
        case Qt::Key_Left:
            return moveChosen(-steps, 0);
        case Qt::Key_Right:
            return moveChosen(steps, 0);
        case Qt::Key_Up:
            return moveChosen(0, -steps);
        case Qt::Key_Down:
            return moveChosen(0, steps);
        default:
            return event->ignore();
        }
    }
    switch (event->key()) {
    case Qt::Key_Escape:
        if (!m_held || !m_isPanning)
            return event->ignore();
        return putCardBack();
    case Qt::Key_Left:
        return panBy(panStep, 0);
    case Qt::Key_Right:
        return panBy(-panStep, 0);
    case Qt::Key_Up:
        return panBy(0, panStep);
    case Qt::Key_Down:
        return panBy(0, -panStep);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomBy(zoomStep);
    case Qt::Key_Minus:
        return zoomBy(1 / zoomStep);
    case Qt::Key_0:
    case Qt::Key_Home:
        return fit();
    default:
        event->ignore();
    }
}

} // namespace causeway::app::canvas
