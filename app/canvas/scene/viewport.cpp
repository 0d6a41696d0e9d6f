#include "app/canvas/scene/viewport.h"

#include <algorithm>
#include <cmath>

namespace causeway::app::canvas {

void Viewport::setOffset(const QPointF& offset)
{
    m_offset = QPointF(std::round(offset.x()), std::round(offset.y()));
}

void Viewport::panBy(const QPointF& pixels)
{
    setOffset(m_offset + pixels);
}

void Viewport::zoomAround(const QPointF& screen, double factor)
{
    const QPointF world = toWorld(screen);
    m_zoom = std::clamp(m_zoom * factor, smallestZoom, largestZoom);
    setOffset(screen - world * m_zoom);
}

void Viewport::fit(const QRectF& bounds, const QRectF& area)
{
    if (bounds.isEmpty() || area.isEmpty())
        return;
    m_zoom = std::clamp(std::min(area.width() / bounds.width(), area.height() / bounds.height()), smallestZoom, 1.0);
    setOffset(area.center() - bounds.center() * m_zoom);
}

} // namespace causeway::app::canvas
