#include "app/canvas/scene/scene_drawing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace causeway::app::canvas {

namespace {

std::vector<QPointF> arc(const QPointF& centre, double radius, double from, double to)
{
    constexpr int pieces = 10;
    std::vector<QPointF> points;
    for (int piece = 0; piece <= pieces; ++piece) {
        const double angle = from + (to - from) * piece / pieces;
        points.push_back(centre + radius * QPointF(std::cos(angle), std::sin(angle)));
    }
    return points;
}

// A bolt, as two triangles that share its waist.
void drawBolt(const Drawing& drawing, const QPointF& centre, double size, const QColor& colour)
{
    const auto at = [&](double x, double y) { return centre + QPointF(x, y) * size; };
    const std::array<QPointF, 3> upper = {at(0.12, -0.5), at(0.1, 0.08), at(-0.34, 0.08)};
    const std::array<QPointF, 3> lower = {at(-0.12, 0.5), at(-0.1, -0.08), at(0.34, -0.08)};
    drawing.surface.fillConvex(upper, colour);
    drawing.surface.fillConvex(lower, colour);
}

// A ring with a bar: no entry.
void drawNoEntry(const Drawing& drawing, const QPointF& centre, double size, const QColor& colour)
{
    const QRectF ring(centre.x() - size / 2, centre.y() - size / 2, size, size);
    drawing.surface.strokeRoundedRect(ring.adjusted(0.8, 0.8, -0.8, -0.8), size / 2, colour, 1.6);
    drawing.surface.fillRect({centre.x() - size * 0.25, centre.y() - 0.8, size * 0.5, 1.6}, colour);
}

void drawSign(const Drawing& drawing, Badge::Kind kind, const QPointF& centre, double size)
{
    const QColor colour = colourOf(kind, drawing.theme);
    if (kind == Badge::Kind::Fault)
        drawBolt(drawing, centre, size, colour);
    else
        drawNoEntry(drawing, centre, size, colour);
}

} // namespace

QColor colourOf(Badge::Kind kind, const CanvasTheme& theme)
{
    return kind == Badge::Kind::Fault ? theme.warn : theme.bad;
}

void drawLock(const Drawing& drawing, const QRectF& place, const QColor& colour)
{
    const double width = place.width();
    const double bodyTop = place.top() + place.height() * 0.44;
    const QRectF body(place.left(), bodyTop, width, place.bottom() - bodyTop);
    const QPointF hinge(place.center().x(), place.top() + place.height() * 0.34);
    const double radius = width * 0.3;
    std::vector<QPointF> shackle{{hinge.x() - radius, bodyTop}};
    for (const QPointF& point : arc(hinge, radius, std::numbers::pi, 2 * std::numbers::pi))
        shackle.push_back(point);
    shackle.emplace_back(hinge.x() + radius, bodyTop);
    drawing.surface.strokeLine(shackle, colour, std::max(1.2, width * 0.17));
    drawing.surface.fillRoundedRect(body, std::min(2.0, width * 0.15), colour);
}

void drawCross(const Drawing& drawing, const QPointF& centre, double size, const QColor& colour)
{
    const double half = size / 2;
    const std::array<QPointF, 2> down = {centre + QPointF(-half, -half), centre + QPointF(half, half)};
    const std::array<QPointF, 2> up = {centre + QPointF(-half, half), centre + QPointF(half, -half)};
    drawing.surface.strokeLine(down, colour, 2.4);
    drawing.surface.strokeLine(up, colour, 2.4);
}

QRectF badgePlace(const QRectF& card, double zoom)
{
    constexpr double height = 20;
    constexpr double overlap = 5;
    if (zoom < detail::figures)
        return {card.left() - 6, card.top() - 6, 16, 16};
    constexpr double widest = 270;
    return {card.left(), card.bottom() - overlap, std::max(widest, card.width()), height};
}

void drawBadge(const Drawing& drawing, const Badge& badge, const QRectF& card)
{
    const double zoom = drawing.viewport.zoom();
    const CanvasTheme& theme = drawing.theme;
    const QColor colour = colourOf(badge.kind, theme);
    QRectF place = badgePlace(card, zoom);
    QString words;
    const QFont font = theme.ui(11, QFont::Medium);
    if (zoom >= detail::figures) {
        const QString more = badge.more > 0 ? QStringLiteral("  +%1").arg(badge.more) : QString();
        const double room = place.width() - 30 - drawing.surface.textWidth(more, font);
        words = elided(drawing.surface, badge.text, font, room) + more;
        place.setWidth(drawing.surface.textWidth(words, font) + 30);
        place.moveLeft(std::max(card.left() - place.width() + 24, // Not out of the picture while the card is in it.
                                std::min(place.left(), drawing.visible.right() - place.width() - 4)));
    }
    const double radius = place.height() / 2;
    drawing.surface.fillRoundedRect(place, radius, mixed(theme.ground, colour, 0.14));
    drawing.surface.strokeRoundedRect(place, radius, faded(colour, 0.7), 1.2);
    drawSign(drawing, badge.kind, {place.left() + (words.isEmpty() ? radius : 13), place.center().y()}, 11);
    if (!words.isEmpty())
        drawing.surface.text({place.left() + 22, place.top() + 14}, words, font, colour);
}

} // namespace causeway::app::canvas
