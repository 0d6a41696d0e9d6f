#include "app/canvas/scene/scene_drawing.h"

#include <algorithm>

namespace causeway::app::canvas {

namespace {

constexpr double padding = 14; // World units, as the other lengths of a card.

/// One card; its parts share the place and the zoom.
class Card
{
public:
    Card(const Drawing& drawing, const SceneNode& node, bool isHovered)
        : m_drawing(drawing)
        , m_surface(drawing.surface)
        , m_node(node)
        , m_rect(drawing.viewport.toScreen(node.rect))
        , m_zoom(drawing.viewport.zoom())
        , m_padding(std::max(7.0, padding * m_zoom))
        , m_isHovered(isHovered)
    {
    }

    void draw()
    {
        drawBox();
        if (m_zoom >= detail::names) {
            drawName();
            if (m_zoom >= detail::figures)
                drawFigures();
            if (m_zoom >= detail::curves && m_node.rates.size() > 2)
                drawRates();
        }
        if (m_node.badge && m_zoom >= detail::cards)
            drawBadge(m_drawing, *m_node.badge, m_rect);
    }

private:
    void drawBox();
    void drawName();
    double drawMarks(double baseline);
    QColor shown(const QColor& colour) const // Faded cards are seen, but not looked at.
    {
        return m_node.isFaded ? mixed(m_drawing.theme.ground, colour, 0.35) : colour;
    }
    void drawFigures();
    QStringList withDetail(QStringList figures) const;
    void drawWidest(const QStringList& variants, double baseline);
    void drawRates();
    double nameBaseline() const
    {
        return m_zoom >= detail::figures ? m_rect.top() + std::max(15.0, 22 * m_zoom) : m_rect.center().y() + 4;
    }

    double figuresBaseline() const { return nameBaseline() + std::max(14.0, 17 * m_zoom); }

