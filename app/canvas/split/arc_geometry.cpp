#include "app/canvas/split/arc_geometry.h"

#include <algorithm>
#include <cmath>

namespace causeway::app::canvas {

ArcGeometry::ArcGeometry(const QPointF& centre, double radius, const std::vector<double>& shares)
    : m_centre(centre)
    , m_radius(radius)
{
    double sum = 0;
    for (const double share : shares)
        sum += std::max(0.0, share);
    double position = 0;
    for (const double share : shares) {
        position += sum > 0 ? std::max(0.0, share) / sum : 1.0 / static_cast<double>(shares.size());
        m_ends.push_back(angleOf(std::clamp(position, 0.0, 1.0)));
    }
    if (m_ends.empty())
        return;
    m_ends.back() = lastAngle;
    m_gripAngles.assign(m_ends.begin(), m_ends.end() - 1);
    fanOutGrips();
}

double ArcGeometry::radiusAt(double zoom, std::size_t arms, double room)
{
    constexpr double rim = 14;
    const auto count = static_cast<double>(arms);
    const double smallest = 24 + 10 * count;
    const double legible = std::max(designRadius * zoom, 36 + 14 * count);
    return std::clamp(std::min(legible, room - rim), smallest, largestRadius);
}

// Neighbours that are too close become one group, spread evenly around the middle of where its grips want to be; groups
// that then meet merge again. This is the placement that moves the grips least.
void ArcGeometry::fanOutGrips()
{
    struct Group
    {
        double sum; // Of the wanted angles, each less its grip's distance from the first.
        int count;
        double first() const { return sum / count; }
    };
    const double gap = 2 * std::asin(gripPitch / 2 / m_radius); // The chord is what must be long enough.
    std::vector<Group> groups;
    for (const double wanted : m_gripAngles) {
        groups.push_back({wanted, 1});
        while (groups.size() > 1) {
            Group& before = groups[groups.size() - 2];
            const Group& last = groups.back();
            if (before.first() + before.count * gap <= last.first())
                break;
            before.sum += last.sum - last.count * before.count * gap;
            before.count += last.count;
            groups.pop_back();
        }
    }
    std::size_t grip = 0;
    for (const Group& group : groups) {
        for (int nth = 0; nth < group.count; ++nth)
            m_gripAngles[grip++] = group.first() + nth * gap;
    }
    // Keep all on the arc: push up from the start, then back from the end.
    const std::size_t count = m_gripAngles.size();
    for (std::size_t nth = 0; nth < count; ++nth)
        m_gripAngles[nth] = std::max(m_gripAngles[nth], firstAngle + static_cast<double>(nth) * gap);
    for (std::size_t nth = 0; nth < count; ++nth) {
        double& angle = m_gripAngles[count - 1 - nth];
        angle = std::min(angle, lastAngle - static_cast<double>(nth) * gap);
    }
}

int ArcGeometry::gripAt(const QPointF& point, double reach) const
{
    int nearest = -1;
    double best = reach;
    for (std::size_t grip = 0; grip < gripCount(); ++grip) {
        const QPointF away = gripPlace(grip) - point;
        const double distance = std::hypot(away.x(), away.y());
        if (distance > best)
            continue;
        best = distance;
        nearest = static_cast<int>(grip);
    }
    return nearest;
}

QPointF ArcGeometry::pointAt(double angle, double outwards) const
{
    return m_centre + (m_radius + outwards) * QPointF(std::cos(angle), std::sin(angle));
}

std::vector<QPointF> ArcGeometry::stroke(double from, double to) const
{
    constexpr double pieceLength = 4;
    const int pieces = std::max(1, static_cast<int>(std::ceil((to - from) * m_radius / pieceLength)));
    std::vector<QPointF> points;
    points.reserve(static_cast<std::size_t>(pieces + 1));
    for (int piece = 0; piece <= pieces; ++piece)
        points.push_back(pointAt(from + (to - from) * piece / pieces));
    return points;
}

double ArcGeometry::positionOf(const QPointF& point) const
{
    const QPointF way = point - m_centre;
    return (std::atan2(way.y(), way.x()) - firstAngle) / (lastAngle - firstAngle);
}

QRectF ArcGeometry::bounds() const
{
    constexpr double rim = gripRadius + 5;
    const QRectF arc(QPointF(pointAt(firstAngle).x(), pointAt(firstAngle).y()), pointAt(lastAngle));
    return QRectF(arc.left(), arc.top(), m_centre.x() + m_radius - arc.left(), arc.height())
        .adjusted(-rim, -rim, rim, rim);
}

} // namespace causeway::app::canvas
