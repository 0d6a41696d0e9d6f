#pragma once

#include "app/bridge/cluster_bridge.h"
#include "app/controllers/split_hand.h"
#include "app/controllers/staged_split.h"
#include "app/models/split_backends_model.h"
#include "app/models/time_window.h"

#include <QObject>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <deque>
#include <map>
#include <vector>

namespace causeway::app {

/// The one place where a split is changed: the arc, the sliders, the quick values and the keys all come here, so they
/// move the same weight and cannot disagree.
///
/// Shape:   Idle -> Dragging (begin) -> Idle (cancel) or Applying (release);
///          Idle -> Nudging (nudge…) -> Applying when no key came for a while, so a held arrow key is one revision;
///          Applying -> Idle when the view shows the revision that was made;
///          Dragging or Applying -> Asking when somebody else changed the route since; overwrite() or discard() ends
///          it. Where the cluster is protected a release leads to Staged instead: applyStaged() -> Applying, or
///          AskingJump when a share moves farther than is allowed (confirmJump() -> Applying, dismissJump() -> Staged);
///          discardStaged() -> Idle; begin() and nudge…() take the staged split into the hand again, and cancel() puts
///          it back to what was staged. Arms: what an arc draws, at most five, from first to last. Up to five backends
///          have one each, in the order of the route; of more, the one that traffic leaves and the three others with
///          the largest weights have one, and the last arm, `isRest`, is all others together, who give and take in
///          proportion. A locked arm keeps its share: a boundary beside it moves the next arm that is not locked.
/// Units:   positions and shares 0..1, percents 0..100. `newShare` is what all backends but the route's destination
///          take together: the value of every slider, growing from left to right. Weights are whole numbers of 100, or
///          of what is needed above it to keep a share exactly.
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
    Q_PROPERTY(QString countedNewText READ countedNewText NOTIFY sharesChanged) // "now 27.9%", "was 27.9%"
    Q_PROPERTY(QString countedFromText READ countedFromText NOTIFY sharesChanged)
    Q_PROPERTY(bool isStale READ isStale NOTIFY sharesChanged) // The cluster does not answer: all of this is old.
    Q_PROPERTY(State state READ state NOTIFY stateChanged)
    Q_PROPERTY(bool isDragging READ isDragging NOTIFY stateChanged) // In the hand: by pointer or by keys.
    Q_PROPERTY(bool isPending READ isPending NOTIFY stateChanged)   // Sent, not yet seen in a view.
    Q_PROPERTY(bool isAsking READ isAsking NOTIFY stateChanged)
    Q_PROPERTY(bool isStaged READ isStaged NOTIFY stateChanged) // Also while the jump is asked about.
    Q_PROPERTY(bool isAskingJump READ isAskingJump NOTIFY stateChanged)
    Q_PROPERTY(causeway::app::StagedSplit* staged READ staged CONSTANT)
    Q_PROPERTY(QString reason READ reason WRITE setReason NOTIFY reasonChanged) // Of the next change; may be empty.
    Q_PROPERTY(QString foreignChange READ foreignChange NOTIFY foreignChangeChanged) // Empty, or who set what when.
    Q_PROPERTY(QString question READ question NOTIFY stateChanged)                   // While asking: both values.

public:
    enum class State
    {
        Idle,
        Dragging,
        Nudging,
        Applying,
        Asking,
        Staged,
        AskingJump
    };
    Q_ENUM(State)

    /// What an arc draws of one arm; see Shape.
    struct Arm
    {
        QString name; // "3 others" for the rest.
        double share = 0;
        double desiredShare = 0;
        int colourIndex = 0; // As SplitBackendsModel's; of the rest: that of its first.
        bool isRest = false;
        bool isLocked = false;             // All of it.
        std::vector<std::size_t> backends; // Rows of the model.
    };

    explicit SplitController(ClusterBridge& bridge, QObject* parent = nullptr);

    /// From now on the figures are of the window's range while there is one. Both outlive the controller.
    void follow(const TrafficHistory& history, const TimeWindow& window);
    void setProtection(const Protection& protection);

