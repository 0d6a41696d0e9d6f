#include "app/canvas/scene/scene.h"

#include "app/text/traffic_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace causeway::app::canvas {

namespace {

constexpr double warnFailureShare = 0.01;
constexpr double badFailureShare = 0.05;
constexpr double narrowestEdge = 2;
constexpr double widestEdge = 10;
constexpr double rateOfWidest = 200; // At least: a trickle alone on the picture is no torrent.

QString translated(const char* source)
{
    return QCoreApplication::translate("causeway::app::canvas", source);
}

class SceneBuilder
{
public:
    SceneBuilder(const api::ClusterView& view, const Choice& choice, const CanvasTheme& theme)
        : m_view(view)
        , m_choice(choice)
        , m_theme(theme)
    {
        for (const api::NodeView& node : view.nodes)
            m_nodes.emplace(node.id, &node);
        for (const api::EdgeView& edge : view.edges) {
            m_edges.emplace(edge.id, &edge);
            m_highestRate = std::max(m_highestRate, edge.traffic.requestsPerSecond);
        }
        for (const api::RouteView& route : view.routes) {
            if (route.backends.size() > 1)
                takeSides(route);
        }
        const auto chosen = std::ranges::find(view.routes, choice.route, &api::RouteView::id);
        m_isRouteChosen = chosen != view.routes.end();
        if (m_isRouteChosen)
            takeSides(*chosen); // Has the last word.
    }

    SceneZone zone(const PlacedZone& placed, std::size_t number) const;
    SceneNode node(const GraphNode& placed, const QRectF& rect, const RateHistory& history) const;
    SceneEdge edge(const GraphEdge& placed, const PlacedEdge& place) const;

private:
    void takeSides(const api::RouteView& route)
    {
        for (const api::BackendView& backend : route.backends)
            m_sides[backend.node] = backend.service == route.destination ? m_theme.from : m_theme.to;
    }
    QColor colourOf(const api::NodeView& node) const;
    QStringList figuresOf(const api::NodeView& node) const;

    const api::ClusterView& m_view;
    const Choice& m_choice;
    const CanvasTheme& m_theme;
    std::unordered_map<std::string_view, const api::NodeView*> m_nodes;
    std::unordered_map<std::string_view, const api::EdgeView*> m_edges;
    std::unordered_map<std::string_view, QColor> m_sides; // By node: from or to of a split.
    double m_highestRate = rateOfWidest;
    bool m_isRouteChosen = false;
};

QColor SceneBuilder::colourOf(const api::NodeView& node) const
{
    if (node.kind == api::NodeKind::Gateway)
        return m_theme.gateway;
    const auto side = m_sides.find(node.id);
    return side == m_sides.end() ? m_theme.outside : side->second;
}

SceneZone SceneBuilder::zone(const PlacedZone& placed, std::size_t number) const
{
    const std::array<QColor, 4> colours = {m_theme.gateway, m_theme.to, m_theme.mesh, m_theme.outside};
    int services = 0;
    double rate = 0;
    for (const api::NodeView& node : m_view.nodes) {
        if (node.zone != placed.name || node.kind == api::NodeKind::Gateway)
            continue;
        ++services;
        rate += node.traffic.requestsPerSecond;
    }
    const QString count = services == 1 ? translated("1 service") : translated("%1 services").arg(services);
    return {placed.rect, QString::fromStdString(placed.name), count + QStringLiteral(" · ") + text::rateWithUnit(rate),
            colours[number % colours.size()]};
}

QStringList SceneBuilder::figuresOf(const api::NodeView& node) const
{
    const api::Traffic& traffic = node.traffic;
    if (traffic.requests == 0)
        return {translated("no requests"), translated("idle")};
    QString rate = text::rateWithUnit(traffic.requestsPerSecond);
    if (m_view.problem)
        rate = translated("was %1").arg(rate);
    const QString p99 = text::p99(traffic);
    return {translated("%1 · p99 %2").arg(rate, p99), rate, text::rate(traffic.requestsPerSecond)};
}

SceneNode SceneBuilder::node(const GraphNode& placed, const QRectF& rect, const RateHistory& history) const
{
    const api::NodeView& view = *m_nodes.at(placed.id);
    SceneNode node;
    node.id = view.id;
    node.rect = rect;
    node.name = QString::fromStdString(view.name);
    node.detail = QString::fromStdString(view.detail);
    node.figures = figuresOf(view);
    node.rates = history.of(view.id);
    node.colour = colourOf(view);
    node.isSelected = view.id == m_choice.node;
    if (view.health == api::Health::Degraded) {
        node.alarm = Alarm::Warn;
        node.alarmWord = translated("degraded");
    } else if (view.health == api::Health::Bad) {
        node.alarm = Alarm::Bad;
        node.alarmWord = translated("down");
    } else if (view.health == api::Health::Unknown && view.kind != api::NodeKind::Clients) {
        node.alarm = Alarm::Unknown;
        node.alarmWord = translated("unknown");
    }
    return node;
}

SceneEdge SceneBuilder::edge(const GraphEdge& placed, const PlacedEdge& place) const
{
    const api::EdgeView& view = *m_edges.at(placed.id);
    SceneEdge edge;
    edge.id = view.id;
    edge.curve = place.curve;
    edge.routes = view.routes;
    edge.colour = colourOf(*m_nodes.at(placed.to));
    edge.rate = view.traffic.requestsPerSecond;
    edge.width = narrowestEdge + (widestEdge - narrowestEdge) * std::sqrt(edge.rate / m_highestRate);
    edge.isBright = !m_isRouteChosen || std::ranges::find(view.routes, m_choice.route) != view.routes.end();
    if (view.traffic.requests == 0)
        return edge;
    const double share = static_cast<double>(view.traffic.failures) / static_cast<double>(view.traffic.requests);
    if (share >= warnFailureShare) {
        edge.alarm = share >= badFailureShare ? Alarm::Bad : Alarm::Warn;
        edge.failures = translated("%1 errors").arg(text::failureShare(view.traffic));
    }
    return edge;
}

} // namespace

Scene sceneOf(const api::ClusterView& view, const GraphShape& shape, const GraphLayout& layout, const Choice& choice,
              const RateHistory& history, const CanvasTheme& theme)
{
    const SceneBuilder builder(view, choice, theme);
    Scene scene;
    scene.isStale = view.problem.has_value();
    for (std::size_t zone = 0; zone < layout.zones.size(); ++zone)
        scene.zones.push_back(builder.zone(layout.zones[zone], zone));
    for (std::size_t node = 0; node < shape.nodes.size(); ++node)
        scene.nodes.push_back(builder.node(shape.nodes[node], layout.nodes[node], history));
    for (const PlacedEdge& placed : layout.edges)
        scene.edges.push_back(builder.edge(shape.edges[placed.edge], placed));
    std::ranges::stable_sort(scene.edges, {}, &SceneEdge::isBright); // The bright ones are drawn on top.
    return scene;
}

} // namespace causeway::app::canvas
