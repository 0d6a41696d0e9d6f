#include "app/canvas/split/callout_placement.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace causeway::app::canvas {

namespace {

constexpr double gap = 10;

double areaOf(const QRectF& rect)
{
    return rect.isEmpty() ? 0 : rect.width() * rect.height();
}

// In covered pixels; far away counts as covering, so that of two free places the nearer wins.
double costOf(const QRectF& place, const QRectF& arc, const QRectF& node, const QList<QRectF>& cards)
{
    constexpr double arcWeight = 1000;
    constexpr double nodeWeight = 20; // The node that decides is what the card speaks of.
    constexpr double wordWeight = 3;
    constexpr double pixelsPerDistance = 8;
    double cost = arcWeight * areaOf(place & arc) + nodeWeight * areaOf(place & node);
    for (const QRectF& card : cards)
        cost += wordWeight * areaOf(place & card);
    const QPointF away = place.center() - arc.center();
    return cost + pixelsPerDistance * std::hypot(away.x(), away.y());
}

} // namespace

QPointF placeCallout(const QSizeF& card, const QRectF& view, const QRectF& arc, const QRectF& node,
                     const QList<QRectF>& cards)
{
    const double below = std::max(arc.bottom(), node.bottom()) + gap;
    const double above = std::min(arc.top(), node.top()) - gap - card.height();
    const double leftOfArc = arc.left() - gap - card.width();
    const double rightOfArc = arc.right() + gap;
    const QRectF room = view.adjusted(gap, gap, -gap, -gap);
    const QList<double> xs = {rightOfArc,
                              leftOfArc,
                              arc.left(),
                              node.left(),
                              arc.center().x() - card.width() / 2,
                              node.right() - card.width(),
                              room.left(),
                              room.right() - card.width()};
    const QList<double> ys = {arc.center().y() - card.height() / 2,
                              arc.center().y() + 2 * gap,
                              arc.center().y() - 2 * gap - card.height(),
                              node.bottom() + gap,
                              node.top() - gap - card.height(),
                              below,
                              above,
                              room.top(),
                              room.bottom() - card.height()};
    QPointF best = room.topLeft();
    double lowest = std::numeric_limits<double>::max();
    for (const double x : xs) {
        for (const double y : ys) {
            const QPointF corner(std::max(room.left(), std::min(x, room.right() - card.width())),
                                 std::max(room.top(), std::min(y, room.bottom() - card.height())));
            const double cost = costOf(QRectF(corner, card), arc, node, cards);
            if (cost >= lowest)
                continue;
            lowest = cost;
            best = corner;
        }
    }
    return {std::round(best.x()), std::round(best.y())};
}

} // namespace causeway::app::canvas
