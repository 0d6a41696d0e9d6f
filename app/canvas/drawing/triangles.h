#pragma once

#include <QColor>
#include <QPointF>
#include <QRectF>

#include <cstdint>
#include <span>
#include <vector>

namespace causeway::app::canvas {

/// A corner of a triangle as QSGGeometry::defaultAttributes_ColoredPoint2D() wants it: colour premultiplied.
struct ColourVertex
{
    float x, y;
    std::uint8_t r, g, b, a;
};

/// Triangles with smooth borders: every shape ends in a seam of one pixel that fades out, so no multisampling is
/// needed.
class Triangles
{
public:
    /// `pixel` is the size of a device pixel in the units of the points.
    explicit Triangles(float pixel = 1)
        : m_pixel(pixel)
    {
    }

    void clear();
    void addRect(const QRectF& rect, const QColor& colour);
    void addFan(std::span<const QPointF> points, const QColor& colour); // Convex, without a seam.
    void addConvex(std::span<const QPointF> points, const QColor& colour);
    void addOpenStroke(std::span<const QPointF> points, const QColor& colour, double width);
    void addClosedStroke(std::span<const QPointF> points, const QColor& colour, double width);

    const std::vector<ColourVertex>& vertices() const { return m_vertices; }
    const std::vector<std::uint32_t>& indices() const { return m_indices; }

private:
    std::uint32_t add(const QPointF& point, const QColor& colour, double opacity);
    void addQuad(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d);
    void addHairline(std::span<const QPointF> points, const QColor& colour, double width);
    void addStroke(std::span<const QPointF> points, const QColor& colour, double width, bool isClosed);

    float m_pixel;
    std::vector<ColourVertex> m_vertices;
    std::vector<std::uint32_t> m_indices;
};

/// The outline of a rectangle with round corners, clockwise.
std::vector<QPointF> roundedOutline(const QRectF& rect, double radius);

} // namespace causeway::app::canvas
