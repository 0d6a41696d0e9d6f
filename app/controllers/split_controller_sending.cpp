#include "app/controllers/split_controller.h"

#include <algorithm>

// How a SplitController's change goes out, and what comes back.
namespace causeway::app {

namespace {

constexpr const char* usualReason = "set in the console";

} // namespace

bool SplitController::isUnchanged(const api::RouteView& route) const
{
    return m_inFlight != route.id && !waiting() && route.version == m_seenVersion &&
           areSameSplit(m_hand.parts(), weightsOf(m_backends.backends()));
}

bool SplitController::isUnderWay() const
{
    return isPending() || !m_inFlight.empty() || m_newestMade > m_bridge.latest()->headRevision;
}

const api::SetSplit* SplitController::waiting() const
{
    const auto found = std::ranges::find(m_waiting, m_routeId.toStdString(), &api::SetSplit::route);
    return found == m_waiting.end() ? nullptr : &*found;
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

    api::SetSplit command{route->id, m_seenVersion, {}, m_reason.isEmpty() ? usualReason : m_reason.toStdString()};
    const Parts weights = inPlainestForm(m_hand.parts());
    for (std::size_t i = 0; i < weights.size(); ++i)
        command.weights.push_back({m_backends.backends()[i].service, weights[i]});
    enqueue(std::move(command));
    sendNext();
}

/// One that waits already for the same route is overtaken by it.
void SplitController::enqueue(api::SetSplit command)
{
    const auto before = std::ranges::find(m_waiting, command.route, &api::SetSplit::route);
    if (before != m_waiting.end())
        *before = std::move(command);
    else
        m_waiting.push_back(std::move(command));
}

void SplitController::sendNext()
{
    if (!m_inFlight.empty() || m_waiting.empty())
        return;
    api::SetSplit command = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_inFlight = command.route;
    m_bridge.submit(std::move(command), [this, route = m_inFlight](const auto& result) { finish(result, route); });
}

void SplitController::finish(const Result<api::CommandDone>& result, const std::string& route)
{
    m_inFlight.clear();
    const bool isShown = route == m_routeId.toStdString();
    const bool isConflict = !result && result.error().code == ErrorCode::Conflict;
    if (!result && !(isConflict && isShown))
        Q_EMIT failed(QString::fromStdString(result.error().message));
    if (isConflict) // Whoever released again has not seen what the first one met.
        std::erase_if(m_waiting, [&](const api::SetSplit& each) { return each.route == route; });
    if (result) {
        setReason({});
        m_newestMade = std::max(m_newestMade, result->revision);
        Q_EMIT applied(result->revision);
    }
    for (api::SetSplit& each : m_waiting) {
        if (result && result->changed && each.route == route)
            each.expectedVersion = std::max(each.expectedVersion, result->revision);
    }
    if (isShown)
        takeAnswer(result);
    sendNext();
    if (isShown)
        takeView();
}

/// Of the route that is shown.
void SplitController::takeAnswer(const Result<api::CommandDone>& result)
{
    if (result && result->changed)
        m_seenVersion = std::max(m_seenVersion, result->revision);
    m_expectedVersion = m_seenVersion;
    if (!result && result.error().code == ErrorCode::Conflict) {
        m_refusal = QString::fromStdString(result.error().message);
        setState(State::Asking); // Also from Dragging: what was in the hand is what the question is about.
    } else if (!result && m_state == State::Applying && !waiting()) {
        putBack();
    }
}

} // namespace causeway::app
