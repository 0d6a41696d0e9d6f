#include "app/canvas/layout/layers.h"

#include <algorithm>

namespace causeway::app::canvas {

namespace {

bool hasNewBlocks(const GraphLayout& layout, const Arrangement& before)
{
    return std::ranges::any_of(layout.arrangement.blocks, [&](const auto& entry) {
        const auto known = before.blocks.find(entry.first);
        return known == before.blocks.end() || known->second.columns != entry.second.columns;
    });
}

double zoomIn(const QSizeF& room, const QRectF& bounds)
{
    return std::min({1.0, room.width() / bounds.width(), room.height() / bounds.height()});
}

} // namespace

GraphLayout layOut(const GraphShape& shape, const Arrangement& before, const QSizeF& room)
{
    constexpr int shortestColumn = 3;     // A few services beside each other look as if one called the next.
    constexpr double nearlyAsLarge = 0.9; // Shorter columns must be worth it: what stands in one is read at a glance.
    GraphLayout usual = layOutWith(shape, before, usualColumn);
    if (room.isEmpty() || shape.zones.size() > mostZonesInOneColumn || !hasNewBlocks(usual, before))
        return usual;

    std::vector<GraphLayout> layouts;
    layouts.push_back(std::move(usual));
    double largest = zoomIn(room, layouts.front().bounds);
    for (int longest = usualColumn - 1; longest >= shortestColumn && largest < 1; --longest) {
        layouts.push_back(layOutWith(shape, before, longest));
        largest = std::max(largest, zoomIn(room, layouts.back().bounds));
    }
    return *std::ranges::find_if(
        layouts, [&](const GraphLayout& layout) { return zoomIn(room, layout.bounds) >= nearlyAsLarge * largest; });
}

} // namespace causeway::app::canvas
