#pragma once

#include <QColor>
#include <QFont>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <span>

namespace causeway::app::canvas {

/// Where the picture is drawn: triangles for the graphics card, or a QPainter where there is none.
///
/// Units: logical pixels of the item, y downwards.
/// Shape: later calls are drawn over earlier ones, but solids lie below all other shapes of their layer, and must not
///        overlap each other; text lies over all shapes.
class Surface
{
public:
    virtual ~Surface() = default;

    /// Opaque, with hard edges. Cheap on software GL: what it hides is not drawn at all.
    virtual void fillSolid(const QRectF& rect, double radius, const QColor& colour) = 0;
    virtual void fillRect(const QRectF& rect, const QColor& colour) = 0; // Crisp edges, no smoothing.
    virtual void fillRoundedRect(const QRectF& rect, double radius, const QColor& colour) = 0;
    virtual void strokeRoundedRect(const QRectF& rect, double radius, const QColor& colour, double width) = 0;
    virtual void fillConvex(std::span<const QPointF> points, const QColor& colour) = 0;
    virtual void strokeLine(std::span<const QPointF> points, const QColor& colour, double width) = 0;
    /// From `left` along `baseline`, both rounded to whole device pixels.
    virtual void text(const QPointF& baselineStart, const QString& text, const QFont& font, const QColor& colour) = 0;
    virtual double textWidth(const QString& text, const QFont& font) = 0;
};

} // namespace causeway::app::canvas
