#include "app/canvas/scene/scene_drawing.h"

#include <algorithm>
#include <cmath>

namespace causeway::app::canvas {

namespace {

constexpr double smallestScale = 0.62; // Letters do not shrink below 11 pixels, nor does what holds them.

// From afar the title moves up by what its letters do not shrink with the zone, so that cards do not lie upon them.
double headerLift(double zoom, double scale)
{
    constexpr double depth = 35; // Down to the letters' lower ends.
    return std::max(0.0, depth * scale - metric::zoneHeader * zoom);
}

/// The header of a zone: name, what it is, and what is wrong, then the labels of its links.
class ZoneTitle
{
public:
    ZoneTitle(const Drawing& drawing, const SceneZone& zone, const QRectF& rect, const QRectF& arc,
              const LinkRoom& links)
        : m_drawing(drawing)
        , m_zone(zone)
        , m_links(links)
        , m_scale(std::max(drawing.viewport.zoom(), smallestScale))
        , m_corner(rect.topLeft() - QPointF(0, headerLift(drawing.viewport.zoom(), m_scale)))
        , m_start(m_corner + QPointF(28, 27) * m_scale)
        , m_right(rect.right())
        , m_isCrossed(arc.top() < m_start.y() + 5 && arc.bottom() > m_start.y() - 13 && arc.right() > m_start.x())
        , m_arc(arc)
        , m_nameFont(drawing.theme.ui(14 * m_scale, QFont::DemiBold))
        , m_wordsFont(drawing.theme.ui(12 * m_scale))
    {
        const double end = m_isCrossed ? std::min(m_right - 12, arc.left() - 8) : m_right - 12;
        m_name = elided(drawing.surface, zone.name, m_nameFont, std::max(60.0, end - m_start.x()));
        m_wordsLeft = m_start.x() + drawing.surface.textWidth(m_name, m_nameFont) + 9 + (isWell() ? 0 : 14);
        m_words = wordsFor(end - m_wordsLeft);
        m_end = m_wordsLeft + (m_words.isEmpty() ? -9 : drawing.surface.textWidth(m_words, m_wordsFont));
    }

    void draw() const
    {
        const CanvasTheme& theme = m_drawing.theme;
        const QRectF plate(QPointF(m_corner.x() + 10 * m_scale, m_start.y() - 15 * m_scale),
                           QPointF(m_end + 5, m_start.y() + 6 * m_scale));
        m_drawing.surface.fillRoundedRect(plate, 5, faded(mixed(theme.ground, m_zone.colour, 0.045), 0.9));
        m_drawing.surface.fillRoundedRect({m_corner + QPointF(14, 13) * m_scale, QSizeF(6, 18) * m_scale}, 3 * m_scale,
                                          m_zone.colour);
        m_drawing.surface.text(m_start, m_name, m_nameFont, theme.text);
        if (!isWell())
            drawAlarm(m_drawing, m_zone.alarm, {m_wordsLeft - 9, m_start.y() - 5}, 9);
        const QColor colour = isWell() ? theme.muted : colourOf(m_zone.alarm, theme);
        m_drawing.surface.text({m_wordsLeft, m_start.y()}, m_words, m_wordsFont, colour);
    }

    /// What is left of the header, for links.
    QRectF rest() const
    {
        const double left = m_isCrossed ? std::max(m_end + 14, m_arc.right() + 8) : m_end + 14;
        return {QPointF(left, m_corner.y() + 11 * m_scale), QPointF(m_right - 8, m_corner.y() + 33 * m_scale)};
    }

private:
    bool isWell() const { return m_zone.alarm == Alarm::Fine; }

    QString wordsFor(double width) const
    {
        if (!isWell())
            return elided(m_drawing.surface, m_zone.alarmText, m_wordsFont, width - m_links.ofCount);
        const QString all =
            m_zone.detail.isEmpty() ? m_zone.summary : m_zone.detail + QStringLiteral(" · ") + m_zone.summary;
        for (const double room : {m_links.ofLabel, m_links.ofCount}) {
            for (const QString& words : {all, m_zone.summary, m_zone.detail}) {
                if (m_drawing.surface.textWidth(words, m_wordsFont) <= width - room)
                    return words;
            }
        }
        return {};
    }

    const Drawing& m_drawing;
    const SceneZone& m_zone;
    LinkRoom m_links;
    double m_scale;
    QPointF m_corner;
    QPointF m_start; // Of the letters' baseline.
    double m_right;
    bool m_isCrossed; // By the arc.
    QRectF m_arc;
    QFont m_nameFont;
    QFont m_wordsFont;
    QString m_name;
    QString m_words;
    double m_wordsLeft = 0;
    double m_end = 0;
};

} // namespace

std::vector<LinkPlace> drawZoneTitles(const Drawing& drawing, const Scene& scene, const QRectF& arc,
                                      const std::string& hoveredLink)
{
    std::vector<LinkPlace> links;
    if (drawing.viewport.zoom() < detail::cards)
        return links;
    for (std::size_t number = 0; number < scene.zones.size(); ++number) {
        const QRectF rect = drawing.viewport.toScreen(scene.zones[number].rect);
        if (!rect.intersects(drawing.visible))
            continue;
        const ZoneTitle title(drawing, scene.zones[number], rect, arc, roomForLinks(drawing, scene, number));
        title.draw();
        for (LinkPlace& link : drawLinkLabels(drawing, scene, number, title.rest(), hoveredLink))
            links.push_back(std::move(link));
    }
    return links;
}

} // namespace causeway::app::canvas
