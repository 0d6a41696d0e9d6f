#include "app/canvas/scene/scene.h"

#include "app/canvas/scene/badges.h"
#include "app/text/link_text.h"
#include "app/text/traffic_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <set>

namespace causeway::app::canvas {

namespace {

constexpr double warnFailureShare = 0.01;
constexpr double badFailureShare = 0.05;
constexpr double narrowestEdge = 2;
constexpr double widestEdge = 10;
constexpr std::chrono::seconds shortestSilence{1}; // Before that nobody knows yet.
constexpr double rateOfWidest = 200;               // At least: a trickle alone on the picture is no torrent.

QString translated(const char* source)
{
    return QCoreApplication::translate("causeway::app::canvas", source);
}

QString joined(const QString& figure, const QString& another)
{
    return figure + QStringLiteral(" · ") + another;
}

Alarm alarmOf(api::Health health)
{
    switch (health) {
    case api::Health::Good:
        return Alarm::Fine;
    case api::Health::Degraded:
        return Alarm::Warn;
    case api::Health::Bad:
        return Alarm::Bad;
    case api::Health::Unknown:
        break;
    }
    return Alarm::Unknown;
}

class SceneBuilder
{
public:
    SceneBuilder(const api::ClusterView& view, const Choice& choice, const MeshLook& look, const CanvasTheme& theme,
                 QString span)
        : m_view(view)
        , m_choice(choice)
        , m_look(look)
        , m_theme(theme)
        , m_span(std::move(span))
        , m_meshes(meshesOf(view))
        , m_badges(badgesOf(view))
    {
        if (look.filter && look.filter->isActive())
            m_fitting = look.filter->fittingIn(view);
        for (const api::NodeView& node : view.nodes)
            m_nodes.emplace(node.id, &node);
        for (const api::EdgeView& edge : view.edges) {
            m_edges.emplace(edge.id, &edge);
            m_highestRate = std::max(m_highestRate, edge.traffic.requestsPerSecond);
        }
        for (const api::LinkView& link : view.links)
            m_links.emplace(link.id, &link);
        for (const api::RouteView& route : view.routes) {
            if (route.backends.size() > 1)
                takeSides(route);
        }
        const auto chosen = std::ranges::find(view.routes, choice.route, &api::RouteView::id);
        m_isRouteChosen = chosen != view.routes.end();
        if (m_isRouteChosen)
            takeSides(*chosen); // Has the last word.
    }

    std::vector<SceneZone> zones(const std::vector<PlacedZone>& placed) const;
    SceneNode node(const GraphNode& placed, const QRectF& rect, const RateHistory& history) const;
    SceneEdge edge(const GraphEdge& placed, const PlacedEdge& place) const;
    SceneLink link(const GraphLink& placed, const PlacedLink& place, const GraphShape& shape) const;

private:
    void takeSides(const api::RouteView& route)
    {
        int others = 0;
        for (const api::BackendView& backend : route.backends)
            m_sides[backend.node] = m_theme.backend(backend.service == route.destination ? 0 : ++others);
    }
    QColor colourOf(const api::NodeView& node) const;
    void addFigures(SceneNode& node, const api::NodeView& view) const;
    bool isOfNow() const { return m_span.isEmpty(); }
    bool isStale() const { return m_view.problem && isOfNow(); }
    bool isFaded(const api::NodeView& node) const;
    bool isCutBetween(const std::string& zone, const std::string& other) const;
    QColor colourOfLine(const GraphEdge& placed) const;
    std::optional<Badge> badgeAt(const std::string& place) const;

