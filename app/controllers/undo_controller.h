#pragma once

#include "app/bridge/cluster_bridge.h"
#include "app/controllers/live_step.h"
#include "app/controllers/protection.h"
#include "app/controllers/undo_stacks.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <set>
#include <vector>

namespace causeway::app {

/// Takes back what this user did last, and puts it back: each a new revision, nothing is erased. Steps that make no
/// revision stand in the same order as those that do, for as long as this console runs. What turns out to be taken back
/// already, or can never be, is passed over from then on.
///
/// Shape:  Idle -> Sent (undo, redo, invert) -> Idle; Sent -> Asking when somebody else changed the same since;
///         Asking -> Sent (confirm) or Idle (dismiss). Where the cluster is protected a revision goes from Idle to
///         Asking first.
class UndoController : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(bool canUndo READ canUndo NOTIFY changed)
    Q_PROPERTY(bool canRedo READ canRedo NOTIFY changed)
    Q_PROPERTY(QString undoText READ undoText NOTIFY changed) // "Undo checkout 20 → 28%"
    Q_PROPERTY(QString redoText READ redoText NOTIFY changed)
    Q_PROPERTY(bool isAsking READ isAsking NOTIFY changed)
    Q_PROPERTY(QString question READ question NOTIFY changed)
    Q_PROPERTY(QString questionTitle READ questionTitle NOTIFY changed)
    Q_PROPERTY(QString confirmText READ confirmText NOTIFY changed) // What the answer that goes on says.

public:
    explicit UndoController(ClusterBridge& bridge, QObject* parent = nullptr);

    void setProtection(const Protection& protection) { m_protection = protection; }

    bool canUndo() const { return !m_isSent && !isAsking() && (isLiveNext() || !m_stacks.undo.empty()); }
    bool canRedo() const { return !m_isSent && !isAsking() && (isLiveRedoNext() || !m_stacks.redo.empty()); }
    QString undoText() const;
    QString redoText() const;
    bool isAsking() const { return m_asked != 0; }
    const QString& question() const { return m_question; }
    QString questionTitle() const;
    QString confirmText() const;

    /// Was just done, by this user.
    void add(LiveStep step);

    Q_INVOKABLE void undo();
    Q_INVOKABLE void redo();
    /// Takes back one revision, whoever made it.
    Q_INVOKABLE void invert(int revision);
    Q_INVOKABLE void confirm();
    Q_INVOKABLE void dismiss();

Q_SIGNALS:
    void changed();
    void failed(const QString& sentence);

private:
    struct LiveEntry
    {
        LiveStep step;
        std::uint64_t head = 0; // When it was done, or undone: what came later has a higher number.
        std::uint64_t id = 0;
    };
    using LiveEntries = std::vector<LiveEntry>;

    void takeView();
    bool isLiveNext() const;
    bool isLiveRedoNext() const;
    void forgetUndone();
    void take(LiveEntries& from, LiveEntries& to);
    void finishLive(std::uint64_t id, LiveEntries& from, LiveEntries& to, const Result<api::CommandDone>& result);
    void takeBack(std::uint64_t revision);
    void ask(std::uint64_t revision, const QString& question, bool isChangedSince);
    void submit(std::uint64_t revision, bool evenIfChangedSince);
    void finish(std::uint64_t revision, const Result<api::CommandDone>& result);
    void settle(std::uint64_t revision);
    void dropSettled();
    QString titleOf(std::uint64_t number) const;

    ClusterBridge& m_bridge;
    UndoStacks m_stacks;
    std::set<std::uint64_t> m_settled; // Nothing is left to take back of these.
    LiveEntries m_live;
    LiveEntries m_liveUndone;
    std::uint64_t m_lastLive = 0;
    std::uint64_t m_moving = 0; // The live step that is under way; 0: none.
    Protection m_protection;
    std::uint64_t m_head = 0;
    std::uint64_t m_awaited = 0; // The revision that an answer named and no view has shown yet.
    bool m_isSent = false;       // Also until the view shows the answer, so that two keys take back two changes.
    std::uint64_t m_asked = 0;
    QString m_question;
    bool m_isChangedSince = false; // That is what is asked about.
};

} // namespace causeway::app
