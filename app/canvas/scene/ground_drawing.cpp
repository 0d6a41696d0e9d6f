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

namespace {

// Letters do not shrink with the zone: from afar they move up, so that cards do not lie upon them.
double headerLift(double zoom, double scale)
{
    constexpr double depth = 35; // Down to the letters' lower ends.
    return std::max(0.0, depth * scale - metric::zoneHeader * zoom);
}

// Name, what it is, and what is wrong; answers where the words end. The header holds letters of 11 pixels as long as
// there are names.
double drawHeader(const Drawing& drawing, const SceneZone& zone, const QRectF& rect, double scale)
{
    const double lift = headerLift(drawing.viewport.zoom(), scale);
    const QPointF corner = rect.topLeft() - QPointF(0, lift);
    const QFont font = drawing.theme.ui(14 * scale, QFont::DemiBold);
    drawing.surface.fillRoundedRect({corner + QPointF(14, 13) * scale, QSizeF(6, 18) * scale}, 3 * scale, zone.colour);
    const QPointF start = corner + QPointF(28, 27) * scale;
    const double end = rect.right() - 12;
    const QString name = elided(drawing.surface, zone.name, font, std::max(60.0, end - start.x()));
    drawing.surface.text(start, name, font, drawing.theme.text);
    double x = start.x() + drawing.surface.textWidth(name, font) + 9;
    const QFont small = drawing.theme.ui(12 * scale);
    if (zone.alarm != Alarm::Fine) {
        drawAlarm(drawing, zone.alarm, {x + 5, start.y() - 5}, 9);
        const QString words = elided(drawing.surface, zone.alarmText, small, end - x - 14);
        drawing.surface.text({x + 14, start.y()}, words, small, colourOf(zone.alarm, drawing.theme));
        return x + 14 + drawing.surface.textWidth(words, small);
    }
    const QString words = zone.detail.isEmpty() ? zone.summary : zone.detail;
    if (drawing.surface.textWidth(words, small) > end - x)
        return x;
    drawing.surface.text({x, start.y()}, words, small, drawing.theme.muted);
    return x + drawing.surface.textWidth(words, small);
}

} // namespace

std::vector<LinkPlace> drawZones(const Drawing& drawing, const Scene& scene, const std::string& hoveredLink)
{
    const double zoom = drawing.viewport.zoom();
    std::vector<LinkPlace> links;
    for (std::size_t number = 0; number < scene.zones.size(); ++number) {
        const SceneZone& zone = scene.zones[number];
        const QRectF rect = drawing.viewport.toScreen(zone.rect);
        if (!rect.intersects(drawing.visible))
            continue;
        const double radius = std::max(4.0, 16 * zoom);
        drawing.surface.fillSolid(rect, radius, mixed(drawing.theme.ground, zone.colour, 0.045));
        drawing.surface.strokeRoundedRect(rect, radius, faded(zone.colour, 0.4), 1.2);
        if (zoom < detail::cards)
            continue;
        const double scale = std::max(zoom, 0.62);
        const double end = drawHeader(drawing, zone, rect, scale);
        const double top = rect.top() - headerLift(zoom, scale);
        const QRectF rest(QPointF(end + 14, top + 11 * scale), QPointF(rect.right() - 8, top + 33 * scale));
        for (LinkPlace& link : drawLinkLabels(drawing, scene, number, rest, hoveredLink))
            links.push_back(std::move(link));
    }
    return links;
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
