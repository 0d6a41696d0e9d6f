#include "app/canvas/drawing/triangles.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace causeway::app::canvas {

namespace {

QPointF unit(const QPointF& vector)
{
    const double length = std::hypot(vector.x(), vector.y());
    return length > 1e-9 ? vector / length : QPointF();
}

// Left of the direction of travel when y points downwards.
QPointF normalOf(const QPointF& from, const QPointF& to)
{
    const QPointF along = unit(to - from);
    return {along.y(), -along.x()};
}

// The way out of a corner that keeps both its sides one unit away; bounded, so that sharp corners grow no spikes.
QPointF mitre(const QPointF& one, const QPointF& other)
{
    const QPointF sum = one + other;
    const double squared = QPointF::dotProduct(sum, sum);
    if (squared < 0.25)
        return one;
    return sum * (2 / squared);
}

QPointF cornerNormal(std::span<const QPointF> points, std::size_t at, bool isClosed)
{
    const std::size_t count = points.size();
    const bool hasBefore = isClosed || at > 0;
    const bool hasAfter = isClosed || at + 1 < count;
    const QPointF before = hasBefore ? normalOf(points[(at + count - 1) % count], points[at]) : QPointF();
    const QPointF after = hasAfter ? normalOf(points[at], points[(at + 1) % count]) : QPointF();
    if (!hasBefore || before.isNull())
        return after;
    if (!hasAfter || after.isNull())
        return before;
    return mitre(before, after);
}

double signedArea(std::span<const QPointF> points)
{
    double area = 0;
    for (std::size_t at = 0; at < points.size(); ++at) {
        const QPointF& next = points[(at + 1) % points.size()];
        area += points[at].x() * next.y() - next.x() * points[at].y();
    }
    return area;
}

} // namespace

void Triangles::clear()
{
    m_vertices.clear();
    m_indices.clear();
}

std::uint32_t Triangles::add(const QPointF& point, const QColor& colour, double opacity)
{
    const double alpha = colour.alphaF() * opacity;
    const auto part = [alpha](float value) { return static_cast<std::uint8_t>(std::lround(value * alpha * 255)); };
    m_vertices.push_back({static_cast<float>(point.x()), static_cast<float>(point.y()), part(colour.redF()),
                          part(colour.greenF()), part(colour.blueF()), part(1)});
    return static_cast<std::uint32_t>(m_vertices.size() - 1);
}

void Triangles::addQuad(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d)
{
    m_indices.insert(m_indices.end(), {a, b, c, a, c, d});
}

void Triangles::addRect(const QRectF& rect, const QColor& colour)
{
    const std::uint32_t a = add(rect.topLeft(), colour, 1);
    const std::uint32_t b = add(rect.topRight(), colour, 1);
    const std::uint32_t c = add(rect.bottomRight(), colour, 1);
    addQuad(a, b, c, add(rect.bottomLeft(), colour, 1));
}

void Triangles::addFan(std::span<const QPointF> points, const QColor& colour)
{
    const auto first = static_cast<std::uint32_t>(m_vertices.size());
    for (const QPointF& point : points)
        add(point, colour, 1);
    for (std::uint32_t at = 2; at < points.size(); ++at)
        m_indices.insert(m_indices.end(), {first, first + at - 1, first + at});
}

void Triangles::addConvex(std::span<const QPointF> points, const QColor& colour)
{
    const std::size_t count = points.size();
    if (count < 3)
        return;
    const double outwards = signedArea(points) > 0 ? 1 : -1;
    const auto first = static_cast<std::uint32_t>(m_vertices.size());
    for (std::size_t at = 0; at < count; ++at) {
        const QPointF seam = cornerNormal(points, at, true) * (outwards * m_pixel / 2);
        add(points[at] - seam, colour, 1);
        add(points[at] + seam, colour, 0);
    }
    for (std::size_t at = 0; at < count; ++at) {
        const auto here = first + static_cast<std::uint32_t>(2 * at);
        const auto next = first + static_cast<std::uint32_t>(2 * ((at + 1) % count));
        addQuad(here, here + 1, next + 1, next);
        if (at > 1)
            m_indices.insert(m_indices.end(), {first, here - 2, here});
    }
}

