#pragma once

#include "app/canvas/split/arc_geometry.h"
#include "app/canvas/split/arm_rows.h"
#include "app/canvas/topology_canvas.h"
#include "app/controllers/split_controller.h"

#include <QPointer>
#include <QQmlListProperty>

#include <optional>

namespace causeway::app::canvas {

/// The arc of the selected route, drawn over a canvas that it shares its place with.
///
/// Shape:   shown when the route's split can be changed and the node that decides it is seen. Arms are the backends
/// from
///          top to bottom in the order in which their edges leave; which of many have one is the controller's to say.
///          Grip i lies between the arms i and i + 1. Idle -> Held (grab) -> Idle (drop applies, cancel puts back).
///          When the controller lets go of the split meanwhile (somebody else's change, another route), the hand holds
///          nothing. The card beside it has its place once a frame, never while a grip is held; thin lines lead from
///          its rows to the arms.
/// Units:   pixels of the item.
class SplitArc
    : public causeway::app::canvas::DrawnItem // In full: qmltyperegistrar looks names up as they are written.
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(causeway::app::canvas::TopologyCanvas* canvas READ canvas WRITE setCanvas NOTIFY canvasChanged REQUIRED)
    Q_PROPERTY(causeway::app::SplitController* controller READ controller WRITE setController NOTIFY controllerChanged
                   REQUIRED)
    Q_PROPERTY(bool isShown READ isShown NOTIFY arcChanged)
    Q_PROPERTY(int gripCount READ gripCount NOTIFY arcChanged)
    Q_PROPERTY(int heldGrip READ heldGrip NOTIFY heldGripChanged)
    Q_PROPERTY(QString routeLabel READ routeLabel NOTIFY routeLabelChanged)
    Q_PROPERTY(QSizeF calloutSize READ calloutSize WRITE setCalloutSize NOTIFY calloutSizeChanged)
    Q_PROPERTY(
        QRectF calloutRows READ calloutRows WRITE setCalloutRows NOTIFY calloutRowsChanged) // Inside of the card.
    Q_PROPERTY(QQmlListProperty<QQuickItem> keptFree READ keptFree CONSTANT) // What the card does not cover.
    Q_PROPERTY(QPointF calloutPlace READ calloutPlace NOTIFY calloutPlaceChanged)
    Q_PROPERTY(causeway::app::canvas::ArmRows* rows READ rows CONSTANT)

public:
    explicit SplitArc(QQuickItem* parent = nullptr);

    TopologyCanvas* canvas() const { return m_canvas; }
    void setCanvas(TopologyCanvas* canvas);
    SplitController* controller() const { return m_controller; }
    void setController(SplitController* controller);

    bool isShown() const { return m_geometry.gripCount() > 0; }
    int gripCount() const { return static_cast<int>(m_geometry.gripCount()); }
    int heldGrip() const { return m_heldGrip; }
    QString routeLabel() const { return m_routeLabel; }
    QSizeF calloutSize() const { return m_calloutSize; }
    void setCalloutSize(const QSizeF& size);
    QRectF calloutRows() const { return m_calloutRows; }
    void setCalloutRows(const QRectF& rows);
    QQmlListProperty<QQuickItem> keptFree() { return {this, &m_keptFree}; }
    QPointF calloutPlace() const { return m_calloutPlace; }
    ArmRows* rows() { return &m_rows; }
    const ArcGeometry& geometry() const { return m_geometry; }

    Q_INVOKABLE QPointF gripPlace(int grip) const;
    Q_INVOKABLE QString gripName(int grip) const;   // "Boundary between orders and checkout"
    Q_INVOKABLE QString gripShares(int grip) const; // "orders 72%, checkout 28%"
    Q_INVOKABLE double gripPercent(int grip) const; // What lies above it.

    /// A pointer: takes a grip at a point, moves it, lets go of it.
    Q_INVOKABLE bool grab(int grip, const QPointF& point);
    Q_INVOKABLE void dragTo(const QPointF& point, bool isFine);
    Q_INVOKABLE void drop();
    Q_INVOKABLE void cancel();
    /// Keys: moves a grip downwards by percents; the controller applies it when the keys rest.
    Q_INVOKABLE void nudge(int grip, double percent);

Q_SIGNALS:
    void canvasChanged();
    void controllerChanged();
    void arcChanged();
    void routeLabelChanged();
    void heldGripChanged();
    void calloutSizeChanged();
    void calloutRowsChanged();
    void calloutPlaceChanged();

protected:
    void drawLayer(int layer, Surface& surface) override;
    void componentComplete() override;
    void updatePolish() override;

private:
    using Arm = SplitController::Arm;

    /// What a place of the card was found for; unless this changes, the card tends to stay.
    struct PlacedFor
    {
        QRectF arc;
        QRectF view;
        QSizeF card;
        bool operator==(const PlacedFor&) const = default;
    };

    void rebuild();
    void placeSoon();
    void place();
    const api::RouteView* findRoute() const;
    void takeArms();
    void takeRows();
    void takeLabel();
    bool isMirrored() const;
    int boundaryOf(int grip) const;
    void hold(int grip);
    void drawArm(Surface& surface, std::size_t arm) const;
    void drawLockOf(Surface& surface, std::size_t arm) const;
    void drawWanted(Surface& surface) const;
    void drawLeaders(Surface& surface) const;
    bool drawLeadersToRows(Surface& surface, const QColor& colour) const;
    double positionOfGrip(int grip) const;

    QPointer<TopologyCanvas> m_canvas;
    QPointer<SplitController> m_controller;
    ArcGeometry m_geometry;
    std::vector<Arm> m_arms;   // From top to bottom.
    bool m_isMirrored = false; // The first backend of the route is the lowest arm.
    int m_heldGrip = -1;
    double m_heldPosition = 0;    // Where the hand would have the grip.
    double m_pointerPosition = 0; // Of the last point.
    QString m_routeLabel;
    ArmRows m_rows;
    QSizeF m_calloutSize;
    QRectF m_calloutRows;
    QList<QQuickItem*> m_keptFree;
    QPointF m_calloutPlace;
    std::optional<PlacedFor> m_placedFor;
    bool m_isPlaceStale = true;
};

} // namespace causeway::app::canvas
