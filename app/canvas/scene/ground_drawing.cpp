#include "app/canvas/scene/scene_drawing.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace causeway::app::canvas {

namespace {

constexpr double dotPitch = 24;
constexpr double smallestDotPitch = 16; // On the screen; below it every second dot is left out.

bool isDigit(QChar letter)
{
    return letter.isDigit();
}

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
    if (surface.textWidth(text, font) <= width)
        return text;
    // Long names often differ only at their end, and by a number at their end for sure; short ones are known by how
    // they begin.
    constexpr qsizetype shortName = 12;
    const qsizetype number = std::distance(std::find_if_not(text.rbegin(), text.rend(), isDigit).base(), text.end());
    const bool isShort = number == 0 && text.size() <= shortName;
    const qsizetype fewest = isShort ? 3 : 5; // Letters; with less of a name left nobody knows whose it is.
    const auto cut = [&](qsizetype letters) {
        const qsizetype tail = isShort ? 0 : std::min(letters, std::max(letters / 2, number));
        return text.left(letters - tail) + QStringLiteral("…") + text.right(tail);
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
    const double radius = std::max(4.0, 16 * drawing.viewport.zoom());
    for (const SceneZone& zone : scene.zones) {
        const QRectF rect = drawing.viewport.toScreen(zone.rect);
        if (!rect.intersects(drawing.visible))
            continue;
        drawing.surface.fillSolid(rect, radius, mixed(drawing.theme.ground, zone.colour, 0.045));
        drawing.surface.strokeRoundedRect(rect, radius, faded(zone.colour, 0.4), 1.2);
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
        if (!rect.intersects(drawing.visible))
            continue;
        // The name of a zone never vanishes: where there is no room it stands out of it.
        const QString name = elided(drawing.surface, zone.name, font, std::max(110.0, rect.width() - 16));
        const QString summary =
            rect.height() < 46 ? QString() : elided(drawing.surface, zone.summary, small, rect.width() - 16);
        const double width = std::max(drawing.surface.textWidth(name, font), drawing.surface.textWidth(summary, small));
        const double height = summary.isEmpty() ? 24 : 40;
        const QRectF plate(rect.center().x() - width / 2 - 8, rect.center().y() - height / 2, width + 16, height);
        drawing.surface.fillRoundedRect(plate, 6, faded(drawing.theme.ground, 0.88));
        drawing.surface.text(plate.topLeft() + QPointF(8, 17), name, font, drawing.theme.text);
        drawing.surface.text(plate.topLeft() + QPointF(8, 33), summary, small, drawing.theme.muted);
        if (zone.alarm != Alarm::Fine)
            drawAlarm(drawing, zone.alarm, plate.topRight() + QPointF(-4, 4), 10);
    }
}

} // namespace causeway::app::canvas
