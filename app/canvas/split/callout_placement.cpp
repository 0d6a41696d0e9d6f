#include "app/canvas/split/callout_placement.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace causeway::app::canvas {

namespace {

constexpr double gap = 10;
constexpr double gridPitch = 40;
constexpr double worthMoving = 2500; // In the costs below: as much as a small label that would be covered.

double areaOf(const QRectF& rect)
{
    return rect.isEmpty() ? 0 : rect.width() * rect.height();
}

// Far away counts as covering, so that of two free places the nearer wins.
double costOfDistance(const QRectF& place, const QRectF& arc)
{
    constexpr double perPixelBetween = 14;
    constexpr double perPixelOfCentres = 4;
    const double across = std::max({0.0, place.left() - arc.right(), arc.left() - place.right()});
    const double down = std::max({0.0, place.top() - arc.bottom(), arc.top() - place.bottom()});
    const QPointF away = place.center() - arc.center();
    return perPixelBetween * std::hypot(across, down) + perPixelOfCentres * std::hypot(away.x(), away.y());
}

// In covered pixels.
double costOfCovering(const QRectF& place, const CalloutSurroundings& around)
{
    constexpr double arcWeight = 1000;
    constexpr double nodeWeight = 20; // The node that decides is what the card speaks of.
    constexpr double wordWeight = 3;
    constexpr double brokenWord = 700; // What is covered in part reads as something else.
    constexpr double toolWeight = 12;
    double cost = arcWeight * areaOf(place & around.arc) + nodeWeight * areaOf(place & around.node);
    for (const QRectF& word : around.words) {
        const double covered = areaOf(place & word);
        cost += covered > 0 ? brokenWord + wordWeight * covered : 0;
    }
    for (const QRectF& line : around.lines)
        cost += wordWeight * areaOf(place & line);
    for (const QRectF& tool : around.tools)
        cost += toolWeight * areaOf(place & tool);
    return cost;
}

/// The corners that are tried: those that line up with something, and a grid over all of the view.
std::vector<QPointF> cornersFor(const QSizeF& card, const CalloutSurroundings& around, const QRectF& room)
{
    const QRectF& arc = around.arc;
    const QRectF& node = around.node;
    std::vector<double> xs = {arc.right() + gap,
                              arc.left() - gap - card.width(),
                              arc.left(),
                              node.left(),
                              arc.center().x() - card.width() / 2,
                              node.right() - card.width(),
                              room.right() - card.width()};
    std::vector<double> ys = {arc.center().y() - card.height() / 2,
                              arc.center().y() + 2 * gap,
                              arc.center().y() - 2 * gap - card.height(),
                              node.bottom() + gap,
                              node.top() - gap - card.height(),
                              std::max(arc.bottom(), node.bottom()) + gap,
                              std::min(arc.top(), node.top()) - gap - card.height(),
                              room.bottom() - card.height()};
    for (double x = room.left(); x + card.width() <= room.right(); x += gridPitch)
        xs.push_back(x);
    for (double y = room.top(); y + card.height() <= room.bottom(); y += gridPitch)
        ys.push_back(y);
    std::vector<QPointF> corners;
    corners.reserve(xs.size() * ys.size());
    for (const double x : xs) {
        for (const double y : ys)
            corners.emplace_back(std::round(std::max(room.left(), std::min(x, room.right() - card.width()))),
                                 std::round(std::max(room.top(), std::min(y, room.bottom() - card.height()))));
    }
    return corners;
}

} // namespace

QPointF placeCallout(const QSizeF& card, const CalloutSurroundings& around, std::optional<QPointF> present)
{
    const QRectF room = around.view.adjusted(gap, gap, -gap, -gap);
    const auto distance = [&](const QPointF& corner) { return costOfDistance({corner, card}, around.arc); };
    const auto covering = [&](const QPointF& corner) { return costOfCovering({corner, card}, around); };
    QPointF best = present.value_or(room.topLeft());
    double lowest =
        present ? distance(*present) + covering(*present) - worthMoving : std::numeric_limits<double>::max();

    struct Candidate
    {
        QPointF corner;
        double distance;
    };
    std::vector<Candidate> candidates;
    for (const QPointF& corner : cornersFor(card, around, room))
        candidates.push_back({corner, distance(corner)});
    std::ranges::stable_sort(candidates, {}, &Candidate::distance);
    for (const Candidate& candidate : candidates) {
        if (candidate.distance >= lowest)
            break; // What is farther costs more, whatever it covers.
        const double cost = candidate.distance + covering(candidate.corner);
        if (cost >= lowest)
            continue;
        lowest = cost;
        best = candidate.corner;
    }
    return best;
}

} // namespace causeway::app::canvas
