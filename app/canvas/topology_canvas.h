#pragma once

#include "app/bridge/cluster_bridge.h"
#include "app/canvas/drawing/drawn_item.h"
#include "app/canvas/layout/layout_store.h"
#include "app/canvas/scene/scene_drawing.h"
#include "app/controllers/picture.h"
#include "app/controllers/selection.h"
#include "app/controllers/undo_controller.h"
#include "app/models/view_filter.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

#include <memory>
#include <optional>

namespace causeway::app::canvas {

/// The picture of a cluster: zones, nodes and the traffic between them; panned, zoomed and selected from.
///
/// Shape:   draws the bridge's view, or nothing while there is none; with a `picture` its figures are of the range that
///          is chosen there. The layout is made anew only when what there is
///          changes; figures are taken up at most four times a second; dashes move at 15 frames a second and only while
///          traffic flows, the view is not frozen and the window is seen.
///          Cards are moved by hand, by pointer or by keys, stay where they were put, and are remembered in
///          `layoutFolder`; each move is a step that undo takes back.
/// Units:   points and rectangles of the interface are in pixels of the item. With larger text all of the picture is
///          larger: zoom 1 is the size at which its letters are as large as those around it.
class TopologyCanvas : public causeway::app::canvas::DrawnItem // In full: qmltyperegistrar looks names up as written.
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(causeway::app::ClusterBridge* bridge READ bridge WRITE setBridge NOTIFY bridgeChanged REQUIRED)
    Q_PROPERTY(causeway::app::Picture* picture READ picture WRITE setPicture NOTIFY pictureChanged)
    Q_PROPERTY(causeway::app::Selection* selection READ selection WRITE setSelection NOTIFY selectionChanged REQUIRED)
    Q_PROPERTY(causeway::app::UndoController* undo READ undo WRITE setUndo NOTIFY undoChanged)
    Q_PROPERTY(causeway::app::ViewFilter* filter READ filter WRITE setFilter NOTIFY filterChanged)
    Q_PROPERTY(QString layoutFolder READ layoutFolder WRITE setLayoutFolder NOTIFY layoutFolderChanged)
    Q_PROPERTY(bool isArranged READ isArranged NOTIFY sceneChanged) // Something was moved by hand.
    Q_PROPERTY(QStringList meshes READ meshes NOTIFY sceneChanged)
    Q_PROPERTY(bool coloursMeshes READ coloursMeshes WRITE setColoursMeshes NOTIFY meshLookChanged)
    Q_PROPERTY(QString onlyMesh READ onlyMesh WRITE setOnlyMesh NOTIFY meshLookChanged) // Empty: all.
    Q_PROPERTY(causeway::app::canvas::CanvasTheme* theme READ theme CONSTANT)
    Q_PROPERTY(
        double coveredRight READ coveredRight WRITE setCoveredRight NOTIFY coveredChanged) // By what lies over it.
    Q_PROPERTY(QRectF tools READ tools WRITE setTools NOTIFY coveredChanged) // Buttons that no card may lie below.
    Q_PROPERTY(double zoom READ zoom NOTIFY viewportChanged)
    Q_PROPERTY(bool isEmpty READ isEmpty NOTIFY sceneChanged)
    Q_PROPERTY(bool isStale READ isStale NOTIFY sceneChanged)
    Q_PROPERTY(bool isMoving READ isMoving NOTIFY movingChanged)
    Q_PROPERTY(bool hasKeyFocus READ hasKeyFocus NOTIFY keyFocusChanged) // Keys brought the focus, or are used in it.
    Q_PROPERTY(QString hoveredText READ hoveredText NOTIFY hoveredChanged)
    Q_PROPERTY(QPointF hoveredAt READ hoveredAt NOTIFY hoveredChanged)

public:
    explicit TopologyCanvas(QQuickItem* parent = nullptr);

    ClusterBridge* bridge() const { return m_bridge; }
    void setBridge(ClusterBridge* bridge);
    Picture* picture() const { return m_picture; }
    void setPicture(Picture* picture);
    Selection* selection() const { return m_selection; }
    void setSelection(Selection* selection);
    ViewFilter* filter() const { return m_filter; }
    void setFilter(ViewFilter* filter);
    UndoController* undo() const { return m_undo; }
    void setUndo(UndoController* undo);
    const QString& layoutFolder() const { return m_layoutFolder; }
    void setLayoutFolder(const QString& folder);
    bool isArranged() const { return !m_layout.arrangement.moved.empty(); }
    QStringList meshes() const;
    bool coloursMeshes() const { return m_meshLook.isColoured; }
    void setColoursMeshes(bool coloursMeshes);
    QString onlyMesh() const { return QString::fromStdString(m_meshLook.only); }
    void setOnlyMesh(const QString& mesh);
    Q_INVOKABLE QColor colourOfMesh(int number) const
    {
        return meshColour(static_cast<std::size_t>(std::max(0, number)), m_theme);
    }
    CanvasTheme* theme() { return &m_theme; }

    /// What is fitted keeps off both, in pixels.
    double coveredRight() const { return m_coveredRight; }
    void setCoveredRight(double pixels);
    const QRectF& tools() const { return m_tools; }
    void setTools(const QRectF& tools);

    double zoom() const { return m_viewport.zoom(); }
    bool isEmpty() const { return m_scene.nodes.empty(); }
    bool isStale() const { return m_scene.isStale; }
    bool isMoving() const { return m_dashTimer.isActive(); }
    bool hasKeyFocus() const { return m_hasKeyFocus; }
    /// The figures of what is under the pointer, with their window and count; empty over nothing.
    QString hoveredText() const;
    QPointF hoveredAt() const { return m_hoveredAt; }

