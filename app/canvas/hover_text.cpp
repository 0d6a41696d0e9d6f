#include "app/canvas/hover_text.h"

#include "app/text/traffic_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace causeway::app::canvas {

namespace {

QString nameOf(const api::ClusterView& view, const std::string& nodeId)
{
    const auto node = std::ranges::find(view.nodes, nodeId, &api::NodeView::id);
    return node == view.nodes.end() ? QString() : QString::fromStdString(node->name);
}

QString figures(const QString& subject, const api::Traffic& traffic)
{
    return QCoreApplication::translate("hoverText", "%1: %2\n%3 · failed %4 · p99 %5")
        .arg(subject, text::rateWithUnit(traffic.requestsPerSecond), text::basis(traffic), text::failureShare(traffic),
             text::p99(traffic));
}

} // namespace

QString hoverText(const api::ClusterView& view, const std::string& nodeId, const std::string& edgeId)
{
    if (const auto node = std::ranges::find(view.nodes, nodeId, &api::NodeView::id); node != view.nodes.end())
        return figures(QString::fromStdString(node->name), node->traffic);
    if (const auto edge = std::ranges::find(view.edges, edgeId, &api::EdgeView::id); edge != view.edges.end())
        return figures(nameOf(view, edge->from) + QStringLiteral(" → ") + nameOf(view, edge->to), edge->traffic);
    return {};
}

} // namespace causeway::app::canvas
