#pragma once

#include "app/canvas/drawing/surface.h"

class QPainter;

namespace causeway::app::canvas {

/// Draws with a QPainter: the way of the software backend, which ignores geometry nodes.
class PainterSurface final : public Surface
{
public:
    explicit PainterSurface(QPainter& painter);

    void fillSolid(const QRectF& rect, double radius, const QColor& colour) override;
    void fillRect(const QRectF& rect, const QColor& colour) override;
    void fillRoundedRect(const QRectF& rect, double radius, const QColor& colour) override;
    void strokeRoundedRect(const QRectF& rect, double radius, const QColor& colour, double width) override;
    void fillConvex(std::span<const QPointF> points, const QColor& colour) override;
    void strokeLine(std::span<const QPointF> points, const QColor& colour, double width) override;
    void text(const QPointF& baselineStart, const QString& text, const QFont& font, const QColor& colour) override;
    double textWidth(const QString& text, const QFont& font) override;

private:
    QPainter& m_painter;
};

} // namespace causeway::app::canvas
