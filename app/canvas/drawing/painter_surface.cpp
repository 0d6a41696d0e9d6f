#include "app/canvas/drawing/painter_surface.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace causeway::app::canvas {

PainterSurface::PainterSurface(QPainter& painter)
    : m_painter(painter)
{
    m_painter.setRenderHint(QPainter::Antialiasing);
}

void PainterSurface::fillSolid(const QRectF& rect, double radius, const QColor& colour)
{
    fillRoundedRect(rect, radius, colour);
}

void PainterSurface::fillRect(const QRectF& rect, const QColor& colour)
{
    m_painter.fillRect(rect.toAlignedRect(), colour);
}

void PainterSurface::fillRoundedRect(const QRectF& rect, double radius, const QColor& colour)
{
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(colour);
    m_painter.drawRoundedRect(rect, radius, radius);
}

void PainterSurface::strokeRoundedRect(const QRectF& rect, double radius, const QColor& colour, double width)
{
    m_painter.setPen(QPen(colour, width));
    m_painter.setBrush(Qt::NoBrush);
    m_painter.drawRoundedRect(rect, radius, radius);
}

void PainterSurface::fillConvex(std::span<const QPointF> points, const QColor& colour)
{
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(colour);
    m_painter.drawConvexPolygon(points.data(), static_cast<int>(points.size()));
}

void PainterSurface::strokeLine(std::span<const QPointF> points, const QColor& colour, double width)
{
    m_painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    m_painter.setBrush(Qt::NoBrush);
    m_painter.drawPolyline(points.data(), static_cast<int>(points.size()));
}

void PainterSurface::text(const QPointF& baselineStart, const QString& text, const QFont& font, const QColor& colour)
{
    m_painter.setPen(colour);
    m_painter.setFont(font);
    m_painter.drawText(QPointF(std::round(baselineStart.x()), std::round(baselineStart.y())), text);
}

double PainterSurface::textWidth(const QString& text, const QFont& font)
{
    return QFontMetricsF(font).horizontalAdvance(text);
}

} // namespace causeway::app::canvas
