#include "app/canvas/topology_canvas.h"

#include <QQuickWindow>

#include <algorithm>

namespace causeway::app::canvas {

namespace {

constexpr int dashMs = 100; // A frame on software GL costs 8 to 12 ms of processor, nearly all of it for any frame.
constexpr int figuresMs = 250;
constexpr double fitMargin = 20;

} // namespace

TopologyCanvas::TopologyCanvas(QQuickItem* parent)
    : DrawnItem(layerCount, parent)
    , m_theme(this)
{
    setClip(true);
    setAcceptedMouseButtons(Qt::LeftButton | Qt::MiddleButton);
    setAcceptHoverEvents(true);
    setActiveFocusOnTab(true);
    m_figuresTimer.setInterval(figuresMs);
    m_figuresTimer.setSingleShot(true);
    connect(&m_figuresTimer, &QTimer::timeout, this, &TopologyCanvas::rebuildScene);
    m_dashTimer.setInterval(dashMs);
    connect(&m_dashTimer, &QTimer::timeout, this, &TopologyCanvas::moveDashes);
    connect(&m_theme, &CanvasTheme::changed, this, &TopologyCanvas::rebuildScene);
}

void TopologyCanvas::setBridge(ClusterBridge* bridge)
{
    if (m_bridge == bridge)
        return;
    if (m_bridge)
        m_bridge->disconnect(this);
    m_bridge = bridge;
    m_shape = {};
    m_layout = {};
    m_history = {};
    m_keptKey.clear();
    m_isFitted = true;
    if (bridge) {
        connect(bridge, &ClusterBridge::viewChanged, this, &TopologyCanvas::takeView);
        connect(bridge, &ClusterBridge::frozenChanged, this, &TopologyCanvas::updateMoving);
    }
    Q_EMIT bridgeChanged();
    takeView();
}

void TopologyCanvas::setSelection(Selection* selection)
{
    if (m_selection == selection)
        return;
    if (m_selection)
        m_selection->disconnect(this);
    m_selection = selection;
    if (selection) {
        connect(selection, &Selection::routeIdChanged, this, &TopologyCanvas::rebuildScene);
        connect(selection, &Selection::nodeIdChanged, this, &TopologyCanvas::rebuildScene);
        connect(selection, &Selection::linkIdChanged, this, &TopologyCanvas::rebuildScene);
        connect(selection, &Selection::focusWanted, this, &TopologyCanvas::focusOn);
    }
    Q_EMIT selectionChanged();
    rebuildScene();
}

void TopologyCanvas::takeView()
{
    if (!m_bridge)
        return rebuildScene();
    const api::ClusterView& view = *m_bridge->view();
    m_history.add(view);
    GraphShape shape = shapeOf(view);
    if (shape == m_shape) {
        if (!m_figuresTimer.isActive())
            m_figuresTimer.start();
        return;
    }
    m_shape = std::move(shape);
    takeKeptPlaces();
    layOutAnew(m_layout.arrangement);
}

void TopologyCanvas::layOutAnew(const Arrangement& before)
{
    m_layout = layOut(m_shape, before);
    rebuildScene();
    if (m_isFitted)
        fit();
    else
        Q_EMIT viewportChanged();
}

void TopologyCanvas::rebuildScene()
{
    static const api::ClusterView nothing;
    const api::ClusterView& view = m_bridge ? *m_bridge->view() : nothing;
    if (m_layout.nodes.size() != m_shape.nodes.size() || (!m_bridge && !m_shape.nodes.empty()))
        return;
    Choice choice;
    if (m_selection)
        choice = {m_selection->routeId().toStdString(), m_selection->nodeId().toStdString(),
                  m_selection->linkId().toStdString()};
    m_meshLook.filter = m_filter;
    m_scene = sceneOf(view, m_shape, m_layout, choice, m_meshLook, m_history, m_theme);
    updateMoving();
    redrawAll();
    Q_EMIT sceneChanged();
}

void TopologyCanvas::updateMoving()
{
    const auto flows = [](const SceneEdge& edge) { return edge.rate > 0; };
    const bool isMoving = isVisible() && m_bridge && !m_bridge->isFrozen() && !m_scene.isStale &&
                          zoom() >= detail::dashes && std::ranges::any_of(m_scene.edges, flows);
    if (isMoving == m_dashTimer.isActive())
        return;
    m_sinceDashes.restart();
    if (isMoving)
        m_dashTimer.start();
    else
        m_dashTimer.stop();
    Q_EMIT movingChanged();
}

void TopologyCanvas::moveDashes()
{
    const double seconds = static_cast<double>(m_sinceDashes.restart()) / 1000;
    if (!window() || !window()->isExposed())
        return;
    m_phases.advance(m_scene, std::min(seconds, 0.2)); // After a pause they go on, they do not leap.
    redraw(DashLayer);
}

void TopologyCanvas::drawLayer(int layer, Surface& surface)
{
    const Drawing drawing{surface, m_viewport, m_theme, QRectF(QPointF(), size())};
    switch (layer) {
    case GroundLayer:
        drawGround(drawing);
        drawLinks(drawing, m_scene, m_hoveredLink);
        m_linkPlaces = drawZones(drawing, m_scene, m_hoveredLink);
        drawEdges(drawing, m_scene, m_hoveredEdge);
        break;
    case DashLayer:
        drawDashes(drawing, m_scene, m_phases);
        break;
    case CardLayer:
        drawCards(drawing, m_scene, m_hoveredNode);
        drawEdgeAlarms(drawing, m_scene);
        drawZoneSummaries(drawing, m_scene);
        break;
    default:
        break;
    }
}

QRectF TopologyCanvas::nodeRect(const QString& nodeId) const
{
    const std::string id = nodeId.toStdString();
    const auto found = std::ranges::find(m_scene.nodes, id, &SceneNode::id);
    return found == m_scene.nodes.end() ? QRectF() : m_viewport.toScreen(found->rect);
}

QRectF TopologyCanvas::spaceOf(const QString& nodeId) const
{
    const auto found = std::ranges::find(m_scene.nodes, nodeId.toStdString(), &SceneNode::id);
    if (found == m_scene.nodes.end())
        return {};
    const QRectF rect = m_viewport.toScreen(found->rect);
    return found->badge && zoom() >= detail::figures ? rect | badgePlace(rect, zoom()) : rect;
}

QRectF TopologyCanvas::linkRect(const QString& linkId) const
{
    const auto found = std::ranges::find(m_linkPlaces, linkId.toStdString(), &LinkPlace::id);
    return found == m_linkPlaces.end() ? QRectF() : found->rect;
}

QList<QRectF> TopologyCanvas::wordRects() const
{
    QList<QRectF> rects;
    const QRectF visible(QPointF(), size());
    for (const SceneNode& node : m_scene.nodes) {
        QRectF rect = m_viewport.toScreen(node.rect);
        if (node.badge && zoom() >= detail::figures)
            rect |= badgePlace(rect, zoom());
        if (rect.intersects(visible))
            rects.push_back(rect);
    }
    for (const LinkPlace& link : m_linkPlaces)
        rects.push_back(link.rect & visible);
    for (const SceneZone& zone : m_scene.zones) {
        constexpr QSizeF title(240, 36);
        rects.push_back(QRectF(m_viewport.toScreen(zone.rect.topLeft()), title) & visible);
    }
    return rects;
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
            rects.push_back({middle - QPointF(size, size) / 2, QSizeF(size, size)});
        }
    }
    return rects;
}

