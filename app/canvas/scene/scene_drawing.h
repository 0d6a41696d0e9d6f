#pragma once

#include "app/canvas/drawing/surface.h"
#include "app/canvas/scene/scene.h"
#include "app/canvas/scene/viewport.h"

#include <unordered_map>

namespace causeway::app::canvas {

/// What every part of the picture needs to be drawn.
struct Drawing
{
    Surface& surface;
    const Viewport& viewport;
    const CanvasTheme& theme;
    QRectF visible; // Of the item, in pixels.
};

/// From which zoom on something is drawn. What would be smaller is left out: the cost of a frame stays in bounds, and
/// no letter is ever smaller than people can read.
namespace detail {
constexpr double dashes = 0.55;
constexpr double curves = 0.7; // The small curves on the cards.
constexpr double figures = 0.45;
constexpr double names = 0.3;
constexpr double cards = 0.16; // Below it zones stand for what they hold.
} // namespace detail

/// How far the dashes of each edge have come, in pixels. Speeds change with the rate, so the way is kept, not computed.
class DashPhases
{
public:
    void advance(const Scene& scene, double seconds);
    double of(const std::string& edge) const;

private:
    std::unordered_map<std::string, double> m_way;
};

void drawGround(const Drawing& drawing);
void drawZones(const Drawing& drawing, const Scene& scene);
void drawEdges(const Drawing& drawing, const Scene& scene, const std::string& hovered);
void drawDashes(const Drawing& drawing, const Scene& scene, const DashPhases& phases);
void drawEdgeAlarms(const Drawing& drawing, const Scene& scene);
void drawCards(const Drawing& drawing, const Scene& scene, const std::string& hovered);
void drawZoneSummaries(const Drawing& drawing, const Scene& scene); // Only where cards are too small.

/// The shape of an alarm: a triangle, a square or a ring, `size` pixels wide.
void drawAlarm(const Drawing& drawing, Alarm alarm, const QPointF& centre, double size);
QColor colourOf(Alarm alarm, const CanvasTheme& theme);
/// Cut in the middle when it is wider than `width`; empty when too little would be left.
QString elided(Surface& surface, const QString& text, const QFont& font, double width);

} // namespace causeway::app::canvas
