#include "app/controllers/split_controller.h"

#include <algorithm>

// How a SplitController's change goes out, and what comes back.
namespace causeway::app {

namespace {

constexpr const char* usualReason = "set in the console";

} // namespace

bool SplitController::isUnchanged(const api::RouteView& route) const
{
    return route.version == m_seenVersion && areSameSplit(m_hand.parts(), weightsOf(m_backends.backends()));
}

void SplitController::submit()
{
    const api::RouteView* route = findRoute();
    if (!route || isUnchanged(*route)) {
        putBack();
        return;
    }
    m_stagedParts.clear();
    setState(State::Applying);
    m_releaseWaits = m_isInFlight;
    if (m_isInFlight)
        return;

    api::SetSplit command{route->id, m_seenVersion, {}, m_reason.isEmpty() ? usualReason : m_reason.toStdString()};
    const Parts weights = inPlainestForm(m_hand.parts());
    for (std::size_t i = 0; i < weights.size(); ++i)
        command.weights.push_back({m_backends.backends()[i].service, weights[i]});

    m_isInFlight = true;
    m_bridge.submit(std::move(command), [this, routeId = m_routeId](const auto& result) { finish(result, routeId); });
}

void SplitController::finish(const Result<api::CommandDone>& result, const QString& routeId)
{
    m_isInFlight = false;
    const bool isConflict = !result && result.error().code == ErrorCode::Conflict;
    if (!result && !(isConflict && routeId == m_routeId))
        Q_EMIT failed(QString::fromStdString(result.error().message));
    if (result) {
        setReason({});
        Q_EMIT applied(result->revision);
    }
    if (routeId != m_routeId)
        return;

    if (result && result->changed)
        m_seenVersion = std::max(m_seenVersion, result->revision);
    m_expectedVersion = m_seenVersion;
    if (isConflict) {
        m_refusal = QString::fromStdString(result.error().message);
        setState(State::Asking); // Also from Dragging: what was in the hand is what the question is about.
    } else if (m_releaseWaits) {
        submit();
        return;
    } else if (!result && m_state == State::Applying) {
        putBack();
    }
    m_releaseWaits = false;
    takeView();
}

} // namespace causeway::app