void TopologyCanvas::fit()
{
    m_isFitted = true;
    m_viewport.fit(m_layout.bounds, size(), fitMargin);
    viewportMoved();
}

void TopologyCanvas::setFilter(ViewFilter* filter)
{
    if (m_filter == filter)
        return;
    if (m_filter)
        m_filter->disconnect(this);
    m_filter = filter;
    if (filter)
        connect(filter, &ViewFilter::changed, this, &TopologyCanvas::rebuildScene);
    Q_EMIT filterChanged();
    rebuildScene();
}

void TopologyCanvas::setUndo(UndoController* undo)
{
    if (m_undo == undo)
        return;
    m_undo = undo;
    Q_EMIT undoChanged();
}

void TopologyCanvas::setLayoutFolder(const QString& folder)
{
    if (m_layoutFolder == folder)
        return;
    m_layoutFolder = folder;
    m_keptKey.clear();
    Q_EMIT layoutFolderChanged();
}

QStringList TopologyCanvas::meshes() const
{
    QStringList names;
    if (m_bridge) {
        for (const std::string& mesh : meshesOf(*m_bridge->view()))
            names << QString::fromStdString(mesh);
    }
    return names;
}

void TopologyCanvas::setColoursMeshes(bool coloursMeshes)
{
    if (m_meshLook.isColoured == coloursMeshes)
        return;
    m_meshLook.isColoured = coloursMeshes;
    rebuildScene();
    Q_EMIT meshLookChanged();
}

void TopologyCanvas::setOnlyMesh(const QString& mesh)
{
    if (onlyMesh() == mesh)
        return;
    m_meshLook.only = mesh.toStdString();
    rebuildScene();
    Q_EMIT meshLookChanged();
}

void TopologyCanvas::zoomBy(double factor)
{
    zoomAround(QRectF(QPointF(), size()).center(), factor);
}

void TopologyCanvas::zoomAround(const QPointF& point, double factor)
{
    m_isFitted = false;
    m_viewport.zoomAround(point, factor);
    viewportMoved();
}

void TopologyCanvas::panBy(double dx, double dy)
{
    m_isFitted = false;
    m_viewport.panBy({dx, dy});
    viewportMoved();
}

void TopologyCanvas::viewportMoved()
{
    updateMoving();
    redrawAll();
    Q_EMIT viewportChanged();
}

void TopologyCanvas::geometryChange(const QRectF& now, const QRectF& before)
{
    DrawnItem::geometryChange(now, before);
    if (now.size() != before.size() && m_isFitted)
        fit();
}

void TopologyCanvas::itemChange(ItemChange change, const ItemChangeData& data)
{
    DrawnItem::itemChange(change, data);
    if (change == ItemVisibleHasChanged)
        updateMoving();
}

} // namespace causeway::app::canvas
