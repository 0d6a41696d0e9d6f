#include "app/controllers/undo_controller.h"

#include <algorithm>

namespace causeway::app {

namespace {

constexpr std::size_t mostLiveSteps = 200;

/// The same would come of trying it again.
bool isFinal(const Error& error)
{
    return error.code == ErrorCode::NotFound || error.code == ErrorCode::InvalidArgument ||
           error.code == ErrorCode::Unimplemented;
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
    dropSettled();
    const auto isNewChange = [&](const api::RevisionView& revision) {
        return revision.author == m_bridge.author() && !revision.inverts && revision.number > m_liveUndone.back().head;
    };
    if (!m_liveUndone.empty() && std::ranges::any_of(view.recentRevisions, isNewChange))
        forgetUndone();
    Q_EMIT changed();
}

void UndoController::add(LiveStep step)
{
    m_live.push_back({std::move(step), m_bridge.latest()->headRevision, ++m_lastLive});
    if (m_live.size() > mostLiveSteps)
        m_live.erase(m_live.begin());
    forgetUndone();
    Q_EMIT changed();
}

/// A new change ends what could be put back; what is being put back just now is done still.
void UndoController::forgetUndone()
{
    std::erase_if(m_liveUndone, [this](const LiveEntry& entry) { return entry.id != m_moving; });
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
    if (isLiveNext())
        take(m_live, m_liveUndone);
    else
        takeBack(m_stacks.undo.back());
}

void UndoController::redo()
{
    if (!canRedo())
        return;
    if (isLiveRedoNext())
        take(m_liveUndone, m_live);
    else
        takeBack(m_stacks.redo.back());
}

/// The last of `from`; it goes over when it is done.
void UndoController::take(LiveEntries& from, LiveEntries& to)
{
    const std::uint64_t id = from.back().id;
    const LiveWay way = &from == &m_live ? from.back().step.undo : from.back().step.redo;
    m_isSent = true;
    m_moving = id;
    Q_EMIT changed();
    way([this, id, &from, &to](const auto& result) { finishLive(id, from, to, result); });
}

/// Who sent the command says what went wrong with it.
void UndoController::finishLive(std::uint64_t id, LiveEntries& from, LiveEntries& to,
                                const Result<api::CommandDone>& result)
{
    m_isSent = false;
    m_moving = 0;
    const auto entry = std::ranges::find(from, id, &LiveEntry::id);
    if (entry != from.end() && (result || isFinal(result.error()))) {
        const bool wasOvertaken = &from == &m_live && id != m_live.back().id;
        if (result && !wasOvertaken)
            to.push_back({std::move(entry->step), m_bridge.latest()->headRevision, id});
        from.erase(entry);
    }
    Q_EMIT changed();
}

void UndoController::invert(int revision)
{
    if (!m_isSent && !isAsking())
        takeBack(static_cast<std::uint64_t>(revision));
}

void UndoController::takeBack(std::uint64_t revision)
{
    if (!m_protection.isOn)
        return submit(revision, false);
    ask(revision, tr("This takes back “%1” in %2, as a new revision.").arg(titleOf(revision), m_protection.context),
        false);
}

void UndoController::ask(std::uint64_t revision, const QString& question, bool isChangedSince)
{
    m_asked = revision;
    m_question = question;
    m_isChangedSince = isChangedSince;
    Q_EMIT changed();
}

QString UndoController::questionTitle() const
{
    return m_isChangedSince ? tr("It was changed since") : tr("%1 is protected").arg(m_protection.context);
}

QString UndoController::confirmText() const
{
    return m_isChangedSince ? tr("Take back anyway") : tr("Take it back");
}

void UndoController::confirm()
{
    if (!isAsking())
        return;
    const std::uint64_t revision = std::exchange(m_asked, 0);
    submit(revision, m_isChangedSince);
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
    if (result && result->changed) {
        m_isSent = result->revision > m_head;
        m_awaited = m_isSent ? result->revision : 0;
    } else if (result) {
        Q_EMIT failed(tr("“%1” was taken back already").arg(titleOf(revision)));
        settle(revision);
    } else if (result.error().code == ErrorCode::Conflict) {
        return ask(revision, QString::fromStdString(result.error().message), true);
    } else {
        Q_EMIT failed(QString::fromStdString(result.error().message));
        if (isFinal(result.error()))
            settle(revision);
    }
    Q_EMIT changed();
}

/// The next key goes on with the change before it.
void UndoController::settle(std::uint64_t revision)
{
    m_settled.insert(revision);
    dropSettled();
}

void UndoController::dropSettled()
{
    const auto isSettled = [this](std::uint64_t revision) { return m_settled.contains(revision); };
    std::erase_if(m_stacks.undo, isSettled);
    std::erase_if(m_stacks.redo, isSettled);
}

QString UndoController::titleOf(std::uint64_t number) const
{
    const auto& revisions = m_bridge.latest()->recentRevisions;
    const auto found = std::find_if(revisions.begin(), revisions.end(),
                                    [&](const auto& revision) { return revision.number == number; });
    return found == revisions.end() ? tr("revision %1").arg(number) : QString::fromStdString(found->title);
}

} // namespace causeway::app
