#pragma once

#include <QPointF>
#include <QRectF>

#include <vector>

namespace causeway::app::canvas {

/// The arc around a node that decides a split: one arm a backend from top to bottom, a grip between each two.
///
/// Shape:   grips keep the order of the boundaries and at least `gripPitch` between them: where shares are too small
/// for
///          that they fan out, and `gripPlace` is then not `boundaryPlace`.
/// Units:   angles in radians, 0 to the right, growing downwards; positions 0..1 along the arc; points in pixels.
class ArcGeometry
{
public:
    static constexpr double firstAngle = -1.05;
    static constexpr double lastAngle = 1.05;
    static constexpr double designRadius = 112; // At zoom 1.
    static constexpr double largestRadius = 150;
    static constexpr double gripRadius = 13;
    static constexpr double gripPitch = 27; // More than the smallest target, 24.

    ArcGeometry() = default;
    ArcGeometry(const QPointF& centre, double radius, const std::vector<double>& shares);

    /// Large enough to read the arms where `room` to its right allows it, for what stands behind that has names; but
    /// never so small that the grips hide the arms.
    static double radiusAt(double zoom, std::size_t arms, double room);

    std::size_t armCount() const { return m_ends.size(); }
    double armStart(std::size_t arm) const { return arm == 0 ? firstAngle : m_ends[arm - 1]; }
    double armEnd(std::size_t arm) const { return m_ends[arm]; }
    double armMiddle(std::size_t arm) const { return (armStart(arm) + armEnd(arm)) / 2; }

    std::size_t gripCount() const { return m_gripAngles.size(); }
    QPointF gripPlace(std::size_t grip) const { return pointAt(m_gripAngles[grip]); }
    QPointF boundaryPlace(std::size_t grip) const { return pointAt(m_ends[grip]); }
    /// The grip under a point, within `reach` of its middle; -1 when there is none.
    int gripAt(const QPointF& point, double reach) const;

    QPointF pointAt(double angle, double outwards = 0) const;
    std::vector<QPointF> stroke(double from, double to) const;
    static double angleOf(double position) { return firstAngle + position * (lastAngle - firstAngle); }
    /// Below 0 and above 1 beyond the ends, so that a hand may leave the arc and come back.
    double positionOf(const QPointF& point) const;

    /// All that is drawn, grips and a rim around them included.
    QRectF bounds() const;

private:
    void fanOutGrips();

    QPointF m_centre;
    double m_radius = designRadius;
    std::vector<double> m_ends; // Of the arms; the last is lastAngle.
    std::vector<double> m_gripAngles;
};

} // namespace causeway::app::canvas