    const Drawing& m_drawing;
    Surface& m_surface;
    const SceneNode& m_node;
    QRectF m_rect;
    double m_zoom;
    double m_padding;
    bool m_isHovered;
    bool m_isDetailDrawn = false;
    double m_lastBaseline = 0; // Of the figures.
};

void Card::drawBox()
{
    const CanvasTheme& theme = m_drawing.theme;
    if (m_zoom < detail::cards) { // A block in the colour of what it is: no border would be seen.
        const bool isAlarmed = m_node.alarm == Alarm::Warn || m_node.alarm == Alarm::Bad;
        const QColor colour = isAlarmed ? colourOf(m_node.alarm, theme) : m_node.colour;
        m_surface.fillSolid(m_rect, 0, m_node.isSelected ? colour : shown(mixed(theme.ground, colour, 0.55)));
        return;
    }
    const double radius = std::max(2.0, 10 * m_zoom);
    m_surface.fillSolid(m_rect, radius, shown(theme.card));
    const QColor line = m_node.isSelected ? m_node.colour : (m_isHovered ? theme.muted : theme.cardLine);
    m_surface.strokeRoundedRect(m_rect, radius, shown(line), m_node.isSelected ? 2 : 1.2);
    const double inset = 10 * m_zoom;
    const double width = std::max(2.0, 3.5 * m_zoom);
    m_surface.fillRoundedRect({m_rect.left(), m_rect.top() + inset, width, m_rect.height() - 2 * inset}, width / 2,
                              shown(m_node.colour));
}

// Lock and alarm at the right end of the name's line; answers where the name has to stop.
double Card::drawMarks(double baseline)
{
    double right = m_rect.right() - m_padding;
    if (m_node.isMutualTls && m_zoom >= detail::figures) {
        const double size = std::clamp(13 * m_zoom, 9.0, 18.0);
        const bool isBeside = m_zoom >= detail::curves; // From afar the name needs its whole line.
        const double bottom = isBeside ? baseline + size * 0.14 : figuresBaseline() + 1;
        drawLock(m_drawing, {right - size * 0.85, bottom - size, size * 0.85, size}, shown(m_drawing.theme.good));
        if (isBeside)
            right -= size + 6;
    }
    if (m_node.alarm == Alarm::Fine)
        return right;
    const QFont font = m_drawing.theme.ui(11, QFont::DemiBold);
    // The name comes first: where there is no room for both, the shape alone says it.
    const double nameWidth = m_surface.textWidth(m_node.name, m_drawing.theme.ui(13 * m_zoom, QFont::DemiBold));
    const double wordWidth = m_surface.textWidth(m_node.alarmWord, font);
    const bool hasRoom = m_rect.left() + m_padding + nameWidth + wordWidth + 24 <= right;
    const double width = m_zoom >= detail::curves && hasRoom ? wordWidth : 0;
    if (width > 0)
        m_surface.text({right - width, baseline}, m_node.alarmWord, font, colourOf(m_node.alarm, m_drawing.theme));
    drawAlarm(m_drawing, m_node.alarm, {right - width - 9, baseline - 4}, 9);
    return right - width - 20;
}

void Card::drawName()
{
    const CanvasTheme& theme = m_drawing.theme;
    const double baseline = nameBaseline();
    const double right = drawMarks(baseline);
    const QFont font = theme.ui(13 * m_zoom, QFont::DemiBold);
    const double left = m_rect.left() + m_padding;
    const QString name = elided(m_surface, m_node.name, font, right - left);
    m_surface.text({left, baseline}, name, font, shown(theme.text));
    if (m_node.detail.isEmpty() || m_zoom < detail::curves)
        return;
    const QFont small = theme.ui(11 * m_zoom);
    const double after = left + m_surface.textWidth(name, font) + 8;
    if (after + m_surface.textWidth(m_node.detail, small) > right)
        return;
    m_surface.text({after, baseline}, m_node.detail, small, shown(theme.muted));
    m_isDetailDrawn = true;
}

void Card::drawFigures()
{
    const double below = figuresBaseline() + std::max(12.0, 15 * m_zoom);
    const bool hasTwoLines = !m_node.latency.isEmpty() && below + 4 <= m_rect.bottom();
    m_lastBaseline = hasTwoLines ? below : figuresBaseline();
    if (hasTwoLines)
        drawWidest(m_node.rate, figuresBaseline());
    drawWidest(withDetail(hasTwoLines ? m_node.latency : m_node.figures), m_lastBaseline);
}

// The detail joins the figures where it found no place beside the name.
QStringList Card::withDetail(QStringList figures) const
{
    if (!m_isDetailDrawn && !m_node.detail.isEmpty() && !figures.isEmpty())
        figures.prepend(figures.front() + QStringLiteral(" · ") + m_node.detail);
    return figures;
}

// The first that fits, and they go from most words to fewest.
void Card::drawWidest(const QStringList& variants, double baseline)
{
    const QFont font = m_drawing.theme.mono(11 * m_zoom);
    const double lock = m_node.isMutualTls && m_zoom < detail::curves ? 13 : 0;
    for (const QString& figures : variants) {
        if (m_surface.textWidth(figures, font) > m_rect.width() - 2 * m_padding - lock)
            continue;
        m_surface.text({m_rect.left() + m_padding, baseline}, figures, font, shown(m_drawing.theme.muted));
        return;
    }
}

void Card::drawRates()
{
    const auto [lowest, highest] = std::ranges::minmax(m_node.rates);
    if (highest <= 0)
        return;
    const double bottom = m_rect.bottom() - 7 * m_zoom;
    const double height = std::min(15 * m_zoom, bottom - m_lastBaseline - 4);
    if (height < 6)
        return;
    const double left = m_rect.left() + m_padding;
    const double step = (m_rect.width() - 2 * m_padding) / static_cast<double>(RateHistory::longest - 1);
    const double first = static_cast<double>(RateHistory::longest - m_node.rates.size());
    // Never stretched to less than a fifth of the rate, or noise would look like news.
    const double span = std::max(static_cast<double>(highest - lowest), highest * 0.2);
    std::vector<QPointF> points;
    points.reserve(m_node.rates.size());
    for (const float rate : m_node.rates) {
        const double x = left + (first + static_cast<double>(points.size())) * step;
        const double middle = (static_cast<double>(highest) + lowest) / 2;
        points.emplace_back(x, bottom - height * (0.5 + (rate - middle) / span));
    }
    m_surface.strokeLine(points, shown(m_node.colour), 1.4);
}

} // namespace

void drawCards(const Drawing& drawing, const Scene& scene, const std::string& hovered)
{
    for (const SceneNode& node : scene.nodes) {
        if (drawing.viewport.toScreen(node.rect).adjusted(-3, -3, 3, 3).intersects(drawing.visible))
            Card(drawing, node, node.id == hovered).draw();
    }
}

} // namespace causeway::app::canvas
