#pragma once

#include <QList>
#include <QPointF>
#include <QRectF>

#include <optional>

namespace causeway::app::canvas {

/// What the card beside an arc has to do with.
struct CalloutSurroundings
{
    QRectF view;
    QRectF arc;
    QRectF node;
    QList<QRectF> words; // Cards, titles, alarms.
    QList<QRectF> lines; // Of the route.
    QList<QRectF> tools; // What is pressed, and must not lie below the card.
};

/// Where to put the card beside an arc: inside of the view, never over the arc, over as little else as can be, and
/// near.
///
/// Shape: depends on the arc's bounds only, not on where its grips are, so the card stays still during a drag. When the
///        view is too small to keep off the arc the card goes to the corner that covers least of it. A card that has a
///        place already leaves it only for one that is clearly better.
QPointF placeCallout(const QSizeF& card, const CalloutSurroundings& surroundings, std::optional<QPointF> present = {});

} // namespace causeway::app::canvas
