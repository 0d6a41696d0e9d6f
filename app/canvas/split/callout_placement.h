#pragma once

#include <QList>
#include <QPointF>
#include <QRectF>

namespace causeway::app::canvas {

/// Where to put the card beside an arc: inside of the view, never over the arc, over as little else as can be, and
/// near.
///
/// Shape: depends on the arc's bounds only, not on where its grips are, so the card stays still during a drag. When the
///        view is too small to keep off the arc the card goes to the corner that covers least of it.
QPointF placeCallout(const QSizeF& card, const QRectF& view, const QRectF& arc, const QRectF& node,
                     const QList<QRectF>& cards);

} // namespace causeway::app::canvas
