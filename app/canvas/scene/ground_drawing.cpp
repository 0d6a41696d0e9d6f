#include "app/canvas/scene/scene_drawing.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace causeway::app::canvas {

namespace {

constexpr double dotPitch = 24;
constexpr double smallestDotPitch = 16; // On the screen; below it every second dot is left out.

} // namespace

QColor colourOf(Alarm alarm, const CanvasTheme& theme)
{
    switch (alarm) {
    case Alarm::Warn:
        return theme.warn;
    case Alarm::Bad:
        return theme.bad;
    case Alarm::Fine:
    case Alarm::Unknown:
        break;
    }
    return theme.muted;
}

QString elided(Surface& surface, const QString& text, const QFont& font, double width)
{
    constexpr qsizetype fewest = 5; // Letters; with less of a name left nobody knows whose it is.
    if (surface.textWidth(text, font) <= width)
        return text;
    // Cut in the middle: names often differ only at their end.
    const auto cut = [&](qsizetype letters) {
        return text.left((letters + 1) / 2) + QStringLiteral("…") + text.right(letters / 2);
    };
    qsizetype fits = 0;
    qsizetype tooLong = text.size();
    while (fits + 1 < tooLong) {
        const qsizetype middle = (fits + tooLong) / 2;
        (surface.textWidth(cut(middle), font) <= width ? fits : tooLong) = middle;
    }
    return fits < fewest ? QString() : cut(fits);
}

void drawAlarm(const Drawing& drawing, Alarm alarm, const QPointF& centre, double size)
{
    const double half = size / 2;
    const QColor colour = colourOf(alarm, drawing.theme);
    const QRectF square(centre.x() - half, centre.y() - half, size, size);
    switch (alarm) {
    case Alarm::Fine:
        return;
    case Alarm::Unknown:
        drawing.surface.strokeRoundedRect(square.adjusted(1, 1, -1, -1), half, colour, 1.5);
        return;
    case Alarm::Warn: {
        const std::array<QPointF, 3> triangle = {centre + QPointF(0, -half), centre + QPointF(half, half * 0.8),
                                                 centre + QPointF(-half, half * 0.8)};
        drawing.surface.fillConvex(triangle, colour);
        return;
    }
    case Alarm::Bad:
        drawing.surface.fillRoundedRect(square.adjusted(0.5, 0.5, -0.5, -0.5), 1, colour);
    }
}

void drawGround(const Drawing& drawing)
{
    double pitch = dotPitch * drawing.viewport.zoom();
    while (pitch < smallestDotPitch)
        pitch *= 2;
    const QPointF origin = drawing.viewport.toScreen(QPointF());
    const double left = std::fmod(origin.x(), pitch) - pitch;
    const double top = std::fmod(origin.y(), pitch) - pitch;
    for (double y = top; y < drawing.visible.bottom(); y += pitch) {
        for (double x = left; x < drawing.visible.right(); x += pitch)
            drawing.surface.fillRect({std::floor(x), std::floor(y), 2, 2}, drawing.theme.dot);
    }
}

void drawZones(const Drawing& drawing, const Scene& scene)
{
    const double zoom = drawing.viewport.zoom();
    for (const SceneZone& zone : scene.zones) {
        const QRectF rect = drawing.viewport.toScreen(zone.rect);
        if (!rect.intersects(drawing.visible))
            continue;
        const double radius = std::max(4.0, 16 * zoom);
        drawing.surface.fillSolid(rect, radius, mixed(drawing.theme.ground, zone.colour, 0.045));
        drawing.surface.strokeRoundedRect(rect, radius, faded(zone.colour, 0.4), 1.2);
        if (zoom < detail::cards)
            continue;
        const double scale = std::max(zoom, 0.62); // The header holds letters of 11 pixels as long as there are names.
        const QPointF corner = rect.topLeft();
        const QFont font = drawing.theme.ui(14 * scale, QFont::DemiBold);
        drawing.surface.fillRoundedRect({corner + QPointF(14, 13) * scale, QSizeF(6, 18) * scale}, 3 * scale,
                                        zone.colour);
        const QPointF start = corner + QPointF(28, 27) * scale;
        drawing.surface.text(start, zone.name, font, drawing.theme.text);
        const QFont small = drawing.theme.ui(12 * scale);
        const QPointF after = start + QPointF(drawing.surface.textWidth(zone.name, font) + 9, 0);
        const QString summary = elided(drawing.surface, zone.summary, small, rect.right() - 12 - after.x());
        drawing.surface.text(after, summary, small, drawing.theme.muted);
    }
}

void drawZoneSummaries(const Drawing& drawing, const Scene& scene)
{
    if (drawing.viewport.zoom() >= detail::cards)
        return;
    const QFont font = drawing.theme.ui(13, QFont::DemiBold);
    const QFont small = drawing.theme.mono(11);
    for (const SceneZone& zone : scene.zones) {
        const QRectF rect = drawing.viewport.toScreen(zone.rect);
        const QString name = elided(drawing.surface, zone.name, font, rect.width() - 16);
        const QString summary = elided(drawing.surface, zone.summary, small, rect.width() - 16);
        if (!rect.intersects(drawing.visible) || name.isEmpty() || rect.height() < 46)
            continue;
        const double width = std::max(drawing.surface.textWidth(name, font), drawing.surface.textWidth(summary, small));
        const QRectF plate(rect.center().x() - width / 2 - 8, rect.center().y() - 20, width + 16, 40);
        drawing.surface.fillRoundedRect(plate, 6, faded(drawing.theme.ground, 0.88));
        drawing.surface.text(plate.topLeft() + QPointF(8, 17), name, font, drawing.theme.text);
        drawing.surface.text(plate.topLeft() + QPointF(8, 33), summary, small, drawing.theme.muted);
    }
}

} // namespace causeway::app::canvas
