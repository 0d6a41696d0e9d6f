#include "app/canvas/topology_canvas.h"

#include <QQuickWindow>

#include <algorithm>

namespace causeway::app::canvas {

namespace {

// A frame on software GL costs 10 to 20 ms of processor, nearly all of it for any frame. So dashes move with the
// figures, which come four times a second, and twice between them.
constexpr int dashMs = 84;
constexpr int figuresMs = 200; // Below the pace of views: each of them is shown when it comes.

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
    connect(&m_figuresTimer, &QTimer::timeout, this, [this] {
        if (m_areFiguresWaiting)
            showFigures();
    });
    m_dashTimer.setInterval(dashMs);
    connect(&m_dashTimer, &QTimer::timeout, this, &TopologyCanvas::moveDashes);
    connect(&m_theme, &CanvasTheme::changed, this, &TopologyCanvas::takeTheme);
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

void TopologyCanvas::setPicture(Picture* picture)
{
    if (m_picture == picture)
        return;
    if (m_picture)
        m_picture->disconnect(this);
    m_picture = picture;
    if (picture)
        connect(picture, &Picture::changed, this, &TopologyCanvas::takePicture);
    Q_EMIT pictureChanged();
    rebuildScene();
}

const api::ClusterView& TopologyCanvas::drawnView() const
{
    static const api::ClusterView nothing;
    if (!m_bridge)
        return nothing;
    return m_picture ? *m_picture->view() : *m_bridge->view();
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
        if (m_figuresTimer.isActive())
            m_areFiguresWaiting = true;
        else
            showFigures();
        return;
    }
    m_shape = std::move(shape);
    takeKeptPlaces();
    layOutAnew(m_layout.arrangement);
}

/// Of another stretch of time at once: whoever chose it must not read the figures of before.
void TopologyCanvas::takePicture()
{
    if (span() != m_shownSpan)
        showFigures();
    else
        takeView();
}

void TopologyCanvas::showFigures()
{
    m_areFiguresWaiting = false;
    m_figuresTimer.start();
    rebuildScene();
    if (!isMoving())
        return;
    m_dashTimer.start(); // Counts anew from the frame that comes now.
    moveDashes();
}

void TopologyCanvas::layOutAnew(const Arrangement& before)
{
    m_layout = layOut(m_shape, before, fitArea(fitMargin).size());
    rebuildScene();
    if (m_isFitted)
        fit();
    else
        Q_EMIT viewportChanged();
}

void TopologyCanvas::rebuildScene()
{
    if (m_layout.nodes.size() != m_shape.nodes.size() || (!m_bridge && !m_shape.nodes.empty()))
        return;
    Choice choice;
    if (m_selection)
        choice = {m_selection->routeId().toStdString(), m_selection->nodeId().toStdString(),
                  m_selection->linkId().toStdString()};
    m_meshLook.filter = m_filter;
    const bool isOfRange = m_picture && m_picture->isOfRange();
    m_shownSpan = span();
    m_scene = sceneOf(drawnView(), m_shape, m_layout, choice, m_meshLook,
                      isOfRange ? RateHistory(m_picture->rates()) : m_history, m_theme, m_shownSpan);
    updateMoving();
    redrawAll();
    Q_EMIT sceneChanged();
}

void TopologyCanvas::takeTheme()
{
    setUnit(m_theme.textScale);
    if (m_isFitted)
        fit();
    rebuildScene();
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
    const Drawing drawing{surface, m_viewport, m_theme, QRectF(QPointF(), drawnSize())};
    switch (layer) {
    case GroundLayer:
        drawGround(drawing);
        drawLinks(drawing, m_scene, m_hoveredLink);
        drawZones(drawing, m_scene);
        drawEdges(drawing, m_scene, m_hoveredEdge);
        break;
    case DashLayer:
        drawDashes(drawing, m_scene, m_phases);
        break;
    case CardLayer:
        m_linkPlaces = drawZoneTitles(drawing, m_scene, m_arc, m_hoveredLink);
        drawCards(drawing, m_scene, m_hoveredNode);
        drawEdgeAlarms(drawing, m_scene);
        drawZoneSummaries(drawing, m_scene);
        break;
    default:
        break;
    }
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