    /// Null when there is no such node.
    Q_INVOKABLE QRectF nodeRect(const QString& nodeId) const;
    /// The same with the badge that hangs below it.
    QRectF spaceOf(const QString& nodeId) const;
    /// Of the label in the zone's header; null when it is not drawn.
    Q_INVOKABLE QRectF linkRect(const QString& linkId) const;
    /// Everything that is seen and has words: cards, alarms and the titles of zones.
    QList<QRectF> wordRects() const;
    /// The arc stands there, in pixels: titles end before it.
    void keepWordsOff(const QRectF& arc);
    /// Small boxes along the lines of a route.
    QList<QRectF> lineRects(const QString& routeId) const;

    Q_INVOKABLE void fit();
    /// Chooses what has that id and brings it into the middle; see Selection::focusOn(). Unknown ids change nothing.
    Q_INVOKABLE void focusOn(const QString& id);
    /// Moves the chosen card by steps of the grid.
    Q_INVOKABLE void moveChosen(int right, int down);
    /// Every card back to where the layout puts it.
    Q_INVOKABLE void resetLayout();
    Q_INVOKABLE void zoomBy(double factor); // Around the middle.
    Q_INVOKABLE void zoomAround(const QPointF& point, double factor);
    Q_INVOKABLE void panBy(double dx, double dy);

Q_SIGNALS:
    void bridgeChanged();
    void pictureChanged();
    void selectionChanged();
    void filterChanged();
    void undoChanged();
    void layoutFolderChanged();
    void meshLookChanged();
    void coveredChanged();
    void layoutNotSaved();  // The folder cannot be written: what was moved is forgotten with the window.
    void viewportChanged(); // Or something else moved what is on the screen.
    void sceneChanged();
    void movingChanged();
    void keyFocusChanged();
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
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    enum Layer
    {
        GroundLayer,
        DashLayer,
        CardLayer,
        layerCount
    };

    using Places = LayoutStore::Places;

    void setKeyFocus(bool hasKeyFocus);

    /// A card in the hand.
    struct HeldCard
    {
        std::string node;
        QPointF grip; // From the card's corner, in world units.
        Places before;
    };
    /// Keys that follow each other are one step of undo.
    struct KeyMove
    {
        std::string node;
        QElapsedTimer since;
        std::shared_ptr<Places> after;
    };

    void takeView();
    void takePicture();
    const api::ClusterView& drawnView() const;
    QString span() const { return m_picture ? m_picture->spanText() : QString(); }
    void layOutAnew(const Arrangement& before);
    void takeKeptPlaces();
    void place(const Places& places);
    void keep();
    void addUndoStep(const QString& title, const Places& before, std::shared_ptr<Places> after);
    void setPlaceOf(Places& places, const std::string& node, const QPointF& corner) const;
    QRectF zoneRectOf(std::size_t node) const;
    std::vector<QRectF> othersBeside(std::size_t node) const;
    std::optional<std::size_t> indexOf(const std::string& node) const;
    void holdCard(const QPointF& point);
    void moveHeldCard(const QPointF& point);
    void dropCard();
    void putCardBack();
    void showRect(const QRectF& world);
    void takeTheme();
    void rebuildScene();
    void showFigures();
    void updateMoving();
    void moveDashes();
    void viewportMoved();
    QPointF toWorld(const QPointF& pixel) const { return m_viewport.toWorld(pixel / unit()); }
    QRectF toPixels(const QRectF& units) const { return {units.topLeft() * unit(), units.size() * unit()}; }
    static constexpr double fitMargin = 20;
    QRectF toUnits(const QRectF& pixels) const { return {pixels.topLeft() / unit(), pixels.size() / unit()}; }
    QRectF fitArea(double margin) const;
    QRectF onScreen(const QRectF& world) const { return toPixels(m_viewport.toScreen(world)); }
    const SceneNode* nodeAt(const QPointF& point) const;
    const SceneEdge* edgeAt(const QPointF& point) const;
    const SceneLink* linkAt(const QPointF& point) const;
    void hover(const QPointF& point);
    void choose(const QPointF& point);
    void chooseNode(std::string id); // By value: choosing makes the scene anew.
    void chooseRouteOf(const SceneEdge& edge);

    QPointer<ClusterBridge> m_bridge;
    QPointer<Picture> m_picture;
    QPointer<Selection> m_selection;
    QPointer<UndoController> m_undo;
    QString m_layoutFolder;
    QPointer<ViewFilter> m_filter;
    MeshLook m_meshLook;
    CanvasTheme m_theme;
    GraphShape m_shape;
    GraphLayout m_layout;
    RateHistory m_history;
    Scene m_scene;
    QString m_shownSpan; // Of the scene's figures.
    Viewport m_viewport;
    DashPhases m_phases;
    double m_coveredRight = 0;
    QRectF m_tools;
    bool m_isFitted = true; // Until the user moves it, the picture follows what there is.
    QTimer m_figuresTimer;  // Runs while figures are too young to be replaced.
    bool m_areFiguresWaiting = false;
    QTimer m_dashTimer;
    QElapsedTimer m_sinceDashes;
    std::string m_hoveredNode;
    std::string m_hoveredEdge;
    std::string m_hoveredLink;
    QRectF m_arc; // In units; null: none.
    std::vector<LinkPlace> m_linkPlaces;
    bool m_hasKeyFocus = false;
    std::optional<HeldCard> m_held;
    std::optional<KeyMove> m_keyMove;
    std::string m_keptKey; // Whose kept places are taken up.
    QPointF m_hoveredAt;   // Where the pointer came upon it.
    QPointF m_pressed;
    QPointF m_dragged;
    bool m_isPanning = false;
    bool m_isCalledOff = false; // Escape came during a drag: what moves until the release moves nothing.
};

} // namespace causeway::app::canvas
