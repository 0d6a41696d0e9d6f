#include "app/controllers/split_controller.h"

#include "app/text/traffic_text.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

namespace causeway::app {

namespace {

constexpr std::chrono::milliseconds keySettleTime{
    400}; // A held key repeats every 30 ms; a second thought takes longer.
constexpr double sameShare = 1e-9;

// A route whose destination is not among its backends is read as leaving the first one.
std::string fromSideOf(const api::RouteView& route)
{
    const auto isDestination = [&](const api::BackendView& backend) { return backend.service == route.destination; };
    if (std::any_of(route.backends.begin(), route.backends.end(), isDestination))
        return route.destination;
    return route.backends.empty() ? std::string() : route.backends.front().service;
}

bool areSame(const std::vector<double>& a, const std::vector<double>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](double x, double y) { return std::abs(x - y) < sameShare; });
}

DragStep stepOf(bool isFine)
{
    return isFine ? DragStep::TenthOfPercent : DragStep::Percent;
}

double sumOf(const std::vector<double>& shares, const std::vector<bool>& chosen)
{
    double sum = 0;
    for (std::size_t i = 0; i < shares.size() && i < chosen.size(); ++i)
        sum += chosen[i] ? shares[i] : 0.0;
    return sum;
}

QString sharesText(const std::vector<api::BackendView>& backends, const std::vector<double>& shares,
                   const std::vector<bool>& named)
{
    QStringList parts;
    for (std::size_t i = 0; i < backends.size() && i < shares.size(); ++i) {
        if (named[i])
            parts << QStringLiteral("%1 %2").arg(QString::fromStdString(backends[i].service), text::share(shares[i]));
    }
    return parts.join(QStringLiteral(", "));
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

void SplitController::setRouteId(const QString& routeId)
{
    if (m_routeId == routeId)
        return;
    m_settle.stop();
    m_routeId = routeId;
    m_seenVersion = 0;
    m_releaseWaits = false;
    clearForeignChange();
    setState(State::Idle);
    m_backends.setBackends({}, {});
    Q_EMIT routeIdChanged();
    takeView();
}

bool SplitController::canChange() const
{
    return m_backends.count() >= 2 && m_bridge.capabilities().changesWeights;
}

double SplitController::newShare() const
{
    return sumOf(m_backends.liveShares(), newSides());
}

double SplitController::desiredNewShare() const
{
    return sumOf(desiredShares(), newSides());
}

QString SplitController::newShareText() const
{
    return text::share(newShare());
}

QString SplitController::fromName() const
{
    for (std::size_t i = 0; i < m_backends.backends().size(); ++i) {
        if (m_backends.isFrom(i))
            return QString::fromStdString(m_backends.backends()[i].service);
    }
    return {};
}

QString SplitController::newName() const
{
    const std::vector<bool> sides = newSides();
    const auto count = std::count(sides.begin(), sides.end(), true);
    if (count != 1)
        return tr("%1 others").arg(count);
    const auto only = std::find(sides.begin(), sides.end(), true) - sides.begin();
    return QString::fromStdString(m_backends.backends()[static_cast<std::size_t>(only)].service);
}

QString SplitController::fromShareText() const
{
    return text::share(1.0 - newShare());
}

double SplitController::actualNewShare() const
{
    double sum = 0;
    for (std::size_t i = 0; i < m_backends.backends().size(); ++i) {
        const std::optional<double>& actual = m_backends.backends()[i].actualShare;
        if (!actual)
            return -1.0;
        sum += m_backends.isFrom(i) ? 0.0 : *actual;
    }
    return sum;
}

QString SplitController::actualNewText() const
{
    const double share = actualNewShare();
    return text::measuredShare(share < 0 ? std::nullopt : std::optional(share));
}

QString SplitController::actualFromText() const
{
    const double share = actualNewShare();
    return text::measuredShare(share < 0 ? std::nullopt : std::optional(1.0 - share));
}

QString SplitController::question() const
{
    if (!isAsking())
        return {};
    const QString theirs = m_foreignChange.isEmpty() ? m_refusal : m_foreignChange;
    return tr("%1. Yours: %2.").arg(theirs, sharesText(m_backends.backends(), m_backends.liveShares(), newSides()));
}

void SplitController::begin()
{
    if (!canChange() || isAsking())
        return;
    m_settle.stop();
    setState(State::Dragging);
}

void SplitController::setShareOf(int backend, double percent, bool isFine)
{
    if (!isDragging() || backend < 0 || backend >= m_backends.count())
        return;
    std::vector<bool> chosen(m_backends.liveShares().size(), false);
    chosen[static_cast<std::size_t>(backend)] = true;
    move(withShareOf(m_backends.liveShares(), chosen, snapped(percent / 100.0, stepOf(isFine))));
}

void SplitController::setNewShare(double percent, bool isFine)
{
    if (isDragging())
        move(withShareOf(m_backends.liveShares(), newSides(), snapped(percent / 100.0, stepOf(isFine))));
}

void SplitController::moveBoundary(int boundary, double position, bool isFine)
{
    if (!isDragging() || boundary < 0)
        return;
    move(
        withBoundaryAt(m_backends.liveShares(), static_cast<std::size_t>(boundary), snapped(position, stepOf(isFine))));
}

void SplitController::release()
{
    if (!isDragging())
        return;
    m_settle.stop();
    if (!m_foreignChange.isEmpty())
        setState(State::Asking);
    else
        submit();
}

void SplitController::cancel()
{
    if (isDragging())
        putBack();
}

void SplitController::nudge(int boundary, double percent)
{
    if (boundary < 0 || boundary + 1 >= m_backends.count() || !startNudge())
        return;
    const std::vector<double>& shares = m_backends.liveShares();
    const double position = std::accumulate(shares.begin(), shares.begin() + boundary + 1, 0.0);
    const bool isFine = std::abs(percent) < 1.0;
    moveBoundary(boundary, position + percent / 100.0, isFine);
}

void SplitController::nudgeNewShare(double percent)
{
    if (startNudge())
        setNewShare(newShare() * 100.0 + percent, std::abs(percent) < 1.0);
}

bool SplitController::startNudge()
{
    if (!canChange() || isAsking() || m_state == State::Dragging)
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

void SplitController::overwrite()
{
    const api::RouteView* route = findRoute();
    if (!isAsking() || !route)
        return;
    m_seenVersion = route->version; // The question showed this one.
    clearForeignChange();
    submit();
}

void SplitController::discard()
{
    if (isAsking())
        putBack();
}

const api::RouteView* SplitController::findRoute() const
{
    const std::string id = m_routeId.toStdString();
    const auto& routes = m_bridge.latest()->routes;
    const auto found = std::find_if(routes.begin(), routes.end(), [&](const auto& route) { return route.id == id; });
    return found == routes.end() ? nullptr : &*found;
}

std::vector<double> SplitController::desiredShares() const
{
    std::vector<double> shares;
    for (const api::BackendView& backend : m_backends.backends())
        shares.push_back(backend.desiredShare);
    return shares;
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
    m_backends.setBackends(route ? route->backends : std::vector<api::BackendView>(), route ? fromSideOf(*route) : "");
    if (!route || m_backends.count() != countBefore) {
        m_settle.stop();
        putBack();
        Q_EMIT routeChanged();
        return;
    }

    const bool isSettled = m_state == State::Applying && !m_isInFlight && route->version >= m_expectedVersion;
    if (isSettled || m_state == State::Idle)
        putBack();
    else if (!m_isInFlight && route->version > m_seenVersion && m_state != State::Applying)
        noteForeignChange(*route);
    Q_EMIT sharesChanged();
}

void SplitController::noteForeignChange(const api::RouteView& route)
{
    const auto& revisions = m_bridge.latest()->recentRevisions;
    const auto made = std::find_if(revisions.begin(), revisions.end(),
                                   [&](const auto& revision) { return revision.number == route.version; });
    const QString shares = sharesText(route.backends, desiredShares(), newSides());
    QString sentence = tr("Changed elsewhere to %1").arg(shares);
    if (made != revisions.end()) {
        const QString who = made->author == m_bridge.author() ? tr("You") : QString::fromStdString(made->author);
        sentence = tr("%1 set %2 at %3").arg(who, shares, text::clockTime(made->time));
    }
    m_backends.setForeignShares(desiredShares());
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

void SplitController::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged();
}

void SplitController::move(std::vector<double> shares)
{
    m_backends.setLiveShares(shares);
    Q_EMIT sharesChanged();
}

void SplitController::submit()
{
    const api::RouteView* route = findRoute();
    if (!route || (route->version == m_seenVersion && areSame(m_backends.liveShares(), desiredShares()))) {
        putBack();
        return;
    }
    setState(State::Applying);
    m_releaseWaits = m_isInFlight;
    if (m_isInFlight)
        return;

    api::SetSplit command{route->id, m_seenVersion, {}, "set in the console"};
    const std::vector<std::uint32_t> weights = weightsFor(m_backends.liveShares());
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
    if (result)
        Q_EMIT applied(result->revision);
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

/// Any -> Idle: the hand is empty, what is shown is what the cluster wants.
void SplitController::putBack()
{
    m_settle.stop();
    m_releaseWaits = false;
    const api::RouteView* route = findRoute();
    // A view from before our own last revision must not make it look foreign.
    m_seenVersion = route ? std::max(m_seenVersion, route->version) : 0;
    clearForeignChange();
    m_backends.setLiveShares(desiredShares());
    setState(State::Idle);
    Q_EMIT sharesChanged();
}

} // namespace causeway::app