    const QString& routeId() const { return m_routeId; }
    void setRouteId(const QString& routeId);

    SplitBackendsModel* backends() { return &m_backends; }
    const std::vector<Arm>& arms() const { return m_arms; }
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
    QString countedNewText() const;
    QString countedFromText() const;
    bool isStale() const;

    State state() const { return m_state; }
    bool isDragging() const { return m_state == State::Dragging || m_state == State::Nudging; }
    bool isPending() const { return m_state == State::Applying; }
    /// Something was released, of whichever route, that no view has shown yet.
    bool isUnderWay() const;
    bool isAsking() const { return m_state == State::Asking; }
    bool isStaged() const { return m_state == State::Staged || m_state == State::AskingJump; }
    bool isAskingJump() const { return m_state == State::AskingJump; }
    StagedSplit* staged() { return &m_staged; }
    const QString& reason() const { return m_reason; }
    void setReason(const QString& reason);
    const QString& foreignChange() const { return m_foreignChange; }
    QString question() const;

    /// Takes the split in the hand. What follows moves it; release() applies or stages it, cancel() puts it back.
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
    /// As nudge(), of one backend: the others give in proportion.
    Q_INVOKABLE void nudgeShareOf(int backend, double percent);
    /// The focus went away: a pointer's drag is cancelled, a key's change is applied at once.
    Q_INVOKABLE void focusLost();

    /// Begins, sets and releases.
    Q_INVOKABLE void applyQuick(double percent);

    /// A locked backend keeps its share while others move; this outlives a change of route and back.
    Q_INVOKABLE void setLocked(int backend, bool isLocked);

    Q_INVOKABLE void overwrite(); // The answer to the question: mine.
    Q_INVOKABLE void discard();   // The answer to the question: theirs.

    Q_INVOKABLE void applyStaged();
    Q_INVOKABLE void discardStaged();
    Q_INVOKABLE void confirmJump();
    Q_INVOKABLE void dismissJump();

Q_SIGNALS:
    void routeIdChanged();
    void routeChanged();
    void sharesChanged(); // The arms too.
    void stateChanged();
    void reasonChanged();
    void foreignChangeChanged();
    void applied(quint64 revision);
    void failed(const QString& sentence);

private:
    const api::RouteView* findRoute() const;
    std::vector<bool> newSides() const;
    void takeView();
    void takeFigures(const api::RouteView* route);
    void noteForeignChange(const api::RouteView& route);
    void clearForeignChange();
    void setState(State state);
    void showHand();
    void buildArms();
    bool startNudge();
    bool isUnchanged(const api::RouteView& route) const;
    void stage(const api::RouteView& route);
    void submit();
    void enqueue(api::SetSplit command);
    void sendNext();
    void finish(const Result<api::CommandDone>& result, const std::string& route);
    void takeAnswer(const Result<api::CommandDone>& result);
    const api::SetSplit* waiting() const;
    void putBack();

    ClusterBridge& m_bridge;
    const TrafficHistory* m_history = nullptr;
    const TimeWindow* m_window = nullptr;
    SplitBackendsModel m_backends;
    SplitHand m_hand;
    StagedSplit m_staged;
    Parts m_stagedParts;                          // Empty: nothing is staged.
    std::map<QString, std::vector<bool>> m_locks; // By route.
    std::vector<Arm> m_arms;
    QString m_routeId;
    State m_state = State::Idle;
    QTimer m_settle;
    std::uint64_t m_seenVersion = 0;     // Of the route, when it was taken into the hand or last written from here.
    std::uint64_t m_expectedVersion = 0; // What a view must show to end Applying; 0 while the answer is awaited.
    std::uint64_t m_newestMade = 0;      // Of all revisions that came of releases here.
    std::string m_inFlight;              // The route whose command is not answered yet; empty: none.
    std::deque<api::SetSplit> m_waiting; // Released before that answer came: the last wish of each route.
    QString m_reason;
    QString m_foreignChange;
    QString m_refusal; // The sentence of a Conflict, when that was how it became known.
};

} // namespace causeway::app
