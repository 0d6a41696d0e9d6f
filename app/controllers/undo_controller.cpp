#include "app/controllers/undo_controller.h"

#include <algorithm>

namespace causeway::app {

namespace {

constexpr std::size_t mostLiveSteps = 200;

template <typename Entries>
const LiveStep& moveLast(Entries& from, Entries& to, std::uint64_t head)
{
    to.push_back(std::move(from.back()));
    from.pop_back();
    to.back().head = head;
    return to.back().step;
}

} // namespace

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
    const auto isNewChange = [&](const api::RevisionView& revision) {
        return revision.author == m_bridge.author() && !revision.inverts && revision.number > m_liveUndone.back().head;
    };
    if (!m_liveUndone.empty() && std::ranges::any_of(view.recentRevisions, isNewChange))
        m_liveUndone.clear(); // A new change ends what could be put back.
    Q_EMIT changed();
}

void UndoController::add(LiveStep step)
{
    m_live.push_back({std::move(step), m_bridge.latest()->headRevision});
    if (m_live.size() > mostLiveSteps)
        m_live.erase(m_live.begin());
    m_liveUndone.clear();
    Q_EMIT changed();
}

bool UndoController::isLiveNext() const
{
    return !m_live.empty() && (m_stacks.undo.empty() || m_live.back().head >= m_stacks.undo.back());
}

bool UndoController::isLiveRedoNext() const
{
    return !m_liveUndone.empty() && (m_stacks.redo.empty() || m_liveUndone.back().head >= m_stacks.redo.back());
}

QString UndoController::undoText() const
{
    if (isLiveNext())
        return tr("Undo %1").arg(m_live.back().step.title);
    return m_stacks.undo.empty() ? tr("Nothing to undo") : tr("Undo %1").arg(titleOf(m_stacks.undo.back()));
}

QString UndoController::redoText() const
{
    if (isLiveRedoNext())
        return tr("Redo: %1").arg(m_liveUndone.back().step.title);
    return m_stacks.redo.empty() ? tr("Nothing to redo") : tr("Redo: take back %1").arg(titleOf(m_stacks.redo.back()));
}

void UndoController::undo()
{
    if (!canUndo())
        return;
    if (!isLiveNext())
        return submit(m_stacks.undo.back(), false);
    moveLast(m_live, m_liveUndone, m_bridge.latest()->headRevision).undo();
    Q_EMIT changed();
}

void UndoController::redo()
{
    if (!canRedo())
        return;
    if (!isLiveRedoNext())
        return submit(m_stacks.redo.back(), false);
    moveLast(m_liveUndone, m_live, m_bridge.latest()->headRevision).redo();
    Q_EMIT changed();
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
