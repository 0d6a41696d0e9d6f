#include "app/controllers/split_controller.h"
#include "app/controllers/split_figures.h"
#include "app/controllers/split_text.h"
#include "app/text/traffic_text.h"

#include <algorithm>

// What a SplitController shows, and what it takes out of views.
namespace causeway::app {

namespace {

const api::RouteView* findIn(const api::ClusterView& view, const QString& id)
{
    const auto found = std::find_if(view.routes.begin(), view.routes.end(),
                                    [id = id.toStdString()](const auto& route) { return route.id == id; });
    return found == view.routes.end() ? nullptr : &*found;
}

} // namespace

bool SplitController::canChange() const
{
    return m_backends.count() >= 2 && m_bridge.capabilities().changesWeights;
}

double SplitController::newShare() const
{
    return sumOfNew(m_backends, m_backends.liveShares());
}

double SplitController::desiredNewShare() const
{
    return sumOfNew(m_backends, m_backends.desiredShares());
}

QString SplitController::newShareText() const
{
    return text::share(sidesOf(m_backends, m_backends.liveTenths()).others);
}

QString SplitController::fromName() const
{
    return nameOfFrom(m_backends);
}

QString SplitController::newName() const
{
    return nameOfNew(m_backends);
}

QString SplitController::fromShareText() const
{
    return text::share(sidesOf(m_backends, m_backends.liveTenths()).from);
}

double SplitController::actualNewShare() const
{
    return countedOfNew(m_backends).value_or(-1.0);
}

QString SplitController::actualNewText() const
{
    const auto& counted = m_backends.countedTenths();
    return text::measuredShare(counted.empty() ? std::nullopt : std::optional(sidesOf(m_backends, counted).others));
}

QString SplitController::actualFromText() const
{
    const auto& counted = m_backends.countedTenths();
    return text::measuredShare(counted.empty() ? std::nullopt : std::optional(sidesOf(m_backends, counted).from));
}

QString SplitController::countedNewText() const
{
    return m_backends.countedText(actualNewText());
}

QString SplitController::countedFromText() const
{
    return m_backends.countedText(actualFromText());
}

bool SplitController::isStale() const
{
    return m_bridge.latest()->problem.has_value();
}

QString SplitController::question() const
{
    if (!isAsking())
        return {};
    const QString theirs = m_foreignChange.isEmpty() ? m_refusal : m_foreignChange;
    return tr("%1. Yours: %2.").arg(theirs, sharesOfNew(m_backends, m_backends.liveTenths()));
}

const api::RouteView* SplitController::findRoute() const
{
    return findIn(*m_bridge.latest(), m_routeId);
}

std::vector<bool> SplitController::newSides() const
{
    std::vector<bool> sides;
    for (std::size_t i = 0; i < m_backends.backends().size(); ++i)
        sides.push_back(!m_backends.isFrom(i));
    return sides;
}

void SplitController::takeView()
{
    const api::RouteView* route = findRoute();
    const int countBefore = m_backends.count();
    takeFigures(route);
    if (!route || m_backends.count() != countBefore) {
        m_stagedParts.clear();
        putBack();
        const auto locks = m_locks.find(m_routeId);
        m_hand.setLocks(locks != m_locks.end() ? locks->second : std::vector<bool>(m_hand.parts().size(), false));
        m_backends.setLocks(m_hand.locks());
        buildArms();
        Q_EMIT routeChanged();
        return;
    }

    const bool isSettled = m_state == State::Applying && m_inFlight.empty() && route->version >= m_expectedVersion;
    if (isSettled || m_state == State::Idle)
        putBack();
    else if (m_inFlight.empty() && route->version > m_seenVersion && m_state != State::Applying)
        noteForeignChange(*route);
    if (isStaged())
        m_staged.show(m_backends, route->kind + " " + route->resource);
    buildArms();
    Q_EMIT sharesChanged();
}

/// Weights are the newest ones, for they are what a hand begins with; figures are those of the drawn view or of the
/// range, so that a frozen screen stands still.
void SplitController::takeFigures(const api::RouteView* route)
{
    if (!route)
        return m_backends.setBackends({}, {});
    const api::RouteView* drawn = findIn(*m_bridge.view(), m_routeId);
    const bool isDrawn = drawn && drawn->backends.size() == route->backends.size();
    SplitFigures figures = m_window && m_window->hasRange()
                               ? figuresOfRange(*route, *m_history, m_window->range()->first, m_window->range()->second)
                               : figuresOfNow(isDrawn ? *drawn : *route, *m_bridge.latest());
    for (std::size_t i = 0; i < figures.backends.size(); ++i) {
        api::BackendView backend = route->backends[i];
        backend.traffic = figures.backends[i].traffic;
        backend.actualShare = figures.backends[i].actualShare;
        figures.backends[i] = std::move(backend);
    }
    m_backends.setFigures(figures.route, figures.window, figures.moment);
    m_backends.setBackends(figures.backends, fromSideOf(*route));
}

void SplitController::noteForeignChange(const api::RouteView& route)
{
    const QString sentence = foreignChangeOf(*m_bridge.latest(), route, m_backends, m_bridge.author());
    m_backends.setForeignShares(m_backends.desiredShares());
    if (m_foreignChange == sentence)
        return;
    m_foreignChange = sentence;
    Q_EMIT foreignChangeChanged();
    Q_EMIT stateChanged(); // The question holds the sentence.
}

void SplitController::clearForeignChange()
{
    m_refusal.clear();
    m_backends.setForeignShares({});
    if (m_foreignChange.isEmpty())
        return;
    m_foreignChange.clear();
    Q_EMIT foreignChangeChanged();
}

void SplitController::showHand()
{
    m_backends.setLive(m_hand.parts(), readable(m_hand.parts()));
    buildArms();
    Q_EMIT sharesChanged();
}

void SplitController::buildArms()
{
    m_arms.clear();
    for (const SplitArm& each : armsOf(m_backends.backends(), fromName().toStdString())) {
        Arm arm;
        arm.isRest = each.isRest;
        arm.backends = each.backends;
        arm.isLocked = true;
        for (const std::size_t row : each.backends) {
            arm.share += m_backends.liveShares()[row];
            arm.desiredShare += m_backends.backends()[row].desiredShare;
            arm.isLocked = arm.isLocked && m_hand.isLocked(row);
        }
        arm.colourIndex = m_backends.colourIndex(each.backends.front());
        arm.name = each.isRest ? tr("%1 others").arg(each.backends.size())
                               : QString::fromStdString(m_backends.backends()[each.backends.front()].service);
        m_arms.push_back(std::move(arm));
    }
}

} // namespace causeway::app
