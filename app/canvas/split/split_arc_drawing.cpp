#include "app/canvas/split/split_arc.h"

#include "app/canvas/scene/scene_drawing.h"
#include "app/canvas/split/leader_line.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace causeway::app::canvas {

namespace {

constexpr double armWidth = 9;

/// Dash and gap of an arm, in pixels; no gap is a solid arm. The from side is dashed, so colour is not all that tells.
struct Hatch
{
    double dash = 0;
    double gap = 0;
};

Hatch hatchOf(int colourIndex)
{
    constexpr std::array<Hatch, 4> hatches = {Hatch{6, 3}, Hatch{}, Hatch{10, 3}, Hatch{3, 3}};
    return hatches[static_cast<std::size_t>(colourIndex) % hatches.size()];
}

} // namespace

void SplitArc::drawArm(Surface& surface, std::size_t arm) const
{
    const CanvasTheme& theme = *m_canvas->theme();
    const Arm& shown = m_arms[arm];
    const QColor colour = shown.isRest ? theme.outside : theme.backend(shown.colourIndex);
    const double start = m_geometry.armStart(arm);
    const double end = m_geometry.armEnd(arm);
    const Hatch hatch = shown.isRest ? Hatch{} : hatchOf(shown.colourIndex);
    if (hatch.dash == 0) {
        if (end - start > 1e-6)
            surface.strokeLine(m_geometry.stroke(start, end), colour, armWidth);
        return drawLockOf(surface, arm);
    }
    const double pixels = (m_geometry.pointAt(0) - m_geometry.pointAt(0.01)).manhattanLength() / 0.01;
    const double dash = hatch.dash / pixels;
    for (double from = start; from < end - 1e-6; from += dash + hatch.gap / pixels)
        surface.strokeLine(m_geometry.stroke(from, std::min(end, from + dash)), colour, armWidth);
    drawLockOf(surface, arm);
}

// Outside of an arm that keeps its share, where it is long enough to say whose lock it is.
void SplitArc::drawLockOf(Surface& surface, std::size_t arm) const
{
    constexpr double outwards = 17;
    constexpr double shortest = 0.16;
    const double start = m_geometry.armStart(arm);
    const double end = m_geometry.armEnd(arm);
    if (!m_arms[arm].isLocked || end - start < shortest)
        return;
    const QPointF middle = m_geometry.pointAt((start + end) / 2, outwards);
    const CanvasTheme& theme = *m_canvas->theme();
    const Drawing drawing{surface, Viewport(), theme, QRectF(QPointF(), size())};
    drawLock(drawing, {middle.x() - 5, middle.y() - 6, 10, 12}, theme.text);
}

void SplitArc::drawLayer(int, Surface& surface)
{
    if (!isShown() || !m_canvas)
        return;
    const CanvasTheme& theme = *m_canvas->theme();
    drawLeaders(surface);
    surface.strokeLine(m_geometry.stroke(ArcGeometry::firstAngle, ArcGeometry::lastAngle), faded(theme.ground, 0.6),
                       armWidth + 6);
    for (std::size_t arm = 0; arm < m_geometry.armCount(); ++arm)
        drawArm(surface, arm);

    drawWanted(surface);
    for (std::size_t grip = 0; grip < m_geometry.gripCount(); ++grip) {
        const std::array<QPointF, 2> line = {m_geometry.gripPlace(grip), m_geometry.boundaryPlace(grip)};
        const QPointF way = line[0] - line[1];
        if (std::hypot(way.x(), way.y()) > 2)
            surface.strokeLine(line, faded(theme.text, 0.6), 1.4);
    }
}

// What the cluster still wants, while the hand or a command is elsewhere.
void SplitArc::drawWanted(Surface& surface) const
{
    double desired = 0;
    for (std::size_t grip = 0; grip < m_geometry.gripCount(); ++grip) {
        desired += m_arms[grip].desiredShare;
        const double angle = ArcGeometry::angleOf(desired);
        if (std::abs(angle - m_geometry.armEnd(grip)) < 1e-6)
            continue;
        const std::array<QPointF, 2> tick = {m_geometry.pointAt(angle, -9), m_geometry.pointAt(angle, 9)};
        surface.strokeLine(tick, m_canvas->theme()->text, 1.6);
    }
}

// From the card's rows to the arms that they are of; of two arms, whose colours tell, one line from card to arc.
void SplitArc::drawLeaders(Surface& surface) const
{
    constexpr double nearEnough = 30;
    const QColor colour = faded(m_canvas->theme()->muted, 0.55);
    if (m_calloutSize.isEmpty() || (m_arms.size() > 2 && drawLeadersToRows(surface, colour)))
        return;
    const QRectF card(m_calloutPlace, m_calloutSize);
    const double position = std::clamp(m_geometry.positionOf(card.center()), 0.0, 1.0);
    const QPointF end = m_geometry.pointAt(ArcGeometry::angleOf(position), armWidth);
    const QPointF start(std::clamp(end.x(), card.left(), card.right()), std::clamp(end.y(), card.top(), card.bottom()));
    const QPointF way = end - start;
    if (std::hypot(way.x(), way.y()) <= nearEnough)
        return;
    for (const QLineF& piece : piecesBeside({start, end}, m_canvas->wordRects()))
        surface.strokeLine(std::array<QPointF, 2>{piece.p1(), piece.p2()}, colour, 1);
}

// False where the card stands neither left nor right of the arc: lines would run below it.
bool SplitArc::drawLeadersToRows(Surface& surface, const QColor& colour) const
{
    if (m_calloutRows.isEmpty())
        return false; // The card is folded.
    const QRectF rows = m_calloutRows.translated(m_calloutPlace);
    const QRectF card(m_calloutPlace, m_calloutSize);
    const QRectF arc = m_geometry.bounds();
    const bool isRight = card.left() >= arc.center().x();
    if (!isRight && card.right() > arc.left())
        return false;
    const double edge = isRight ? card.left() : card.right();
    const double height = rows.height() / static_cast<double>(m_arms.size());
    for (std::size_t arm = 0; arm < m_arms.size(); ++arm) {
        const QPointF start(edge, rows.top() + (static_cast<double>(arm) + 0.5) * height);
        const QPointF end = m_geometry.pointAt(m_geometry.armMiddle(arm), isRight ? armWidth : -armWidth);
        surface.strokeLine(std::array<QPointF, 2>{start, end}, colour, 1);
    }
    return true;
}

} // namespace causeway::app::canvas
