#include "app/canvas/scene/curve.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace causeway::app::canvas {

QPointF pointAt(const Cubic& curve, double t)
{
    const double u = 1 - t;
    return curve[0] * (u * u * u) + curve[1] * (3 * u * u * t) + curve[2] * (3 * u * t * t) + curve[3] * (t * t * t);
}

QRectF hullOf(const Cubic& curve)
{
    const auto [left, right] = std::minmax({curve[0].x(), curve[1].x(), curve[2].x(), curve[3].x()});
    const auto [top, bottom] = std::minmax({curve[0].y(), curve[1].y(), curve[2].y(), curve[3].y()});
    return {QPointF(left, top), QPointF(right, bottom)};
}

double distanceTo(const Cubic& curve, const QPointF& point)
{
    constexpr int pieces = 24;
    double nearest = std::numeric_limits<double>::max();
    QPointF from = curve[0];
    for (int piece = 1; piece <= pieces; ++piece) {
        const QPointF to = pointAt(curve, static_cast<double>(piece) / pieces);
        const QPointF along = to - from;
        const double squared = QPointF::dotProduct(along, along);
        const double share = squared > 0 ? std::clamp(QPointF::dotProduct(point - from, along) / squared, 0.0, 1.0) : 0;
        const QPointF away = point - (from + along * share);
        nearest = std::min(nearest, std::hypot(away.x(), away.y()));
        from = to;
    }
    return nearest;
}

Polyline::Polyline(const Cubic& curve, double pieceLength)
{
    double hull = 0;
    for (std::size_t corner = 1; corner < curve.size(); ++corner) {
        const QPointF side = curve[corner] - curve[corner - 1];
        hull += std::hypot(side.x(), side.y());
    }
    const bool isStraight = curve[0].y() == curve[3].y() && curve[1].y() == curve[0].y() && curve[3].x() > curve[0].x();
    const int pieces = isStraight ? 1 : std::clamp(static_cast<int>(hull / pieceLength), 4, 40);
    m_points.reserve(static_cast<std::size_t>(pieces + 1));
    m_way.reserve(static_cast<std::size_t>(pieces + 1));
    for (int piece = 0; piece <= pieces; ++piece) {
        m_points.push_back(pointAt(curve, static_cast<double>(piece) / pieces));
        if (piece == 0) {
            m_way.push_back(0);
            continue;
        }
        const QPointF side = m_points.back() - m_points[m_points.size() - 2];
        m_way.push_back(m_way.back() + std::hypot(side.x(), side.y()));
    }
}

Polyline::Place Polyline::next(double way)
{
    while (m_piece + 2 < m_points.size() && m_way[m_piece + 1] < way)
        ++m_piece;
    const QPointF side = m_points[m_piece + 1] - m_points[m_piece];
    const double length = std::max(1e-6, m_way[m_piece + 1] - m_way[m_piece]);
    return {m_points[m_piece] + side * ((way - m_way[m_piece]) / length), side / length};
}

} // namespace causeway::app::canvas
