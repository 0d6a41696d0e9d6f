#include "app/models/view_filter.h"

#include "app/text/traffic_text.h"

#include <algorithm>
#include <map>

namespace causeway::app {

namespace {

/// What the routes of each node are called, a line each.
std::map<std::string, std::string> routesByNode(const api::ClusterView& view)
{
    std::map<std::string, std::string> texts;
    for (const api::RouteView& route : view.routes) {
        std::set<std::string> nodes{route.decidedBy};
        for (const api::BackendView& backend : route.backends)
            nodes.insert(backend.node);
        for (const std::string& node : nodes)
            texts[node] += '\n' + route.label + '\n' + route.resource;
    }
    return texts;
}

/// All that a node can be found by, a line each.
QString textOf(const api::NodeView& node, const std::string& routes)
{
    std::string text = node.name + '\n' + node.zone + '\n' + node.mesh + '\n' + node.detail;
    for (const std::string& plane : node.planes)
        text += '\n' + plane;
    return QString::fromStdString(text + routes);
}

} // namespace

ViewFilter::ViewFilter(ClusterBridge& bridge, QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
{
    connect(&m_bridge, &ClusterBridge::viewChanged, this, [this] {
        if (isActive())
            Q_EMIT changed();
    });
}

void ViewFilter::setWords(const QString& words)
{
    if (m_words == words)
        return;
    m_words = words;
    m_parts = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    Q_EMIT changed();
}

QString ViewFilter::countText() const
{
    if (!isActive())
        return {};
    const api::ClusterView& view = *m_bridge.view();
    return tr("%1 of %2").arg(text::integer(fittingIn(view).size()), text::integer(view.nodes.size()));
}

bool ViewFilter::fits(const QString& text) const
{
    return std::ranges::all_of(m_parts, [&](const QString& part) { return text.contains(part, Qt::CaseInsensitive); });
}

std::set<std::string> ViewFilter::fittingIn(const api::ClusterView& view) const
{
    std::set<std::string> ids;
    const auto routes = routesByNode(view);
    for (const api::NodeView& node : view.nodes) {
        const auto ofNode = routes.find(node.id);
        if (fits(textOf(node, ofNode == routes.end() ? std::string() : ofNode->second)))
            ids.insert(node.id);
    }
    return ids;
}

QString ViewFilter::firstFitting() const
{
    if (!isActive())
        return {};
    const api::ClusterView& view = *m_bridge.view();
    const std::set<std::string> fitting = fittingIn(view);
    const auto found = std::ranges::find_if(view.nodes, [&](const auto& node) { return fitting.contains(node.id); });
    return found != view.nodes.end() ? QString::fromStdString(found->id) : QString();
}

} // namespace causeway::app
