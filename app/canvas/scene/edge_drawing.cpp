#include "app/canvas/scene/curve.h"
#include "app/canvas/scene/scene_drawing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace causeway::app::canvas {

namespace {

constexpr double dashLength = 3;
constexpr int mostDashes = 900;        // Of a frame; a picture with more traffic than that needs no more of them.
constexpr double longestPeriod = 28;   // Pixels from dash to dash.
constexpr std::size_t fewEdges = 100;  // That many may be as smooth as can be, from afar too.
constexpr std::size_t mostEdges = 900; // Of a frame; beyond it those with the least traffic are left out.

bool isVisible(const Drawing& drawing, const Cubic& curve, double width)
{
    return hullOf(curve).adjusted(-width, -width, width, width).intersects(drawing.visible);
}

// More traffic: denser dashes. Only whole steps, for a changed period makes dashes jump.
double periodOf(double rate)
{
    const double decade = std::floor(std::log10(std::max(1.0, rate)));
    return std::max(longestPeriod / 2.5, longestPeriod - 7 * decade);
}

double pixelsPerSecond(double rate)
{
    return rate > 0 ? 10 + 14 * std::log10(1 + rate) : 0;
}

double scaledWidth(const SceneEdge& edge, double zoom)
{
    const double width = edge.isBright ? edge.width : std::min(edge.width, 5.0);
    return std::max(1.2, width * std::min(1.0, zoom));
}

double lowestDrawnRate(const Scene& scene)
{
    if (scene.edges.size() <= mostEdges)
        return 0;
    std::vector<double> rates;
    rates.reserve(scene.edges.size());
    for (const SceneEdge& edge : scene.edges)
        rates.push_back(edge.rate);
    const auto last = rates.begin() + mostEdges;
    std::ranges::nth_element(rates, last, std::greater());
    return std::max(*last, 1e-9);
}

// A dash with round ends, as an octagon along the way.
void drawDash(const Drawing& drawing, const Polyline::Place& place, double width, const QColor& colour)
{
    const QPointF along = place.along * (dashLength / 2);
    const QPointF across = QPointF(-place.along.y(), place.along.x()) * (width / 2);
    const QPointF cap = place.along * (width / 2);
    const QPointF& middle = place.point;
    const std::array<QPointF, 8> outline = {middle + along + across,
                                            middle + along + cap + across * 0.35,
                                            middle + along + cap - across * 0.35,
                                            middle + along - across,
                                            middle - along - across,
                                            middle - along - cap - across * 0.35,
                                            middle - along - cap + across * 0.35,
                                            middle - along + across};
    drawing.surface.fillConvex(outline, colour);
}

} // namespace

Cubic onScreen(const Drawing& drawing, const Cubic& world)
{
    return {drawing.viewport.toScreen(world[0]), drawing.viewport.toScreen(world[1]),
            drawing.viewport.toScreen(world[2]), drawing.viewport.toScreen(world[3])};
}

void DashPhases::advance(const Scene& scene, double seconds)
{
    constexpr double wrap = longestPeriod * 7 * 11 * 13; // Far beyond any window; keeps numbers small for days.
    for (const SceneEdge& edge : scene.edges) {
        double& way = m_way[edge.id];
        way = std::fmod(way + pixelsPerSecond(edge.rate) * seconds, wrap);
    }
}

double DashPhases::of(const std::string& edge) const
{
    const auto known = m_way.find(edge);
    return known == m_way.end() ? 0 : known->second;
}

void drawEdges(const Drawing& drawing, const Scene& scene, const std::string& hovered)
{
    const double zoom = drawing.viewport.zoom();
    const bool isFar = zoom < detail::figures;
    const double lowest = lowestDrawnRate(scene);
    const bool isCrowded = scene.edges.size() > fewEdges; // Triangles are what a frame costs.
    const double pieceLength = isCrowded && isFar ? 80 : (lowest > 0 ? 24 : 9);
    for (const SceneEdge& edge : scene.edges) {
        const bool isHovered = edge.id == hovered;
        if (edge.rate < lowest && !isHovered && edge.alarm == Alarm::Fine)
            continue;
        const Cubic curve = onScreen(drawing, edge.curve);
        if (!isVisible(drawing, curve, edge.width))
            continue;
        const Polyline line(curve, pieceLength);
        const QColor colour = edge.alarm == Alarm::Fine ? edge.colour : colourOf(edge.alarm, drawing.theme);
        if (isFar && !isHovered) {
            const bool stands = edge.isBright && lowest == 0; // Among very many, none is bright.
            drawing.surface.strokeLine(line.points(), faded(colour, stands ? 0.5 : 0.22), stands ? 1.6 : 1);
            continue;
        }
        const double width = lowest > 0 ? std::min(4.0, scaledWidth(edge, zoom)) : scaledWidth(edge, zoom);
        if (isHovered)
            drawing.surface.strokeLine(line.points(), faded(colour, 0.2), width + 8);
        const double opacity = scene.isStale ? 0.1 : (edge.isBright ? 0.3 : 0.17); // Stale: what is left are dots.
        drawing.surface.strokeLine(line.points(), faded(colour, edge.isFaded ? opacity / 3 : opacity), width);
    }
}

void drawDashes(const Drawing& drawing, const Scene& scene, const DashPhases& phases)
{
    const double zoom = drawing.viewport.zoom();
    if (zoom < detail::dashes)
        return;
    int left = mostDashes;
    for (auto edge = scene.edges.rbegin(); edge != scene.edges.rend() && left > 0; ++edge) { // Bright ones first.
        if (edge->rate <= 0 || edge->isFaded)
            continue;
        const Cubic curve = onScreen(drawing, edge->curve);
        if (!isVisible(drawing, curve, edge->width))
            continue;
        const double width = std::max(1.4, scaledWidth(*edge, zoom) * 0.34);
        const QColor base = edge->alarm == Alarm::Fine ? edge->colour : colourOf(edge->alarm, drawing.theme);
        const QColor colour = faded(base, edge->isBright ? 1 : 0.4);
        const double period = periodOf(edge->rate);
        const double end = scene.isStale ? 0 : dashLength;
        Polyline line(curve, 9);
        double way = std::fmod(phases.of(edge->id), period) + end / 2;
        for (; way < line.length() - end / 2 && left > 0; way += period, --left)
            drawDash(drawing, line.next(way), width, colour);
    }
}

} // namespace causeway::app::canvas
