#include "app/console.h"

#include "app/text/sentence.h"

#include <QClipboard>
#include <QDir>
#include <QGuiApplication>

#include <algorithm>

namespace causeway::app {

namespace {

constexpr std::uint64_t requestsToSettle = 30; // Of the busiest route: it will hardly be another.

bool isSplit(const api::RouteView& route)
{
    return route.backends.size() >= 2;
}

} // namespace

Console::Console(api::ClusterPort& port, std::string author, QString entrance, QObject* parent)
    : QObject(parent)
    , m_bridge(port, std::move(author))
    , m_entrance(std::move(entrance))
{
    m_split.follow(m_history, m_time);
    connect(&m_bridge, &ClusterBridge::viewChanged, this, &Console::takeView);
    connect(&m_filter, &ViewFilter::changed, this, &Console::showOutline);
    connect(&m_picture, &Picture::changed, this, &Console::showOutline);
    connect(&m_selection, &Selection::chosen, this, [this] { m_isSuggesting = false; });
    connect(&m_selection, &Selection::routeIdChanged, this, [this] { m_split.setRouteId(m_selection.routeId()); });
    connect(&m_split, &SplitController::failed, this, &Console::tell);
    connect(&m_undo, &UndoController::failed, this, &Console::tell);
    connect(&m_revert, &RevertController::failed, this, &Console::tell);
    connect(&m_copy, &CopyController::failed, this, &Console::tell);
    connect(&m_load, &LoadController::failed, this, &Console::tell);
    connect(&m_link, &LinkController::failed, this, &Console::tell);
    connect(&m_faults, &FaultController::failed, this, &Console::tell);
}

void Console::setProtection(const Protection& protection)
{
    m_split.setProtection(protection);
    m_undo.setProtection(protection);
    m_load.setProtection(protection);
    m_link.setProtection(protection);
    m_faults.setProtection(protection);
}

void Console::takeView()
{
    const api::ClusterView& view = *m_bridge.view();
    if (!m_picture.isOfRange()) // Else the picture says when it has changed.
        showOutline();
    m_planes.setPlanes(view.planes);
    suggestRoute(view);
}

void Console::showOutline()
{
    m_outline.setView(*m_picture.view(), m_filter, m_picture.spanText());
}

/// Opens on the split that most requests take: what one is most likely to have come for. Who chose one, or holds its
/// grip, keeps it.
void Console::suggestRoute(const api::ClusterView& view)
{
    const bool isSuggested = m_isSuggesting && m_selection.routeId() == m_suggestedRoute && !m_split.isDragging();
    if (!isSuggested && !m_selection.routeId().isEmpty())
        return;
    const api::RouteView* busiest = nullptr;
    for (const api::RouteView& route : view.routes)
        if (isSplit(route) && (!busiest || route.traffic.requests > busiest->traffic.requests))
            busiest = &route;
    if (!busiest)
        return;
    m_suggestedRoute = QString::fromStdString(busiest->id);
    m_isSuggesting = busiest->traffic.requests < requestsToSettle;
    m_selection.suggestRoute(m_suggestedRoute);
}

void Console::takeBack()
{
    m_link.settle();
    if (m_split.isDragging())
        m_split.cancel();
    else if (m_split.isStaged())
        m_split.discardStaged();
    else if (!isChangeUnderWay())
        m_undo.undo();
}

void Console::redo()
{
    if (!isChangeUnderWay())
        m_undo.redo();
}

/// What was released just now is the last change, but no view has it yet: what looks like the last one is another.
bool Console::isChangeUnderWay()
{
    if (m_split.isUnderWay())
        tell(tr("The last change is still on its way: once it is seen, it can be taken back"));
    return m_split.isUnderWay();
}

void Console::selectNextRoute(int step)
{
    std::vector<QString> ids;
    for (const api::RouteView& route : m_bridge.view()->routes) {
        if (isSplit(route))
            ids.push_back(QString::fromStdString(route.id));
    }
    if (ids.empty())
        return;
    const auto count = static_cast<int>(ids.size());
    const auto current = std::find(ids.begin(), ids.end(), m_selection.routeId());
    const int next = current == ids.end() ? 0 : static_cast<int>(current - ids.begin()) + step;
    m_selection.setRouteId(ids[static_cast<std::size_t>((next % count + count) % count)]);
}

void Console::tell(const QString& sentence)
{
    m_notice = text::sentence(sentence);
    Q_EMIT noticeChanged();
}

QString Console::layoutFolder() const
{
    // Qt 6.4 has no name for the place of state.
    QString state = qEnvironmentVariable("XDG_STATE_HOME");
    if (!QDir::isAbsolutePath(state))
        state = QDir::homePath() + QStringLiteral("/.local/state");
    return state + QStringLiteral("/causeway/layouts");
}

void Console::copyEntrance() const
{
    QGuiApplication::clipboard()->setText(m_entrance);
}

void Console::dismissNotice()
{
    tell({});
}

} // namespace causeway::app
