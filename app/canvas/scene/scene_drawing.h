#pragma once

#include "app/canvas/drawing/surface.h"
#include "app/canvas/scene/curve.h"
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

/// Where the label of a link came to stand, in pixels.
struct LinkPlace
{
    std::string id;
    QRectF rect;
};

/// The plate on a line that is not well, in pixels.
struct EdgeAlarm
{
    const SceneEdge* edge; // Of the scene.
    QRectF plate;
};

void drawGround(const Drawing& drawing);
void drawZones(const Drawing& drawing, const Scene& scene);
/// Over the lines, and beside the arc that may stand there. Answers where the labels of links stand, for the pointer.
std::vector<LinkPlace> drawZoneTitles(const Drawing& drawing, const Scene& scene, const QRectF& arc,
                                      const std::string& hoveredLink);
void drawLinks(const Drawing& drawing, const Scene& scene, const std::string& hovered);
/// What the words of a zone's header leave to its links: at least the count, better the first label.
struct LinkRoom
{
    double ofLabel = 0;
    double ofCount = 0;
};
LinkRoom roomForLinks(const Drawing& drawing, const Scene& scene, std::size_t zone);
/// In a zone's header, from right to left as far as there is room; those that are chosen or not well come first.
std::vector<LinkPlace> drawLinkLabels(const Drawing& drawing, const Scene& scene, std::size_t zone,
                                      const QRectF& header, const std::string& hovered);
void drawEdges(const Drawing& drawing, const Scene& scene, const std::string& hovered);
void drawDashes(const Drawing& drawing, const Scene& scene, const DashPhases& phases);
/// Those that are seen and found a place beside the cards.
std::vector<EdgeAlarm> edgeAlarmsOf(const Scene& scene, const Viewport& viewport, const CanvasTheme& theme,
                                    const QRectF& visible);
void drawEdgeAlarms(const Drawing& drawing, const Scene& scene);
void drawCards(const Drawing& drawing, const Scene& scene, const std::string& hovered);
void drawZoneSummaries(const Drawing& drawing, const Scene& scene); // Only where cards are too small.

Cubic onScreen(const Drawing& drawing, const Cubic& world);
void drawLock(const Drawing& drawing, const QRectF& place, const QColor& colour);
void drawCross(const Drawing& drawing, const QPointF& centre, double size, const QColor& colour);
/// A sign with words that hangs below a card; from far away only the sign, at the card's corner.
void drawBadge(const Drawing& drawing, const Badge& badge, const QRectF& card);
QRectF badgePlace(const QRectF& card, double zoom);
QColor colourOf(Badge::Kind kind, const CanvasTheme& theme);

/// The shape of an alarm: a triangle, a square or a ring, `size` pixels wide.
void drawAlarm(const Drawing& drawing, Alarm alarm, const QPointF& centre, double size);
QColor colourOf(Alarm alarm, const CanvasTheme& theme);
/// Cut when it is wider than `width`, long names in the middle; empty when too little would be left.
QString elided(Surface& surface, const QString& text, const QFont& font, double width);

} // namespace causeway::app::canvas
