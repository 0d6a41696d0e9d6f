#include "app/controllers/route_details.h"

#include "app/text/change_text.h"
#include "app/text/plane_text.h"
#include "app/text/traffic_text.h"

#include <algorithm>
#include <functional>
#include <map>

namespace causeway::app {

namespace {

bool touches(const api::RevisionView& revision, const std::string& route)
{
    return std::find(revision.routes.begin(), revision.routes.end(), route) != revision.routes.end();
}

} // namespace

RouteDetails::RouteDetails(ClusterBridge& bridge, Selection& selection, QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
    , m_selection(selection)
{
    connect(&m_bridge, &ClusterBridge::viewChanged, this, &RouteDetails::takeView);
    connect(&m_selection, &Selection::routeIdChanged, this, &RouteDetails::takeView);
    takeView();
}

void RouteDetails::takeView()
{
    m_view = m_bridge.view();
    const std::string id = m_selection.routeId().toStdString();
    const auto route =
        std::find_if(m_view->routes.begin(), m_view->routes.end(), [&](const auto& each) { return each.id == id; });
    m_route = route == m_view->routes.end() ? nullptr : &*route;

    std::vector<api::RevisionView> ofRoute;
    std::copy_if(m_view->recentRevisions.begin(), m_view->recentRevisions.end(), std::back_inserter(ofRoute),
                 [&](const auto& revision) { return touches(revision, id); });
    const auto change = std::find_if(m_view->recentRevisions.begin(), m_view->recentRevisions.end(),
                                     [&](const auto& revision) { return touches(revision, id); });
    m_change = change == m_view->recentRevisions.end() ? nullptr : &*change;
    takeProgress();
    m_diff.setLines(m_change ? m_change->diff : std::vector<api::DiffLine>());
    m_history.setRevisions(ofRoute, m_bridge.author());
    Q_EMIT changed();
}

QString RouteDetails::label() const
{
    return m_route ? QString::fromStdString(m_route->label) : QString();
}

QString RouteDetails::mesh() const
{
    return m_route ? QString::fromStdString(m_route->mesh) : QString();
}

QString RouteDetails::kind() const
{
    return m_route ? QString::fromStdString(m_route->kind) : QString();
}

QString RouteDetails::resource() const
{
    return m_route ? QString::fromStdString(m_route->resource) : QString();
}

QString RouteDetails::decidedBy() const
{
    if (!m_route)
        return {};
    const auto node = std::find_if(m_view->nodes.begin(), m_view->nodes.end(),
                                   [this](const auto& each) { return each.id == m_route->decidedBy; });
    return QString::fromStdString(node == m_view->nodes.end() ? m_route->decidedBy : node->name);
}

int RouteDetails::changeRevision() const
{
    return m_change ? static_cast<int>(m_change->number) : 0;
}

QString RouteDetails::changeTitle() const
{
    return m_change ? QString::fromStdString(m_change->title) : QString();
}

QString RouteDetails::changeOrigin() const
{
    if (!m_change)
        return {};
    QString origin = tr("%1, %2").arg(text::authorOf(*m_change, m_bridge.author()), text::clockTime(m_change->time));
    const QString reason = text::reasonOf(*m_change);
    return reason.isEmpty() ? origin : origin + tr(" · %1").arg(reason);
}

QString RouteDetails::changeApplied() const
{
    return m_change ? text::propagation(m_change->propagation) : QString();
}

Tone RouteDetails::changeTone() const
{
    return m_change ? text::toneOf(m_change->propagation) : Tone::Quiet;
}

double RouteDetails::changeProgress() const
{
    if (!m_change || m_change->propagation.concerned == 0)
        return 1.0;
    return static_cast<double>(m_change->propagation.applied) / m_change->propagation.concerned;
}

QString RouteDetails::changeTimes() const
{
    return m_change ? text::timesOf(m_change->propagation) : QString();
}

bool RouteDetails::isApplying() const
{
    return m_change && m_change->propagation.isKnown && m_refusers.empty() && !text::isApplied(m_change->propagation);
}

QString RouteDetails::refusal() const
{
    if (m_refusers.empty())
        return {};
    const QString who = m_refusers.size() == 1 ? QString::fromStdString(m_refusers.front().name)
                                               : tr("%1 data planes").arg(m_refusers.size());
    return tr("%1 refused revision %2").arg(who).arg(m_change->number);
}

QString RouteDetails::refusalReason() const
{
    return m_refusers.empty() ? QString() : QString::fromStdString(m_refusers.front().reason);
}

QString RouteDetails::refusalEffect() const
{
    if (m_refusers.empty())
        return {};
    const QString keeps = m_refusers.size() == 1
                              ? tr("It keeps serving revision %1.").arg(m_refusers.front().servedRevision)
                              : tr("They keep serving what they had.");
    return keeps + tr(" What sends traffic there waits.");
}

void RouteDetails::takeProgress()
{
    m_refusers.clear();
    std::vector<FactsModel::Fact> progress;
    for (const api::PlaneProgressView& each :
         m_change ? m_change->propagation.planes : std::vector<api::PlaneProgressView>()) {
        const auto plane = std::find_if(m_view->planes.begin(), m_view->planes.end(),
                                        [&](const auto& candidate) { return candidate.name == each.plane; });
        const bool isKnown = plane != m_view->planes.end();
        const bool isOffline = each.state == api::PlaneProgressView::State::Offline && isKnown;
        progress.push_back({QString::fromStdString(each.plane),
                            isOffline ? text::offlineSince(plane->since) : text::progress(each), text::toneOf(each)});
        if (each.state == api::PlaneProgressView::State::Refused && isKnown) {
            m_refusers.push_back(*plane);
            m_refusers.back().reason = each.reason;
        }
    }
    m_planes.setFacts(std::move(progress));

    std::map<std::uint64_t, int, std::greater<>> sides;
    for (const api::PlaneView& plane : m_view->planes)
        sides[plane.servedRevision] += plane.state == api::PlaneState::Refused ? 0 : 1;
    std::vector<FactsModel::Fact> served;
    for (const auto& [revision, count] : sides) {
        if (count > 0)
            served.push_back({count == 1 ? tr("1 data plane") : tr("%1 data planes").arg(count),
                              tr("revision %1").arg(revision), Tone::Good});
    }
    for (const api::PlaneView& plane : m_refusers)
        served.push_back({QString::fromStdString(plane.name),
                          tr("revision %1, refused %2").arg(plane.servedRevision).arg(m_change->number), Tone::Bad});
    m_served.setFacts(std::move(served));
}

} // namespace causeway::app
