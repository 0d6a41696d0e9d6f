#include "app/canvas/split/leader_line.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace causeway::app::canvas {

namespace {

/// A part of a line, as shares of its length.
struct Part
{
    double from = 0;
    double until = 1;

    /// Leaves what lies between two bounds of one coordinate; false when that is nothing.
    bool cut(double start, double way, double low, double high)
    {
        if (way == 0)
            return start >= low && start <= high;
        const double first = (low - start) / way;
        const double second = (high - start) / way;
        from = std::max(from, std::min(first, second));
        until = std::min(until, std::max(first, second));
        return from < until;
    }
};

std::optional<Part> partWithin(const QRectF& rect, const QLineF& line)
{
    Part part;
    const bool isCrossed = part.cut(line.x1(), line.dx(), rect.left(), rect.right()) &&
                           part.cut(line.y1(), line.dy(), rect.top(), rect.bottom());
    return isCrossed ? std::optional(part) : std::nullopt;
}

} // namespace

QList<QLineF> piecesBeside(const QLineF& line, const QList<QRectF>& words)
{
    std::vector<Part> hidden;
    for (const QRectF& word : words) {
        if (const auto part = partWithin(word, line))
            hidden.push_back(*part);
    }
    std::ranges::sort(hidden, {}, &Part::from);
    hidden.push_back({1, 1}); // What stands before it goes to the end.
    QList<QLineF> pieces;
    double from = 0;
    for (const Part& each : hidden) {
        if (each.from > from)
            pieces.append({line.pointAt(from), line.pointAt(each.from)});
        from = std::max(from, each.until);
    }
    return pieces;
}

} // namespace causeway::app::canvas
