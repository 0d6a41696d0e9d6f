#pragma once

#include <QPointF>
#include <QRectF>

namespace causeway::app::canvas {

/// Which part of the world an item shows.
///
/// Units: world units are pixels at zoom 1. Moving keeps whole pixels, so that lines and letters stay crisp.
class Viewport
{
public:
    static constexpr double smallestZoom = 0.03;
    static constexpr double largestZoom = 2.5;

    double zoom() const { return m_zoom; }
    QPointF toScreen(const QPointF& world) const { return world * m_zoom + m_offset; }
    QRectF toScreen(const QRectF& world) const { return {toScreen(world.topLeft()), world.size() * m_zoom}; }
    QPointF toWorld(const QPointF& screen) const { return (screen - m_offset) / m_zoom; }

    void panBy(const QPointF& pixels);
    /// What is under `screen` stays there.
    void zoomAround(const QPointF& screen, double factor);
    /// Shows all of `bounds` in the middle of a part of the item, at most at zoom 1.
    void fit(const QRectF& bounds, const QRectF& area);

private:
    void setOffset(const QPointF& offset);

    double m_zoom = 1;
    QPointF m_offset;
};

} // namespace causeway::app::canvas
