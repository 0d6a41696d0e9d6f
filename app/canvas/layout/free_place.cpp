#include "app/canvas/layout/graph_layout.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace causeway::app::canvas {

QRectF freePlaceNear(const QRectF& wanted, const QRectF& zone, const std::vector<QRectF>& taken)
{
    constexpr double step = 12;
    constexpr double gap = 10; // Between cards.
    constexpr int farthest = 200;
    const auto isFree = [&](const QRectF& place) {
        const bool isInside = zone.isNull() || (place.left() >= zone.left() + step &&
                                                place.top() >= zone.top() + metric::zoneHeader - step / 2);
        const QRectF around = place.adjusted(-gap, -gap, gap, gap);
        return isInside && std::ranges::none_of(taken, [&](const QRectF& other) { return other.intersects(around); });
    };
    if (isFree(wanted))
        return wanted;
    for (int ring = 1; ring < farthest; ++ring) {
        QRectF best;
        double nearest = std::numeric_limits<double>::max();
        for (int x = -ring; x <= ring; ++x) {
            for (int y = -ring; y <= ring; y += std::abs(x) == ring ? 1 : 2 * ring) { // The rim of the square.
                const QRectF place = wanted.translated(x * step, y * step);
                const double distance = std::hypot(x, y);
                if (distance >= nearest || !isFree(place))
                    continue;
                nearest = distance;
                best = place;
            }
        }
        if (!best.isNull())
            return best;
    }
    return wanted;
}

} // namespace causeway::app::canvas
