#include "app/canvas/scene/curve.h"
#include "app/canvas/scene/scene_drawing.h"

#include <algorithm>
#include <cmath>

namespace causeway::app::canvas {

namespace {

constexpr double labelHeight = 22;

QColor colourOf(const SceneLink& link, const CanvasTheme& theme)
{
    if (link.alarm != Alarm::Fine)
        return colourOf(link.alarm, theme);
    return link.isSelected ? theme.mesh : theme.muted;
}

std::span<const QPointF> part(const std::vector<QPointF>& points, double from, double to)
{
    const auto last = static_cast<double>(points.size() - 1);
    const auto begin = static_cast<std::size_t>(std::lround(from * last));
    const auto end = static_cast<std::size_t>(std::lround(to * last));
    return std::span(points).subspan(begin, end - begin + 1);
}

void drawPipe(const Drawing& drawing, std::span<const QPointF> points, const QColor& colour, bool isStrong)
{
    const double zoom = drawing.viewport.zoom();
    drawing.surface.strokeLine(points, faded(colour, isStrong ? 0.34 : 0.16), std::clamp(9 * zoom, 4.0, 10.0));
    drawing.surface.strokeLine(points, faded(colour, isStrong ? 1 : 0.7), isStrong ? 2.2 : 1.5);
}

// What is wrong, or looked at, is drawn wherever it goes; of a net of straight ones only that.
bool isDrawn(const SceneLink& link, const std::string& hovered)
{
    return !link.isStraight || link.isSelected || link.alarm != Alarm::Fine || link.id == hovered;
}

QFont labelFont(const Drawing& drawing)
{
    return drawing.theme.ui(12 * std::clamp(drawing.viewport.zoom(), 0.62, 1.2));
}

double labelWidth(const Drawing& drawing, const SceneLink& link, const QString& words)
{
    const double mark = link.alarm == Alarm::Fine ? 0 : 14;
    return drawing.surface.textWidth(words, labelFont(drawing)) + mark + 16;
}

/// Those whose labels stand in that zone's header, the first one first.
std::vector<const SceneLink*> linksOf(const Scene& scene, std::size_t zone)
{
    std::vector<const SceneLink*> links;
    for (const SceneLink& link : scene.links) {
        if (link.zone == zone)
            links.push_back(&link);
    }
    const auto urgency = [](const SceneLink* link) { return std::pair(!link->isSelected, link->alarm == Alarm::Fine); };
    std::ranges::stable_sort(links, {}, urgency);
    return links;
}

/// The labels of one zone's links, from the right end of its header to the left.
class LinkLabels
{
public:
    LinkLabels(const Drawing& drawing, const QRectF& header, const std::string& hovered)
        : m_drawing(drawing)
        , m_header(header)
        , m_hovered(hovered)
        , m_right(header.right())
    {
    }

    /// False when there is no room, and nothing was drawn.
    bool draw(const SceneLink& link, bool isAlone, std::vector<LinkPlace>& places)
    {
        for (const QString& words : {isAlone ? link.label : link.shortLabel, link.shortLabel}) {
            const double width = labelWidth(m_drawing, link, words);
            const QRectF place(m_right - width, m_header.center().y() - labelHeight / 2, width, labelHeight);
            if (place.left() < m_header.left())
                continue;
            drawAt(place, words, link);
            places.push_back({link.id, place});
            m_right = place.left() - 4;
            return true;
        }
        return false;
    }

    void drawRest(std::size_t count)
    {
        const QFont font = m_drawing.theme.ui(11);
        const QString words = QStringLiteral("+%1").arg(count);
        const double left = m_right - m_drawing.surface.textWidth(words, font) - 4;
        m_drawing.surface.text({left, m_header.center().y() + 4}, words, font, m_drawing.theme.muted);
    }

private:
    void drawAt(const QRectF& place, const QString& words, const SceneLink& link)
    {
        const CanvasTheme& theme = m_drawing.theme;
        const QColor colour = colourOf(link, theme);
        if (link.isSelected || link.id == m_hovered) {
            m_drawing.surface.fillRoundedRect(place, labelHeight / 2, faded(colour, 0.14));
            m_drawing.surface.strokeRoundedRect(place, labelHeight / 2, faded(colour, 0.8), link.isSelected ? 1.6 : 1);
        }
        double left = place.left() + 8;
        if (link.alarm != Alarm::Fine) {
            drawAlarm(m_drawing, link.alarm, {left + 4, place.center().y()}, 9);
            left += 14;
        }
        m_drawing.surface.text({left, place.center().y() + 4}, words, labelFont(m_drawing), colour);
    }

    const Drawing& m_drawing;
    QRectF m_header;
    const std::string& m_hovered;
    double m_right;
};

} // namespace

void drawLinks(const Drawing& drawing, const Scene& scene, const std::string& hovered)
{
    for (const SceneLink& link : scene.links) {
        if (!isDrawn(link, hovered))
            continue;
        const Cubic curve = onScreen(drawing, link.curve);
        if (!hullOf(curve).adjusted(-12, -12, 12, 12).intersects(drawing.visible))
            continue;
        const std::vector<QPointF> points = Polyline(curve, 5).points();
        const QColor colour = colourOf(link, drawing.theme);
        const bool isStrong = link.isSelected || link.id == hovered;
        if (!link.isCut) {
            drawPipe(drawing, points, colour, isStrong);
            continue;
        }
        drawPipe(drawing, part(points, 0, 0.38), colour, isStrong);
        drawPipe(drawing, part(points, 0.62, 1), colour, isStrong);
        drawCross(drawing, pointAt(curve, 0.5), 11, colour);
    }
}

LinkRoom roomForLinks(const Drawing& drawing, const Scene& scene, std::size_t zone)
{
    const std::vector<const SceneLink*> links = linksOf(scene, zone);
    if (links.empty())
        return {};
    constexpr double count = 30; // "+3", and what keeps it off the words.
    const double others = links.size() > 1 ? count : 0;
    return {labelWidth(drawing, *links.front(), links.front()->shortLabel) + others + 14, count};
}

std::vector<LinkPlace> drawLinkLabels(const Drawing& drawing, const Scene& scene, std::size_t zone,
                                      const QRectF& header, const std::string& hovered)
{
    const std::vector<const SceneLink*> links = linksOf(scene, zone);
    LinkLabels labels(drawing, header.adjusted(links.size() > 1 ? 24 : 0, 0, 0, 0), hovered);
    std::vector<LinkPlace> places;
    for (std::size_t nth = 0; nth < links.size(); ++nth) {
        if (labels.draw(*links[nth], links.size() == 1, places))
            continue;
        labels.drawRest(links.size() - nth);
        break;
    }
    return places;
}

} // namespace causeway::app::canvas