void Triangles::addOpenStroke(std::span<const QPointF> points, const QColor& colour, double width)
{
    if (width <= 1.2 * m_pixel)
        addHairline(points, colour, width);
    else
        addStroke(points, colour, width, false);
}

void Triangles::addClosedStroke(std::span<const QPointF> points, const QColor& colour, double width)
{
    addStroke(points, colour, width, true);
}

// Without a solid core: fading from its middle to both sides, with two thirds of the triangles of a stroke.
void Triangles::addHairline(std::span<const QPointF> points, const QColor& colour, double width)
{
    if (points.size() < 2)
        return;
    const double opacity = std::min(1.0, width / m_pixel);
    const double faded = std::max<double>(m_pixel, width);
    const auto first = static_cast<std::uint32_t>(m_vertices.size());
    for (std::size_t at = 0; at < points.size(); ++at) {
        const QPointF normal = cornerNormal(points, at, false) * faded;
        add(points[at] + normal, colour, 0);
        add(points[at], colour, opacity);
        add(points[at] - normal, colour, 0);
    }
    for (std::uint32_t at = 0; at + 1 < points.size(); ++at) {
        const std::uint32_t here = first + 3 * at;
        addQuad(here, here + 1, here + 4, here + 3);
        addQuad(here + 1, here + 2, here + 5, here + 4);
    }
}

void Triangles::addStroke(std::span<const QPointF> points, const QColor& colour, double width, bool isClosed)
{
    const std::size_t count = points.size();
    if (count < 2)
        return;
    const double opacity = std::min(1.0, width / m_pixel); // Thinner than a pixel: as wide, but fainter.
    const double solid = std::max(0.0, (width - m_pixel) / 2);
    const double faded = solid + m_pixel;
    const auto first = static_cast<std::uint32_t>(m_vertices.size());
    for (std::size_t at = 0; at < count; ++at) {
        const QPointF normal = cornerNormal(points, at, isClosed);
        add(points[at] + normal * faded, colour, 0);
        add(points[at] + normal * solid, colour, opacity);
        add(points[at] - normal * solid, colour, opacity);
        add(points[at] - normal * faded, colour, 0);
    }
    const std::size_t spans = isClosed ? count : count - 1;
    for (std::size_t at = 0; at < spans; ++at) {
        const auto here = first + static_cast<std::uint32_t>(4 * at);
        const auto next = first + static_cast<std::uint32_t>(4 * ((at + 1) % count));
        for (std::uint32_t strip = 0; strip < 3; ++strip)
            addQuad(here + strip, here + strip + 1, next + strip + 1, next + strip);
    }
}

std::vector<QPointF> roundedOutline(const QRectF& rect, double radius)
{
    const double r = std::min({radius, rect.width() / 2, rect.height() / 2});
    if (r < 0.3)
        return {rect.topLeft(), rect.topRight(), rect.bottomRight(), rect.bottomLeft()};
    const std::array<QPointF, 4> centres = {
        QPointF(rect.right() - r, rect.top() + r), QPointF(rect.right() - r, rect.bottom() - r),
        QPointF(rect.left() + r, rect.bottom() - r), QPointF(rect.left() + r, rect.top() + r)};
    const int steps = std::clamp(static_cast<int>(r), 2, 8);
    std::vector<QPointF> outline;
    outline.reserve(static_cast<std::size_t>(4 * (steps + 1)));
    for (int corner = 0; corner < 4; ++corner) {
        for (int step = 0; step <= steps; ++step) {
            const double angle = (corner - 1 + static_cast<double>(step) / steps) * std::numbers::pi / 2;
            outline.push_back(centres[static_cast<std::size_t>(corner)] +
                              r * QPointF(std::cos(angle), std::sin(angle)));
        }
    }
    return outline;
}

} // namespace causeway::app::canvas
