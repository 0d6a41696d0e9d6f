#include "app/controllers/route_choice.h"

#include <algorithm>

namespace causeway::app {

namespace {

const api::EdgeView* findEdge(const api::ClusterView& view, const std::string& id)
{
    const auto found =
        std::find_if(view.edges.begin(), view.edges.end(), [&](const auto& edge) { return edge.id == id; });
    return found == view.edges.end() ? nullptr : &*found;
}

QString nameOf(const api::ClusterView& view, const std::string& node)
{
    const auto found =
        std::find_if(view.nodes.begin(), view.nodes.end(), [&](const auto& each) { return each.id == node; });
    return QString::fromStdString(found == view.nodes.end() ? node : found->name);
}

bool belongsTo(const api::RouteView& route, const std::string& node)
{
    const auto leadsThere = [&](const api::BackendView& backend) { return backend.node == node; };
    return route.decidedBy == node || std::any_of(route.backends.begin(), route.backends.end(), leadsThere);
}

} // namespace

RouteChoice::RouteChoice(ClusterBridge& bridge, Selection& selection, QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
    , m_selection(selection)
{
    connect(&m_bridge, &ClusterBridge::viewChanged, this, &RouteChoice::takeView);
    connect(&m_selection, &Selection::nodeIdChanged, this, &RouteChoice::takeView);
    connect(&m_selection, &Selection::edgeIdChanged, this, &RouteChoice::takeView);
}

void RouteChoice::takeView()
{
    const api::ClusterView& view = *m_bridge.view();
    const std::string node = m_selection.nodeId().toStdString();
    const api::EdgeView* edge = findEdge(view, m_selection.edgeId().toStdString());
    std::vector<api::RouteView> found;
    for (const api::RouteView& route : view.routes) {
        const bool isAlong =
            edge && std::find(edge->routes.begin(), edge->routes.end(), route.id) != edge->routes.end();
        if (isAlong || (!node.empty() && belongsTo(route, node)))
            found.push_back(route);
    }
    if (found.size() < 2)
        found.clear();
    m_place.clear();
    if (edge)
        m_place = tr("%1 → %2").arg(nameOf(view, edge->from), nameOf(view, edge->to));
    else if (!node.empty())
        m_place = nameOf(view, node);
    m_routes.setRoutes(std::move(found));
    Q_EMIT changed();
}

} // namespace causeway::app
