#include "app/controllers/route_details.h"

#include "app/text/change_text.h"
#include "app/text/plane_text.h"
#include "app/text/sentence.h"
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

bool beginsResource(const api::DiffLine& line)
{
    return line.text.starts_with("type: ");
}

/// What was changed of the resource that holds the route. A revision may have changed others too; where they cannot be
/// told apart by how resources begin, it is all of them.
std::vector<api::DiffLine> linesOf(const api::RouteView& route, const std::vector<api::DiffLine>& lines)
{
    for (auto begin = lines.begin(); begin != lines.end();) {
        const auto end = std::find_if(begin + 1, lines.end(), beginsResource);
        const auto holds = [&](const std::string& text) {
            return std::ranges::find(begin, end, text, &api::DiffLine::text) != end;
        };
        if (holds("type: " + route.kind) && holds("name: " + route.resource))
            return {begin, end};
        begin = end;
    }
    return lines;
}

bool isAllAdded(const std::vector<api::DiffLine>& lines)
{
    const auto isAdded = [](const api::DiffLine& line) { return line.kind == api::DiffLine::Kind::Added; };
    return !lines.empty() && std::ranges::all_of(lines, isAdded);
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
    const std::vector<api::DiffLine> lines =
        m_change && m_route ? linesOf(*m_route, m_change->diff) : std::vector<api::DiffLine>();
    m_isCreation = isAllAdded(lines);
    m_diff.setLines(lines);
    takeRefusers();
    takeProgress();
    takeServed();
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
    if (!m_change)
        return {};
    if (m_isCreation)
        return tr("%1 created").arg(resource());
    const std::optional<QString> shift = text::shiftOf(*m_change);
    return shift ? QStringLiteral("%1 %2").arg(label(), *shift) : QString::fromStdString(m_change->title);
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
    const bool isOfNoPlane = m_isCreation && m_change->propagation.concerned == 0;
    return m_change && !isOfNoPlane ? text::propagation(m_change->propagation) : QString();
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
    return m_refusers.empty() ? QString() : text::sentence(QString::fromStdString(m_refusers.front().reason));
}

QString RouteDetails::refusalEffect() const
{
    if (m_refusers.empty())
        return {};
    const QString keeps = m_refusers.size() == 1 && m_refusers.front().servedRevision > 0
                              ? tr("It keeps serving revision %1.").arg(m_refusers.front().servedRevision)
                          : m_refusers.size() == 1 ? tr("It keeps serving what it had.")
                                                   : tr("They keep serving what they had.");
    return keeps + tr(" What sends traffic there waits.");
}

/// Told plane by plane, in the sentences of the revision, or by the planes themselves while it is the newest.
void RouteDetails::takeRefusers()
{
    m_refusers.clear();
    if (!m_change)
        return;
    for (const api::PlaneProgressView& each : m_change->propagation.planes) {
        if (each.state == api::PlaneProgressView::State::Refused)
            addRefuser(each.plane, each.reason);
    }
    for (const std::string& sentence : m_change->propagation.refusedBy) {
        const std::size_t colon = sentence.find(": ");
        addRefuser(sentence.substr(0, colon), colon == std::string::npos ? "" : sentence.substr(colon + 2));
    }
    for (const api::PlaneView& plane : m_view->planes) {
        if (plane.state == api::PlaneState::Refused && m_change->number == m_view->headRevision)
            addRefuser(plane.name, plane.reason);
    }
}

void RouteDetails::addRefuser(const std::string& name, const std::string& reason)
{
    if (std::ranges::find(m_refusers, name, &api::PlaneView::name) != m_refusers.end())
        return;
    const auto plane = std::ranges::find(m_view->planes, name, &api::PlaneView::name);
    m_refusers.push_back(plane == m_view->planes.end() ? api::PlaneView() : *plane);
    m_refusers.back().name = name;
    m_refusers.back().reason = reason;
}

void RouteDetails::takeProgress()
{
    std::vector<FactsModel::Fact> progress;
    for (const api::PlaneProgressView& each :
         m_change ? m_change->propagation.planes : std::vector<api::PlaneProgressView>()) {
        const auto plane = std::ranges::find(m_view->planes, each.plane, &api::PlaneView::name);
        const bool isOffline = each.state == api::PlaneProgressView::State::Offline && plane != m_view->planes.end();
        progress.push_back({QString::fromStdString(each.plane),
                            isOffline ? text::offlineSince(plane->since) : text::progress(each), text::toneOf(each)});
    }
    m_planes.setFacts(std::move(progress));
}

void RouteDetails::takeServed()
{
    std::map<std::uint64_t, int, std::greater<>> sides;
    for (const api::PlaneView& plane : m_view->planes) {
        if (std::ranges::find(m_refusers, plane.name, &api::PlaneView::name) == m_refusers.end())
            ++sides[plane.servedRevision];
    }
    std::vector<FactsModel::Fact> served;
    for (const auto& [revision, count] : sides)
        served.push_back({count == 1 ? tr("1 data plane") : tr("%1 data planes").arg(count),
                          tr("revision %1").arg(revision), Tone::Good});
    for (const api::PlaneView& plane : m_refusers) {
        const QString refused = tr("refused %1").arg(m_change->number);
        served.push_back(
            {QString::fromStdString(plane.name),
             plane.servedRevision == 0 ? refused : tr("revision %1, %2").arg(plane.servedRevision).arg(refused),
             Tone::Bad});
    }
    m_served.setFacts(std::move(served));
}

} // namespace causeway::app
