#include "app/controllers/undo_controller.h"

#include <algorithm>

namespace causeway::app {

UndoController::UndoController(ClusterBridge& bridge, QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
{
    connect(&m_bridge, &ClusterBridge::latestChanged, this, &UndoController::takeView);
    takeView();
}

void UndoController::takeView()
{
    const api::ClusterView& view = *m_bridge.latest();
    if (m_awaited != 0 && view.headRevision >= m_awaited) {
        m_awaited = 0;
        m_isSent = false;
    } else if (view.headRevision == m_head) {
        return;
    }
    m_head = view.headRevision;
    m_stacks = undoStacksOf(view.recentRevisions, m_bridge.author());
    Q_EMIT changed();
}

QString UndoController::undoText() const
{
    return m_stacks.undo.empty() ? tr("Nothing to undo") : tr("Undo %1").arg(titleOf(m_stacks.undo.back()));
}

QString UndoController::redoText() const
{
    return m_stacks.redo.empty() ? tr("Nothing to redo") : tr("Redo: take back %1").arg(titleOf(m_stacks.redo.back()));
}

void UndoController::undo()
{
    if (canUndo())
        submit(m_stacks.undo.back(), false);
}

void UndoController::redo()
{
    if (canRedo())
        submit(m_stacks.redo.back(), false);
}

void UndoController::invert(int revision)
{
    if (!m_isSent && !isAsking())
        submit(static_cast<std::uint64_t>(revision), false);
}

void UndoController::confirm()
{
    if (!isAsking())
        return;
    const std::uint64_t revision = std::exchange(m_asked, 0);
    submit(revision, true);
}

void UndoController::dismiss()
{
    m_asked = 0;
    m_question.clear();
    Q_EMIT changed();
}

void UndoController::submit(std::uint64_t revision, bool evenIfChangedSince)
{
    m_isSent = true;
    Q_EMIT changed();
    m_bridge.submit(api::InvertRevision{revision, evenIfChangedSince},
                    [this, revision](const auto& result) { finish(revision, result); });
}

void UndoController::finish(std::uint64_t revision, const Result<api::CommandDone>& result)
{
    m_isSent = false;
    if (result) {
        m_isSent = result->changed && result->revision > m_head;
        m_awaited = m_isSent ? result->revision : 0;
    } else if (result.error().code == ErrorCode::Conflict) {
        m_asked = revision;
        m_question = QString::fromStdString(result.error().message);
    } else {
        Q_EMIT failed(QString::fromStdString(result.error().message));
    }
    Q_EMIT changed();
}

QString UndoController::titleOf(std::uint64_t number) const
{
    const auto& revisions = m_bridge.latest()->recentRevisions;
    const auto found = std::find_if(revisions.begin(), revisions.end(),
                                    [&](const auto& revision) { return revision.number == number; });
    return found == revisions.end() ? tr("revision %1").arg(number) : QString::fromStdString(found->title);
}

} // namespace causeway::app
