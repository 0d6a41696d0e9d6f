#pragma once

#include "app/bridge/cluster_bridge.h"
#include "app/canvas/drawing/drawn_item.h"
#include "app/canvas/scene/scene_drawing.h"
#include "app/controllers/selection.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

namespace causeway::app::canvas {

/// The picture of a cluster: zones, nodes and the traffic between them; panned, zoomed and selected from.
///
/// Shape:   draws the bridge's view, or nothing while there is none. The layout is made anew only when what there is
///          changes; figures are taken up at most four times a second; dashes move at 15 frames a second and only while
///          traffic flows, the view is not frozen and the window is seen.
/// Units:   points and rectangles of the interface are in pixels of the item.
class TopologyCanvas : public causeway::app::canvas::DrawnItem // In full: qmltyperegistrar looks names up as written.
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(causeway::app::ClusterBridge* bridge READ bridge WRITE setBridge NOTIFY bridgeChanged REQUIRED)
    Q_PROPERTY(causeway::app::Selection* selection READ selection WRITE setSelection NOTIFY selectionChanged REQUIRED)
    Q_PROPERTY(causeway::app::canvas::CanvasTheme* theme READ theme CONSTANT)
    Q_PROPERTY(double zoom READ zoom NOTIFY viewportChanged)
    Q_PROPERTY(bool isEmpty READ isEmpty NOTIFY sceneChanged)
    Q_PROPERTY(bool isStale READ isStale NOTIFY sceneChanged)
    Q_PROPERTY(bool isMoving READ isMoving NOTIFY movingChanged)
    Q_PROPERTY(QString hoveredText READ hoveredText NOTIFY hoveredChanged)
    Q_PROPERTY(QPointF hoveredAt READ hoveredAt NOTIFY hoveredChanged)

public:
    explicit TopologyCanvas(QQuickItem* parent = nullptr);

    ClusterBridge* bridge() const { return m_bridge; }
    void setBridge(ClusterBridge* bridge);
    Selection* selection() const { return m_selection; }
    void setSelection(Selection* selection);
    CanvasTheme* theme() { return &m_theme; }

    double zoom() const { return m_viewport.zoom(); }
    bool isEmpty() const { return m_scene.nodes.empty(); }
    bool isStale() const { return m_scene.isStale; }
    bool isMoving() const { return m_dashTimer.isActive(); }
    /// The figures of what is under the pointer, with their window and count; empty over nothing.
    QString hoveredText() const;
    QPointF hoveredAt() const { return m_hoveredAt; }

    /// Null when there is no such node.
    Q_INVOKABLE QRectF nodeRect(const QString& nodeId) const;
    /// Everything that is seen and has words: cards and the titles of zones.
    QList<QRectF> wordRects() const;

    Q_INVOKABLE void fit();
    Q_INVOKABLE void zoomBy(double factor); // Around the middle.
    Q_INVOKABLE void zoomAround(const QPointF& point, double factor);
    Q_INVOKABLE void panBy(double dx, double dy);

Q_SIGNALS:
    void bridgeChanged();
    void selectionChanged();
    void viewportChanged(); // Or something else moved what is on the screen.
    void sceneChanged();
    void movingChanged();
    void hoveredChanged();

protected:
    void drawLayer(int layer, Surface& surface) override;
    void geometryChange(const QRectF& now, const QRectF& before) override;
    void itemChange(ItemChange change, const ItemChangeData& data) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void hoverMoveEvent(QHoverEvent* event) override;
    void hoverLeaveEvent(QHoverEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum Layer
    {
        GroundLayer,
        DashLayer,
        CardLayer,
        layerCount
    };

    void takeView();
    void rebuildScene();
    void updateMoving();
    void moveDashes();
    void viewportMoved();
    const SceneNode* nodeAt(const QPointF& point) const;
    const SceneEdge* edgeAt(const QPointF& point) const;
    void hover(const QPointF& point);
    void choose(const QPointF& point);
    void chooseNode(std::string id); // By value: choosing makes the scene anew.
    void chooseRouteOf(const SceneEdge& edge);

    QPointer<ClusterBridge> m_bridge;
    QPointer<Selection> m_selection;
    CanvasTheme m_theme;
    GraphShape m_shape;
    GraphLayout m_layout;
    RateHistory m_history;
    Scene m_scene;
    Viewport m_viewport;
    DashPhases m_phases;
    bool m_isFitted = true; // Until the user moves it, the picture follows what there is.
    QTimer m_figuresTimer;
    QTimer m_dashTimer;
    QElapsedTimer m_sinceDashes;
    std::string m_hoveredNode;
    std::string m_hoveredEdge;
    QPointF m_hoveredAt; // Where the pointer came upon it.
    QPointF m_pressed;
    QPointF m_dragged;
    bool m_isPanning = false;
};

} // namespace causeway::app::canvas
