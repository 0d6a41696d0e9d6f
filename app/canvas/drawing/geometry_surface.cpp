#include "app/canvas/drawing/geometry_surface.h"

namespace causeway::app::canvas {

void GeometrySurface::clear()
{
    m_solids.clear();
    m_triangles.clear();
    m_glyphs.clear();
}

void GeometrySurface::fillSolid(const QRectF& rect, double radius, const QColor& colour)
{
    m_solids.addFan(roundedOutline(rect, radius), colour);
}

void GeometrySurface::fillRoundedRect(const QRectF& rect, double radius, const QColor& colour)
{
    m_triangles.addConvex(roundedOutline(rect, radius), colour);
}

void GeometrySurface::strokeRoundedRect(const QRectF& rect, double radius, const QColor& colour, double width)
{
    m_triangles.addClosedStroke(roundedOutline(rect, radius), colour, width);
}

void GeometrySurface::fillConvex(std::span<const QPointF> points, const QColor& colour)
{
    m_triangles.addConvex(points, colour);
}

void GeometrySurface::strokeLine(std::span<const QPointF> points, const QColor& colour, double width)
{
    m_triangles.addOpenStroke(points, colour, width);
}

void GeometrySurface::text(const QPointF& baselineStart, const QString& text, const QFont& font, const QColor& colour)
{
    m_atlas.addText(m_glyphs, baselineStart, text, font, colour);
}

} // namespace causeway::app::canvas
