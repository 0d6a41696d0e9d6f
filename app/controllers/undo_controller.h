#pragma once

#include "app/bridge/cluster_bridge.h"
#include "app/controllers/undo_stacks.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <vector>

namespace causeway::app {

/// A step that makes no revision: a link's settings, a fault, a card that was moved.
struct LiveStep
{
    QString title; // "delay of site ↔ branch 20 → 80 ms"
    std::function<void()> undo;
    std::function<void()> redo;
};

/// Takes back what this user did last, and puts it back: each a new revision, nothing is erased. Steps that make no
/// revision stand in the same order as those that do, for as long as this console runs.
///
/// Shape:  Idle -> Sent (undo, redo) -> Idle; Sent -> Asking when somebody else changed the same since;
///         Asking -> Sent (confirm) or Idle (dismiss).
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

public:
    explicit UndoController(ClusterBridge& bridge, QObject* parent = nullptr);

    bool canUndo() const { return !m_isSent && !isAsking() && (isLiveNext() || !m_stacks.undo.empty()); }
    bool canRedo() const { return !m_isSent && !isAsking() && (isLiveRedoNext() || !m_stacks.redo.empty()); }
    QString undoText() const;
    QString redoText() const;
    bool isAsking() const { return m_asked != 0; }
    const QString& question() const { return m_question; }

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
    };

    void takeView();
    bool isLiveNext() const;
    bool isLiveRedoNext() const;
    void submit(std::uint64_t revision, bool evenIfChangedSince);
    void finish(std::uint64_t revision, const Result<api::CommandDone>& result);
    QString titleOf(std::uint64_t revision) const;

    ClusterBridge& m_bridge;
    UndoStacks m_stacks;
    std::vector<LiveEntry> m_live;
    std::vector<LiveEntry> m_liveUndone;
    std::uint64_t m_head = 0;
    std::uint64_t m_awaited = 0; // The revision that an answer named and no view has shown yet.
    bool m_isSent = false;       // Also until the view shows the answer, so that two keys take back two changes.
    std::uint64_t m_asked = 0;
    QString m_question;
};

} // namespace causeway::app