    const api::ClusterView& m_view;
    const Choice& m_choice;
    const MeshLook& m_look;
    const CanvasTheme& m_theme;
    QString m_span;
    std::vector<std::string> m_meshes;
    std::unordered_map<std::string, Badge> m_badges;
    std::unordered_map<std::string_view, const api::NodeView*> m_nodes;
    std::unordered_map<std::string_view, const api::EdgeView*> m_edges;
    std::unordered_map<std::string_view, const api::LinkView*> m_links;
    std::optional<std::set<std::string>> m_fitting;       // Ids of the nodes that the filter leaves; nothing: all.
    std::unordered_map<std::string_view, QColor> m_sides; // By node: from or to of a split.
    double m_highestRate = rateOfWidest;
    bool m_isRouteChosen = false;
};

QColor SceneBuilder::colourOf(const api::NodeView& node) const
{
    if (m_look.isColoured) {
        const auto mesh = std::ranges::find(m_meshes, node.mesh);
        return mesh == m_meshes.end() ? m_theme.outside
                                      : meshColour(static_cast<std::size_t>(mesh - m_meshes.begin()), m_theme);
    }
    if (node.kind == api::NodeKind::Gateway)
        return m_theme.gateway;
    if (node.kind == api::NodeKind::ZoneIngress)
        return m_theme.mesh;
    const auto side = m_sides.find(node.id);
    return side == m_sides.end() ? m_theme.outside : side->second;
}

bool SceneBuilder::isFaded(const api::NodeView& node) const
{
    const bool isOfOther = !m_look.only.empty() && !node.mesh.empty() && node.mesh != m_look.only;
    return isOfOther || (m_fitting && !m_fitting->contains(node.id));
}

std::optional<Badge> SceneBuilder::badgeAt(const std::string& place) const
{
    const auto badge = m_badges.find(place);
    return badge == m_badges.end() ? std::nullopt : std::optional(badge->second);
}

std::vector<SceneZone> SceneBuilder::zones(const std::vector<PlacedZone>& placed) const
{
    struct Sum
    {
        int services = 0;
        double rate = 0;
    };
    std::unordered_map<std::string_view, Sum> sums;
    for (const api::NodeView& node : m_view.nodes) {
        if (node.kind == api::NodeKind::Gateway || node.kind == api::NodeKind::ZoneIngress)
            continue;
        ++sums[node.zone].services;
        sums[node.zone].rate += node.traffic.requestsPerSecond;
    }
    const std::array<QColor, 4> colours = {m_theme.gateway, m_theme.to, m_theme.mesh, m_theme.outside};
    std::vector<SceneZone> zones;
    for (const PlacedZone& place : placed) {
        const Sum& sum = sums[place.name];
        const QString count = sum.services == 1 ? translated("1 service") : translated("%1 services").arg(sum.services);
        SceneZone zone;
        zone.rect = place.rect;
        zone.name = QString::fromStdString(place.name);
        zone.summary = count + QStringLiteral(" · ") + text::rateWithUnit(sum.rate);
        zone.colour = colours[zones.size() % colours.size()];
        if (const auto view = std::ranges::find(m_view.zones, place.name, &api::ZoneView::name);
            view != m_view.zones.end()) {
            zone.detail = QString::fromStdString(view->detail);
            zone.alarm = alarmOf(view->health);
            zone.alarmText = QString::fromStdString(view->healthReason);
        }
        if (zone.alarm == Alarm::Unknown)
            zone.alarm = Alarm::Fine; // Nothing was said of it: no reason to worry anybody.
        zones.push_back(std::move(zone));
    }
    return zones;
}

void SceneBuilder::addFigures(SceneNode& node, const api::NodeView& view) const
{
    const api::Traffic& traffic = view.traffic;
    const QString rate = text::rateWithUnit(traffic.requestsPerSecond);
    const QString p99 = translated("p99 %1").arg(isOfNow() ? text::p99(traffic) : text::atMost(text::p99(traffic)));
    if (traffic.requests == 0 && view.kind == api::NodeKind::ZoneIngress) {
        node.figures = {QString::fromStdString(view.detail), translated("TLS by SNI"), translated("SNI")};
    } else if (!isOfNow() && traffic.window.count() == 0) {
        node.figures = {translated("not known"), QStringLiteral("–")};
    } else if (traffic.requests == 0 && traffic.window < shortestSilence) {
        node.figures = {translated("counting begins"), translated("…")};
    } else if (traffic.requests == 0) {
        node.figures = {translated("no requests"), translated("idle")};
    } else if (isStale()) { // Never without the word: a bare figure would be taken for one of now.
        const QString was = translated("was %1").arg(rate);
        const QString shortest = translated("was %1").arg(text::rate(traffic.requestsPerSecond));
        node.figures = {joined(was, p99), was, shortest};
    } else {
        node.figures = {joined(rate, p99), rate, text::rate(traffic.requestsPerSecond)};
        node.rate = {joined(rate, isOfNow() ? text::window(traffic.window) : m_span),
                     joined(rate, text::windowLength(traffic.window)), rate};
        node.latency = {p99};
    }
}

SceneNode SceneBuilder::node(const GraphNode& placed, const QRectF& rect, const RateHistory& history) const
{
    const api::NodeView& view = *m_nodes.at(placed.id);
    SceneNode node;
    node.id = view.id;
    node.rect = rect;
    node.name = QString::fromStdString(view.name);
    addFigures(node, view);
    if (node.figures.front() != QString::fromStdString(view.detail))
        node.detail = QString::fromStdString(view.detail);
    node.rates = history.of(view.id);
    node.colour = colourOf(view);
    node.isMutualTls = view.isMutualTls;
    node.isFaded = isFaded(view);
    node.isSelected = view.id == m_choice.node;
    node.badge = badgeAt(view.id);
    node.alarm = alarmOf(view.health);
    switch (node.alarm) {
    case Alarm::Fine:
        break;
    case Alarm::Warn:
        node.alarmWord = translated("degraded");
        break;
    case Alarm::Bad:
        node.alarmWord = translated("down");
        break;
    case Alarm::Unknown:
        if (view.kind == api::NodeKind::Clients)
            node.alarm = Alarm::Fine;
        else
            node.alarmWord = translated("unknown");
    }
    return node;
}

bool SceneBuilder::isCutBetween(const std::string& zone, const std::string& other) const
{
    return std::ranges::any_of(m_view.links, [&](const api::LinkView& link) {
        const bool isBetween =
            (link.fromZone == zone && link.toZone == other) || (link.fromZone == other && link.toZone == zone);
        return isBetween && text::isCut(link);
    });
}

// In the colour of what is behind it: a line that only one side's edges share is that side's.
QColor SceneBuilder::colourOfLine(const GraphEdge& placed) const
{
    const api::NodeView& target = *m_nodes.at(placed.to);
    if (target.kind != api::NodeKind::ZoneIngress)
        return colourOf(target);
    const QColor first = colourOf(*m_nodes.at(m_edges.at(placed.members.front())->to));
    const bool isShared = std::ranges::any_of(placed.members, [&](const std::string& member) {
        const api::EdgeView& edge = *m_edges.at(member);
        return edge.traffic.requests > 0 && colourOf(*m_nodes.at(edge.to)) != first;
    });
    return isShared ? m_theme.mesh : first;
}

SceneEdge SceneBuilder::edge(const GraphEdge& placed, const PlacedEdge& place) const
{
    const api::NodeView& from = *m_nodes.at(placed.from);
    const api::NodeView& to = *m_nodes.at(placed.to);
    SceneEdge edge;
    edge.id = placed.id;
    edge.curve = place.curve;
    edge.members = placed.members;
    edge.colour = colourOfLine(placed);
    edge.isFaded = isFaded(from) || isFaded(to);
    api::Traffic sum;
    for (const std::string& member : placed.members) {
        const api::EdgeView& view = *m_edges.at(member);
        sum.requests += view.traffic.requests;
        sum.failures += view.traffic.failures;
        edge.rate += view.traffic.requestsPerSecond;
        edge.routes.insert(edge.routes.end(), view.routes.begin(), view.routes.end());
        if (const auto badge = badgeAt(member); badge && to.kind != api::NodeKind::ZoneIngress) {
            edge.alarm = Alarm::Warn;
            edge.failures = badge->text;
        }
    }
    std::ranges::sort(edge.routes);
    edge.routes.erase(std::ranges::unique(edge.routes).begin(), edge.routes.end());
    edge.width = narrowestEdge + (widestEdge - narrowestEdge) * std::sqrt(std::min(1.0, edge.rate / m_highestRate));
    edge.isBright = !m_isRouteChosen || std::ranges::find(edge.routes, m_choice.route) != edge.routes.end();
    const bool isTrunk = to.kind == api::NodeKind::ZoneIngress; // What fails is told behind it, where it fails.
    const double share =
        sum.requests == 0 || isTrunk ? 0 : static_cast<double>(sum.failures) / static_cast<double>(sum.requests);
    if (share >= warnFailureShare) {
        edge.alarm = share >= badFailureShare ? Alarm::Bad : Alarm::Warn;
        edge.failures = translated("%1 errors").arg(text::failureShare(sum));
    }
    if (from.zone != to.zone && isCutBetween(from.zone, to.zone)) {
        edge.isCut = true;
        edge.alarm = Alarm::Bad;
        edge.failures = translated("link cut");
    }
    return edge;
}

SceneLink SceneBuilder::link(const GraphLink& placed, const PlacedLink& place, const GraphShape& shape) const
{
    const api::LinkView& view = *m_links.at(placed.id);
    SceneLink link;
    link.id = view.id;
    link.zone = place.lower;
    link.curve = place.curve;
    link.isStraight = place.isStraight;
    link.alarm = view.health == api::Health::Unknown ? Alarm::Fine : alarmOf(view.health);
    link.isCut = text::isCut(view);
    link.isSelected = view.id == m_choice.link;
    link.badge = badgeAt(view.id);
    if (link.isCut)
        link.alarm = Alarm::Bad;
    else if (link.badge && link.alarm == Alarm::Fine)
        link.alarm = Alarm::Warn;
    const QString measured = isOfNow() ? text::roundTrip(view) : text::atMost(text::roundTrip(view));
    const QString latency = view.roundTrip || link.isCut ? measured : translated("not measured");
    const QString shown = isStale() ? translated("was %1").arg(latency) : latency;
    link.shortLabel = QStringLiteral("↔ %1 %2").arg(QString::fromStdString(shape.zones[place.upper]), shown);
    link.label = view.via.empty() ? link.shortLabel
                                  : QStringLiteral("%1 · %2").arg(link.shortLabel, QString::fromStdString(view.via));
    return link;
}

} // namespace

std::vector<std::string> meshesOf(const api::ClusterView& view)
{
    std::set<std::string> meshes;
    for (const api::NodeView& node : view.nodes) {
        if (!node.mesh.empty())
            meshes.insert(node.mesh);
    }
    return {meshes.begin(), meshes.end()};
}

QColor meshColour(std::size_t number, const CanvasTheme& theme)
{
    const std::array<QColor, 5> colours = {theme.mesh, theme.gateway, theme.to, theme.from, theme.outside};
    return colours[number % colours.size()];
}

Scene sceneOf(const api::ClusterView& view, const GraphShape& shape, const GraphLayout& layout, const Choice& choice,
              const MeshLook& look, const RateHistory& history, const CanvasTheme& theme, const QString& span)
{
    const SceneBuilder builder(view, choice, look, theme, span);
    Scene scene;
    scene.isStale = view.problem && span.isEmpty();
    scene.zones = builder.zones(layout.zones);
    for (std::size_t node = 0; node < shape.nodes.size(); ++node)
        scene.nodes.push_back(builder.node(shape.nodes[node], layout.nodes[node], history));
    for (const PlacedEdge& placed : layout.edges)
        scene.edges.push_back(builder.edge(shape.edges[placed.edge], placed));
    std::ranges::stable_sort(scene.edges, {}, &SceneEdge::isBright); // The bright ones are drawn on top.
    for (const PlacedLink& placed : layout.links)
        scene.links.push_back(builder.link(shape.links[placed.link], placed, shape));
    return scene;
}

} // namespace causeway::app::canvas
