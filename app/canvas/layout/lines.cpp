#include "app/canvas/layout/lines.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace causeway::app::canvas {

namespace {

std::size_t zoneNumber(const GraphShape& shape, const std::string& zone)
{
    return static_cast<std::size_t>(std::ranges::find(shape.zones, zone) - shape.zones.begin());
}

/// The part of the way from a rectangle's centre at which a line leaves it.
double exitShare(const QRectF& rect, const QPointF& way)
{
    const double across = way.x() == 0 ? std::numeric_limits<double>::max() : rect.width() / 2 / std::abs(way.x());
    const double down = way.y() == 0 ? std::numeric_limits<double>::max() : rect.height() / 2 / std::abs(way.y());
    return std::min(across, down);
}

std::array<QPointF, 4> straightFrom(const QRectF& above, const QRectF& below)
{
    const QPointF way = below.center() - above.center();
    const QPointF start = above.center() + way * exitShare(above, way);
    const QPointF end = below.center() - way * exitShare(below, way);
    return {start, start + (end - start) / 3, end - (end - start) / 3, end};
}

// Out to the right and back in at the header of the lower zone; each has its own height and reach.
std::array<QPointF, 4> bowFrom(const QRectF& above, const QRectF& below, int nth)
{
    constexpr double pitch = 12;
    constexpr double nearer = 0.18;
    const double reach = metric::linkReach * 4 / 3 * (1 - nearer * std::min(nth, 3));
    const QPointF start(above.right(), above.bottom() - 30 - pitch * nth);
    const QPointF end(below.right(), below.top() + 26 + pitch * nth);
    return {start, start + QPointF(reach, 0), end + QPointF(reach, 0), end};
}

} // namespace

void placeEdges(const GraphShape& shape, const Adjacency& adjacency, GraphLayout& layout)
{
    for (std::size_t edge = 0; edge < shape.edges.size(); ++edge) {
        const std::size_t from = adjacency.indexOf.at(shape.edges[edge].from);
        const std::size_t to = adjacency.indexOf.at(shape.edges[edge].to);
        const QRectF& source = layout.nodes[from];
        const QRectF& target = layout.nodes[to];
        const QPointF start(source.right(), source.center().y());
        const QPointF end(target.left(), target.center().y());
        const double reach = end.x() > start.x() ? (end.x() - start.x()) / 2 : metric::splitGap / 2;
        layout.edges.push_back({edge, from, to, {start, start + QPointF(reach, 0), end - QPointF(reach, 0), end}});
    }
}

void placeLinks(const GraphShape& shape, GraphLayout& layout)
{
    const bool isStraight = layout.arrangement.zoneColumns > 1;
    std::map<std::size_t, int> arrivals; // By lower zone.
    for (std::size_t link = 0; link < shape.links.size(); ++link) {
        const std::size_t one = zoneNumber(shape, shape.links[link].from);
        const std::size_t other = zoneNumber(shape, shape.links[link].to);
        const std::size_t upper = std::min(one, other);
        const std::size_t lower = std::max(one, other);
        const QRectF& above = layout.zones[upper].rect;
        const QRectF& below = layout.zones[lower].rect;
        layout.links.push_back({link, upper, lower, isStraight,
                                isStraight ? straightFrom(above, below) : bowFrom(above, below, arrivals[lower]++)});
    }
}

} // namespace causeway::app::canvas
