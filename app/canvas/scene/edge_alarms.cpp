#include "app/canvas/scene/curve.h"
#include "app/canvas/scene/scene_drawing.h"

#include <QFontMetricsF>

#include <algorithm>
#include <optional>

namespace causeway::app::canvas {

namespace {

// Where a plate covers no card and no other plate, preferably in the middle.
std::optional<QRectF> freePlateOn(const Cubic& world, const Viewport& viewport, const QRectF& visible,
                                  const QSizeF& size, const std::vector<QRectF>& taken)
{
    for (const double t : {0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74}) {
        const QPointF middle = viewport.toScreen(pointAt(world, t));
        const QRectF plate(middle - QPointF(size.width(), size.height()) / 2, size);
        if (!visible.contains(plate))
            continue;
        if (std::ranges::none_of(taken, [&](const QRectF& other) { return other.intersects(plate); }))
            return plate;
    }
    return std::nullopt;
}

std::vector<QRectF> cardsOf(const Scene& scene, const Viewport& viewport)
{
    std::vector<QRectF> cards;
    for (const SceneNode& node : scene.nodes) {
        cards.push_back(viewport.toScreen(node.rect));
        if (node.badge)
            cards.push_back(badgePlace(cards.back(), viewport.zoom()));
    }
    return cards;
}

bool hasWords(const Viewport& viewport)
{
    return viewport.zoom() >= detail::dashes;
}

} // namespace

std::vector<EdgeAlarm> edgeAlarmsOf(const Scene& scene, const Viewport& viewport, const CanvasTheme& theme,
                                    const QRectF& visible)
{
    std::vector<EdgeAlarm> alarms;
    const auto isWell = [](const SceneEdge& edge) { return edge.alarm == Alarm::Fine; };
    if (viewport.zoom() < detail::cards || std::ranges::all_of(scene.edges, isWell))
        return alarms;
    const QFontMetricsF metrics(theme.mono(11));
    std::vector<QRectF> taken = cardsOf(scene, viewport);
    for (const SceneEdge& edge : scene.edges) {
        if (isWell(edge))
            continue;
        const QSizeF size =
            hasWords(viewport) ? QSizeF(metrics.horizontalAdvance(edge.failures) + 30, 18) : QSizeF(16, 16);
        const auto plate = freePlateOn(edge.curve, viewport, visible, size, taken);
        if (!plate)
            continue;
        taken.push_back(*plate);
        alarms.push_back({&edge, *plate});
    }
    return alarms;
}

void drawEdgeAlarms(const Drawing& drawing, const Scene& scene)
{
    const bool isWordy = hasWords(drawing.viewport);
    const QFont font = drawing.theme.mono(11);
    for (const EdgeAlarm& alarm : edgeAlarmsOf(scene, drawing.viewport, drawing.theme, drawing.visible)) {
        const SceneEdge& edge = *alarm.edge;
        const QRectF& plate = alarm.plate;
        const QColor colour = colourOf(edge.alarm, drawing.theme);
        drawing.surface.fillRoundedRect(plate, plate.height() / 2, faded(drawing.theme.ground, 0.92));
        drawing.surface.strokeRoundedRect(plate, plate.height() / 2, faded(colour, 0.5), 1);
        drawAlarm(drawing, edge.alarm, plate.topLeft() + QPointF(isWordy ? 12 : 8, plate.height() / 2), 8);
        if (isWordy)
            drawing.surface.text(plate.topLeft() + QPointF(20, 13), edge.failures, font, colour);
    }
}

} // namespace causeway::app::canvas
