#include "app/models/view_filter.h"

#include "app/text/traffic_text.h"

#include <algorithm>

namespace causeway::app {

namespace {

// All that a node can be found by, a line each.
QString textOf(const api::NodeView& node, const api::ClusterView& view)
{
    std::string text = node.name + '\n' + node.zone + '\n' + node.mesh + '\n' + node.detail;
    for (const std::string& plane : node.planes)
        text += '\n' + plane;
    for (const api::RouteView& route : view.routes) {
        const auto goesThere = [&](const api::BackendView& backend) { return backend.node == node.id; };
        if (route.decidedBy == node.id || std::ranges::any_of(route.backends, goesThere))
            text += '\n' + route.label + '\n' + route.resource;
    }
    return QString::fromStdString(text);
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
    const auto found = std::ranges::count_if(view.nodes, [&](const auto& node) { return fits(node, view); });
    return tr("%1 of %2").arg(text::integer(static_cast<std::uint64_t>(found)), text::integer(view.nodes.size()));
}

bool ViewFilter::fits(const QString& text) const
{
    return std::ranges::all_of(m_parts, [&](const QString& part) { return text.contains(part, Qt::CaseInsensitive); });
}

bool ViewFilter::fits(const api::NodeView& node, const api::ClusterView& view) const
{
    return !isActive() || fits(textOf(node, view));
}

QString ViewFilter::firstFitting() const
{
    const api::ClusterView& view = *m_bridge.view();
    const auto found = std::ranges::find_if(view.nodes, [&](const auto& node) { return fits(node, view); });
    return isActive() && found != view.nodes.end() ? QString::fromStdString(found->id) : QString();
}

} // namespace causeway::app
