#include "app/canvas/hover_text.h"

#include "app/text/link_text.h"
#include "app/text/traffic_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace causeway::app::canvas {

namespace {

QString translated(const char* source)
{
    return QCoreApplication::translate("hoverText", source);
}

QString nameOf(const api::ClusterView& view, const std::string& nodeId)
{
    const auto node = std::ranges::find(view.nodes, nodeId, &api::NodeView::id);
    return node == view.nodes.end() ? QString() : QString::fromStdString(node->name);
}

QString figures(const api::Traffic& traffic, const QString& span)
{
    const bool isOfNow = span.isEmpty();
    return translated("%1 · errors %2 · p99 %3")
        .arg(isOfNow ? text::basis(traffic) : text::basis(traffic, span), text::failureShare(traffic),
             isOfNow ? text::p99(traffic) : text::atMost(text::p99(traffic)));
}

QString heading(const QString& subject, double rate)
{
    return translated("%1: %2").arg(subject, text::rateWithUnit(rate));
}

QString refusalText(const api::RefusalView& refusal)
{
    return translated("%1 turned %2 away: %3 (%4 times, %5)")
        .arg(QString::fromStdString(refusal.where), QString::fromStdString(refusal.peer),
             QString::fromStdString(refusal.reason), text::integer(refusal.times), text::window(refusal.window));
}

void addTroubleAt(QStringList& lines, const api::ClusterView& view, const std::string& place)
{
    constexpr qsizetype most = 8; // Lines of a tip; the outline has them all.
    for (const api::FaultView& fault : view.faults) {
        if (!fault.until && fault.at == place)
            lines << translated("Broken since %1: %2")
                         .arg(text::clockTime(fault.since), QString::fromStdString(fault.title));
    }
    for (const api::RefusalView& refusal : view.refusals) {
        if (refusal.at == place && refusal.times > 0 && lines.size() < most)
            lines << refusalText(refusal);
    }
}

} // namespace

QString hoverTextOfNode(const api::ClusterView& view, const std::string& id, const QString& span)
{
    const auto node = std::ranges::find(view.nodes, id, &api::NodeView::id);
    if (node == view.nodes.end())
        return {};
    QStringList lines{heading(QString::fromStdString(node->name), node->traffic.requestsPerSecond)};
    if (!node->detail.empty())
        lines.front() += QStringLiteral(" · ") + QString::fromStdString(node->detail);
    lines << figures(node->traffic, span);
    if (node->isMutualTls)
        lines << translated("mTLS for all that comes from the mesh");
    if (!node->healthReason.empty())
        lines << QString::fromStdString(node->healthReason);
    addTroubleAt(lines, view, id);
    return lines.join(QLatin1Char('\n'));
}

QString hoverTextOfLink(const api::ClusterView& view, const std::string& id, const QString& span)
{
    const auto link = std::ranges::find(view.links, id, &api::LinkView::id);
    if (link == view.links.end())
        return {};
    const auto figure = [&](std::optional<Duration> latency) {
        return span.isEmpty() ? text::latency(latency) : text::atMost(text::latency(latency));
    };
    QStringList lines{translated("%1: round trip %2").arg(text::title(*link), figure(link->roundTrip))};
    lines << translated("%1 · p99 %2 · %3")
                 .arg(span.isEmpty() ? text::basis(*link) : text::basis(*link, span), figure(link->roundTripP99),
                      text::byteRate(link->bytesPerSecond));
    if (!link->via.empty())
        lines << translated("through %1").arg(QString::fromStdString(link->via));
    if (link->health != api::Health::Good)
        lines << text::state(*link);
    addTroubleAt(lines, view, id);
    return lines.join(QLatin1Char('\n'));
}

QString hoverTextOfLine(const api::ClusterView& view, const std::string& from, const std::string& to,
                        const std::vector<std::string>& edges, const QString& span)
{
    const QString subject = nameOf(view, from) + QStringLiteral(" → ") + nameOf(view, to);
    double rate = 0;
    QStringList lines;
    for (const api::EdgeView& edge : view.edges) {
        if (std::ranges::find(edges, edge.id) == edges.end())
            continue;
        rate += edge.traffic.requestsPerSecond;
        const QString prefix = edges.size() == 1 ? QString()
                                                 : nameOf(view, edge.from) + QStringLiteral(" → ") +
                                                       nameOf(view, edge.to) + QStringLiteral(": ");
        lines << prefix + figures(edge.traffic, span);
        addTroubleAt(lines, view, edge.id);
    }
    lines.prepend(heading(subject, rate));
    return lines.join(QLatin1Char('\n'));
}

} // namespace causeway::app::canvas
