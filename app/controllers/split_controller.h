#pragma once

#include "app/bridge/cluster_bridge.h"
#include "app/controllers/share_arithmetic.h"
#include "app/models/split_backends_model.h"

#include <QObject>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <optional>
#include <vector>

namespace causeway::app {

/// The one place where a split is changed: the arc, the slider, the quick values and the keys all come here, so they
/// move the same weight and cannot disagree.
///
/// Shape:   Idle -> Dragging (begin) -> Idle (cancel) or Applying (release);
///          Idle -> Nudging (nudge) -> Applying when no key came for a while, so a held arrow key is one revision;
///          Applying -> Idle when the view shows the revision that was made;
///          Dragging or Applying -> Asking when somebody else changed the route since; overwrite() or discard() ends
///          it.
/// Units:   positions and shares 0..1, percents 0..100. `newShare` is what all backends but the route's destination
/// take
///          together: the value of every slider, growing from left to right.
class SplitController : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(QString routeId READ routeId WRITE setRouteId NOTIFY routeIdChanged)
    Q_PROPERTY(causeway::app::SplitBackendsModel* backends READ backends CONSTANT)
    Q_PROPERTY(bool canChange READ canChange NOTIFY routeChanged)  // Two sides, and the cluster takes weights.
    Q_PROPERTY(double newShare READ newShare NOTIFY sharesChanged) // In the hand.
    Q_PROPERTY(double desiredNewShare READ desiredNewShare NOTIFY sharesChanged) // Of the cluster.
    Q_PROPERTY(QString newShareText READ newShareText NOTIFY sharesChanged)
    Q_PROPERTY(QString fromName READ fromName NOTIFY sharesChanged)
    Q_PROPERTY(QString newName READ newName NOTIFY sharesChanged) // One service, or how many.
    Q_PROPERTY(QString fromShareText READ fromShareText NOTIFY sharesChanged)
    Q_PROPERTY(double actualNewShare READ actualNewShare NOTIFY sharesChanged) // Counted; -1 without requests.
    Q_PROPERTY(QString actualNewText READ actualNewText NOTIFY sharesChanged)
    Q_PROPERTY(QString actualFromText READ actualFromText NOTIFY sharesChanged)
    Q_PROPERTY(State state READ state NOTIFY stateChanged)
    Q_PROPERTY(bool isDragging READ isDragging NOTIFY stateChanged) // In the hand: by pointer or by keys.
    Q_PROPERTY(bool isPending READ isPending NOTIFY stateChanged)   // Sent, not yet seen in a view.
    Q_PROPERTY(bool isAsking READ isAsking NOTIFY stateChanged)
    Q_PROPERTY(QString foreignChange READ foreignChange NOTIFY foreignChangeChanged) // Empty, or who set what when.
    Q_PROPERTY(QString question READ question NOTIFY stateChanged)                   // While asking: both values.

public:
    enum class State
    {
        Idle,
        Dragging,
        Nudging,
        Applying,
        Asking
    };
    Q_ENUM(State)

    explicit SplitController(ClusterBridge& bridge, QObject* parent = nullptr);

    const QString& routeId() const { return m_routeId; }
    void setRouteId(const QString& routeId);

    SplitBackendsModel* backends() { return &m_backends; }
    bool canChange() const;
    double newShare() const;
    double desiredNewShare() const;
    QString newShareText() const;
    QString fromName() const;
    QString newName() const;
    QString fromShareText() const;
    double actualNewShare() const;
    QString actualNewText() const;
    QString actualFromText() const;

    State state() const { return m_state; }
    bool isDragging() const { return m_state == State::Dragging || m_state == State::Nudging; }
    bool isPending() const { return m_state == State::Applying; }
    bool isAsking() const { return m_state == State::Asking; }
    const QString& foreignChange() const { return m_foreignChange; }
    QString question() const;

    /// Takes the split in the hand. What follows moves it; release() applies it, cancel() puts it back.
    Q_INVOKABLE void begin();
    Q_INVOKABLE void setShareOf(int backend, double percent, bool isFine = false);
    Q_INVOKABLE void setNewShare(double percent, bool isFine = false);
    /// Boundary i lies between the arms i and i + 1; its position is the sum of the shares of the arms up to i.
    Q_INVOKABLE void moveBoundary(int boundary, double position, bool isFine = false);
    Q_INVOKABLE void release();
    Q_INVOKABLE void cancel();

    /// Keys: no begin() and no release(). Positive moves the boundary towards the end of the arms.
    Q_INVOKABLE void nudge(int boundary, double percent);
    /// As nudge(), of the value that sliders show: positive gives the new service more.
    Q_INVOKABLE void nudgeNewShare(double percent);
    /// The focus went away: a pointer's drag is cancelled, a key's change is applied at once.
    Q_INVOKABLE void focusLost();

    /// Begins, sets and releases.
    Q_INVOKABLE void applyQuick(double percent);

    Q_INVOKABLE void overwrite(); // The answer to the question: mine.
    Q_INVOKABLE void discard();   // The answer to the question: theirs.

Q_SIGNALS:
    void routeIdChanged();
    void routeChanged();
    void sharesChanged();
    void stateChanged();
    void foreignChangeChanged();
    void applied(quint64 revision);
    void failed(const QString& sentence);

private:
    const api::RouteView* findRoute() const;
    std::vector<double> desiredShares() const;
    std::vector<bool> newSides() const;
    void takeView();
    void noteForeignChange(const api::RouteView& route);
    void clearForeignChange();
    void setState(State state);
    void move(std::vector<double> shares);
    bool startNudge();
    void submit();
    void finish(const Result<api::CommandDone>& result, const QString& routeId);
    void putBack();

    ClusterBridge& m_bridge;
    SplitBackendsModel m_backends;
    QString m_routeId;
    State m_state = State::Idle;
    QTimer m_settle;
    std::uint64_t m_seenVersion = 0;     // Of the route, when it was taken into the hand or last written from here.
    std::uint64_t m_expectedVersion = 0; // What a view must show to end Applying; 0 while the answer is awaited.
    bool m_isInFlight = false;
    bool m_releaseWaits = false; // Released again before the answer to the last command came.
    QString m_foreignChange;
    QString m_refusal; // The sentence of a Conflict, when that was how it became known.
};

} // namespace causeway::app
