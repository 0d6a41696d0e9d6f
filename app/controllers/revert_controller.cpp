#include "app/controllers/revert_controller.h"

namespace causeway::app {

RevertController::RevertController(ClusterBridge& bridge, QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
{
}

QString RevertController::sentence() const
{
    if (!changesSomething())
        return tr("Everything is as it was after revision %1 already.").arg(m_preview.revision);
    const QString what =
        tr("This makes everything what it was after revision %1, as a new revision.").arg(m_preview.revision);
    return m_wasOvertaken ? tr("Somebody made revision %1 meanwhile. %2").arg(m_preview.head).arg(what) : what;
}

void RevertController::ask(quint64 revision)
{
    if (m_state != State::Idle)
        return;
    m_wasOvertaken = false;
    look(revision);
}

void RevertController::look(std::uint64_t revision)
{
    setState(State::Looking);
    m_bridge.previewRevert(revision, [this](const Result<api::RevertPreview>& preview) {
        if (!preview) {
            setState(State::Idle);
            Q_EMIT failed(QString::fromStdString(preview.error().message));
            return;
        }
        m_preview = *preview;
        m_diff.setLines(m_preview.diff);
        setState(State::Asking);
    });
}

void RevertController::confirm()
{
    if (!isAsking())
        return;
    setState(State::Sent);
    m_bridge.submit(api::RevertTo{m_preview.revision, m_preview.head}, [this](const auto& result) { finish(result); });
}

void RevertController::finish(const Result<api::CommandDone>& result)
{
    if (!result && result.error().code == ErrorCode::Conflict) {
        m_wasOvertaken = true;
        look(m_preview.revision);
        return;
    }
    setState(State::Idle);
    if (!result)
        Q_EMIT failed(QString::fromStdString(result.error().message));
}

void RevertController::dismiss()
{
    if (isAsking())
        setState(State::Idle);
}

void RevertController::setState(State state)
{
    m_state = state;
    Q_EMIT changed();
}

} // namespace causeway::app
