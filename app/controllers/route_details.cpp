#include "app/controllers/route_details.h"

#include "app/text/change_text.h"
#include "app/text/traffic_text.h"

#include <algorithm>

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

QString RouteDetails::window() const
{
    return m_route ? text::window(m_route->traffic.window) : QString();
}

QString RouteDetails::rate() const
{
    return m_route ? text::rateWithUnit(m_route->traffic.requestsPerSecond) : QString();
}

QString RouteDetails::basis() const
{
    return m_route ? text::basis(m_route->traffic) : QString();
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
    if (m_change->inverts)
        return origin + tr(" · took back revision %1").arg(*m_change->inverts);
    return m_change->reason.empty() ? origin : origin + tr(" · %1").arg(QString::fromStdString(m_change->reason));
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

QStringList RouteDetails::changeTrouble() const
{
    QStringList lines;
    if (!m_change)
        return lines;
    for (const std::string& refusal : m_change->propagation.refusedBy)
        lines << tr("Refused by %1").arg(QString::fromStdString(refusal));
    for (const std::string& plane : m_change->propagation.offline)
        lines << tr("%1 is offline and will catch up").arg(QString::fromStdString(plane));
    return lines;
}

} // namespace causeway::app
