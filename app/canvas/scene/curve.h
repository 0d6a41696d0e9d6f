#pragma once

#include <QPointF>
#include <QRectF>

#include <array>
#include <vector>

namespace causeway::app::canvas {

using Cubic = std::array<QPointF, 4>;

QPointF pointAt(const Cubic& curve, double t);
/// The box of the four points, which holds the curve.
QRectF hullOf(const Cubic& curve);
double distanceTo(const Cubic& curve, const QPointF& point);

/// A curve as straight pieces, with the way along it.
class Polyline
{
public:
    /// Short pieces where `pieceLength` is small; at most 40.
    Polyline(const Cubic& curve, double pieceLength);

    const std::vector<QPointF>& points() const { return m_points; }
    double length() const { return m_way.back(); }

    struct Place
    {
        QPointF point;
        QPointF along; // Unit vector.
    };
    /// `way` must not be below that of the call before: it is looked for onwards from there.
    Place next(double way);

private:
    std::vector<QPointF> m_points; // At least two.
    std::vector<double> m_way;     // From the start, as many.
    std::size_t m_piece = 0;
};

} // namespace causeway::app::canvas
