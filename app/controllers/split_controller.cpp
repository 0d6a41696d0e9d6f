#include "app/controllers/split_controller.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace causeway::app {

namespace {

// A held key repeats every 30 ms; a second thought takes longer.
constexpr std::chrono::milliseconds keySettleTime{400};

DragStep stepOf(bool isFine)
{
    return isFine ? DragStep::TenthOfPercent : DragStep::Percent;
}

bool isFineStep(double percent)
{
    return std::abs(percent) < 1.0;
}

Parts partsOf(const api::SetSplit& command)
{
    Parts parts;
    for (const api::SetSplit::Weight& each : command.weights)
        parts.push_back(each.weight);
    return parts;
}

} // namespace

SplitController::SplitController(ClusterBridge& bridge, QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(keySettleTime);
    connect(&m_settle, &QTimer::timeout, this, &SplitController::release);
    connect(&m_bridge, &ClusterBridge::latestChanged, this, &SplitController::takeView);
}

void SplitController::follow(const TrafficHistory& history, const TimeWindow& window)
{
    m_history = &history;
    m_window = &window;
    connect(m_window, &TimeWindow::rangeChanged, this, &SplitController::takeView);
}

void SplitController::setProtection(const Protection& protection)
{
    m_staged.setProtection(protection);
    if (isStaged() && !protection.isOn)
        putBack();
}

void SplitController::setRouteId(const QString& routeId)
{
    if (m_routeId == routeId)
        return;
    m_settle.stop();
    m_routeId = routeId;
    m_seenVersion = 0;
    m_expectedVersion = 0;
    m_stagedParts.clear();
    clearForeignChange();
    setState(State::Idle);
    m_backends.setBackends({}, {});
    Q_EMIT routeIdChanged();
    takeView();
}

void SplitController::setReason(const QString& reason)
{
    if (m_reason == reason)
        return;
    m_reason = reason;
    Q_EMIT reasonChanged();
}

void SplitController::begin()
{
    if (!canChange() || isAsking() || isAskingJump())
        return;
    m_settle.stop();
    setState(State::Dragging);
}

void SplitController::setShareOf(int backend, double percent, bool isFine)
{
    if (!isDragging() || backend < 0 || !m_hand.canMove(static_cast<std::size_t>(backend)))
        return;
    std::vector<bool> chosen(m_hand.parts().size(), false);
    chosen[static_cast<std::size_t>(backend)] = true;
    m_hand.setShareOf(chosen, percent / 100.0, stepOf(isFine));
    showHand();
}

void SplitController::setNewShare(double percent, bool isFine)
{
    if (!isDragging())
        return;
    m_hand.setShareOf(newSides(), percent / 100.0, stepOf(isFine));
    showHand();
}

void SplitController::moveBoundary(int boundary, double position, bool isFine)
{
    if (!isDragging() || boundary < 0)
        return;
    std::vector<SplitArm> arms;
    arms.reserve(m_arms.size());
    for (const Arm& arm : m_arms)
        arms.push_back({arm.backends, arm.isRest});
    m_hand.moveBoundary(arms, static_cast<std::size_t>(boundary), position, stepOf(isFine));
    showHand();
}

/// Dragging or Nudging -> Asking, Idle, Staged or Applying.
void SplitController::release()
{
    if (!isDragging())
        return;
    m_settle.stop();
    const api::RouteView* route = findRoute();
    if (!m_foreignChange.isEmpty())
        setState(State::Asking);
    else if (!route || isUnchanged(*route))
        putBack();
    else if (m_staged.protection().isOn)
        stage(*route);
    else
        submit();
}

void SplitController::cancel()
{
    if (!isDragging())
        return;
    const api::SetSplit* released = waiting();
    if (m_stagedParts.empty() && !released)
        return putBack();
    m_settle.stop();
    m_hand.take(released ? partsOf(*released) : m_stagedParts);
    showHand();
    setState(released ? State::Applying : State::Staged);
}

void SplitController::nudge(int boundary, double percent)
{
    if (boundary < 0 || boundary + 1 >= static_cast<int>(m_arms.size()) || !startNudge())
        return;
    double position = 0;
    for (int arm = 0; arm <= boundary; ++arm)
        position += m_arms[static_cast<std::size_t>(arm)].share;
    moveBoundary(boundary, position + percent / 100.0, isFineStep(percent));
}

void SplitController::nudgeNewShare(double percent)
{
    if (startNudge())
        setNewShare(newShare() * 100.0 + percent, isFineStep(percent));
}

void SplitController::nudgeShareOf(int backend, double percent)
{
    if (backend < 0 || !m_hand.canMove(static_cast<std::size_t>(backend)) || !startNudge())
        return;
    const double share = m_backends.liveShares()[static_cast<std::size_t>(backend)];
    setShareOf(backend, share * 100.0 + percent, isFineStep(percent));
}

bool SplitController::startNudge()
{
    if (!canChange() || isAsking() || isAskingJump() || m_state == State::Dragging)
        return false;
    setState(State::Nudging);
    m_settle.start();
    return true;
}

void SplitController::focusLost()
{
    if (m_state == State::Nudging)
        release();
    else
        cancel();
}

void SplitController::applyQuick(double percent)
{
    begin();
    setNewShare(percent, true);
    release();
}

void SplitController::setLocked(int backend, bool isLocked)
{
    if (backend < 0 || backend >= m_backends.count())
        return;
    m_hand.setLocked(static_cast<std::size_t>(backend), isLocked);
    m_locks[m_routeId] = m_hand.locks();
    m_backends.setLocks(m_hand.locks());
    buildArms();
    Q_EMIT sharesChanged();
}

void SplitController::overwrite()
{
    const api::RouteView* route = findRoute();
    if (!isAsking() || !route)
        return;
    m_seenVersion = route->version; // The question showed this one.
    clearForeignChange();
    if (m_staged.protection().isOn)
        stage(*route); // What it changes is another thing now, and was not seen yet.
    else
        submit();
}

void SplitController::discard()
{
    if (isAsking())
        putBack();
}

/// Staged -> Asking, AskingJump or Applying.
void SplitController::applyStaged()
{
    if (m_state != State::Staged)
        return;
    if (!m_foreignChange.isEmpty())
        setState(State::Asking);
    else if (!m_staged.jump().isEmpty())
        setState(State::AskingJump);
    else
        submit();
}

void SplitController::discardStaged()
{
    if (isStaged())
        putBack();
}

void SplitController::confirmJump()
{
    if (isAskingJump())
        submit();
}

void SplitController::dismissJump()
{
    if (isAskingJump())
        setState(State::Staged);
}

void SplitController::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged();
}

/// Dragging, Nudging or Asking -> Staged: shown beside what the cluster wants, and sent nowhere yet.
void SplitController::stage(const api::RouteView& route)
{
    m_stagedParts = m_hand.parts();
    m_staged.show(m_backends, route.kind + " " + route.resource);
    setState(State::Staged);
}

/// Any -> Idle: the hand is empty, what is shown is what the cluster wants.
void SplitController::putBack()
{
    m_settle.stop();
    m_stagedParts.clear();
    const api::RouteView* route = findRoute();
    // A view from before our own last revision must not make it look foreign.
    m_seenVersion = route ? std::max(m_seenVersion, route->version) : 0;
    clearForeignChange();
    m_hand.take(weightsOf(m_backends.backends()));
    showHand();
    setState(State::Idle);
}

} // namespace causeway::app
