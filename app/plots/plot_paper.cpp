#include "app/plots/plot_paper.h"

#include "app/plots/plot_scale.h"
#include "app/text/traffic_text.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace causeway::app {

namespace {

constexpr double labelPadding = 6;
constexpr double mostLabelWidth = 320;
constexpr double figureGap = 6;

QColor faded(QColor colour, double alpha)
{
    colour.setAlphaF(static_cast<float>(alpha));
    return colour;
}

} // namespace

PlotPaper::PlotPaper(const Place& place, const PlotStyle& style)
    : m_place(place)
    , m_style(style)
{
    const QFontMetricsF metrics(font());
    const double figures = metrics.horizontalAdvance(QStringLiteral("0,000")) + figureGap;
    m_area = place.whole.adjusted(0, row() + 2, -figures, -row());
    if (m_area.width() < 2 || m_area.height() < 2)
        m_area = {};
}

QFont PlotPaper::font() const
{
    QFont font(m_style.fontFamily);
    font.setPixelSize(std::max(1, m_style.fontPixels));
    return font;
}

double PlotPaper::row() const
{
    return std::ceil(m_style.fontPixels * 1.6);
}

double PlotPaper::xOf(double second) const
{
    const auto first = static_cast<double>(m_place.first);
    const auto span = static_cast<double>(std::max<std::int64_t>(1, m_place.last - m_place.first));
    return m_area.left() + (second - first) / span * m_area.width();
}

double PlotPaper::yOf(double value) const
{
    return m_area.bottom() - value / m_place.largest * m_area.height();
}

double PlotPaper::secondAt(double x) const
{
    const auto span = static_cast<double>(std::max<std::int64_t>(1, m_place.last - m_place.first));
    const double part = m_area.width() > 0 ? (x - m_area.left()) / m_area.width() : 0.0;
    return static_cast<double>(m_place.first) + std::clamp(part, 0.0, 1.0) * span;
}

void PlotPaper::drawFrame(QPainter& painter) const
{
    painter.setFont(font());
    const std::vector<double> values = gridValues(m_place.largest);
    const int digits = digitsOf(values);
    for (const double value : values) {
        const double y = std::round(yOf(value)) + 0.5;
        painter.setPen(QPen(m_style.grid, 1));
        painter.drawLine(QPointF(m_area.left(), y), QPointF(m_area.right(), y));
        painter.setPen(m_style.figure);
        painter.drawText(QRectF(m_area.right(), y - row() / 2, m_place.whole.right() - m_area.right(), row()),
                         Qt::AlignRight | Qt::AlignVCenter, text::figure(value, digits));
    }
    painter.setPen(QPen(m_style.grid, 1));
    painter.drawLine(QPointF(m_area.left(), m_area.bottom() + 0.5), QPointF(m_area.right(), m_area.bottom() + 0.5));
    drawTimes(painter);
}

void PlotPaper::drawTimes(QPainter& painter) const
{
    const QFontMetricsF metrics(painter.font());
    const double wide = metrics.horizontalAdvance(QStringLiteral("00:00:00"));
    const std::int64_t step = timeStep(m_place.last - m_place.first, m_area.width() / (wide * 1.8));
    painter.setPen(m_style.figure);
    for (std::int64_t second = (m_place.first / step + 1) * step; second <= m_place.last; second += step) {
        const double x = std::round(xOf(static_cast<double>(second)));
        if (x - wide / 2 < m_area.left() || x + wide / 2 > m_place.whole.right())
            continue;
        const QString time = text::clockTime(WallTime(std::chrono::seconds(second)));
        painter.drawText(QRectF(x - wide, m_area.bottom() + 1, 2 * wide, row()), Qt::AlignHCenter | Qt::AlignVCenter,
                         step % 60 == 0 ? time.left(5) : time);
    }
}

void PlotPaper::drawFaults(QPainter& painter, const std::vector<TrafficHistory::Fault>& faults) const
{
    for (const TrafficHistory::Fault& fault : faults) {
        const double from = std::max(m_area.left(), xOf(fault.since));
        const double to = std::min(m_area.right(), fault.until ? xOf(*fault.until) : m_area.right());
        if (to > from)
            painter.fillRect(QRectF(QPointF(from, m_area.top()), QPointF(to, m_area.bottom())),
                             faded(m_style.fault, 0.13));
    }
}

void PlotPaper::drawMarks(QPainter& painter, const std::deque<TrafficHistory::Mark>* marks,
                          const std::vector<TrafficHistory::Fault>& faults) const
{
    painter.setFont(font());
    std::vector<Label> labels;
    for (const TrafficHistory::Mark& mark : marks ? *marks : std::deque<TrafficHistory::Mark>()) {
        // A revision is newer than the last closed second until that one closes: it stands at the edge.
        const auto last = static_cast<double>(m_place.last);
        const bool isNewest = mark.second > last && mark.second < last + 3;
        const double second = isNewest ? last : mark.second;
        labels.push_back({xOf(second), mark.label, m_style.markGround, m_style.markText, false});
    }
    for (const TrafficHistory::Fault& fault : faults) {
        const bool lastsHere = xOf(fault.since) < m_area.left() && (!fault.until || xOf(*fault.until) > m_area.left());
        const double x = lastsHere ? m_area.left() : xOf(fault.since);
        labels.push_back({x, QStringLiteral("▲ ") + fault.label, faded(m_style.fault, 0.22), m_style.fault, true});
    }
    drawLabels(painter, std::move(labels));
}

/// Revisions before faults, each from the newest backwards. One that would overlap another goes to a second row, is
/// shortened or left out: its line stays, and its reading tells it.
void PlotPaper::drawLabels(QPainter& painter, std::vector<Label> labels) const
{
    std::reverse(labels.begin(), labels.end()); // They come from the oldest on; of two in one place the newer is first.
    std::stable_sort(labels.begin(), labels.end(),
                     [](const Label& a, const Label& b) { return a.isFault != b.isFault ? !a.isFault : a.x > b.x; });
    painter.setRenderHint(QPainter::Antialiasing);
    std::vector<QRectF> taken;
    for (const Label& label : labels) {
        const double x = std::round(label.x) + 0.5;
        if (x < m_area.left() || x > m_area.right() + 1)
            continue;
        painter.setPen(QPen(label.ink, 1, Qt::DotLine));
        painter.drawLine(QPointF(x, m_area.top()), QPointF(x, m_area.bottom()));
        for (const double most : {mostLabelWidth, mostLabelWidth / 2, mostLabelWidth / 5}) {
            if (drawLabel(painter, label, most, taken) || !label.isFault)
                break;
        }
    }
}

bool PlotPaper::drawLabel(QPainter& painter, const Label& label, double mostWidth, std::vector<QRectF>& taken) const
{
    const QFontMetricsF metrics(painter.font());
    const QString words = metrics.elidedText(label.text, Qt::ElideRight, std::min(mostWidth, m_area.width() / 2));
    const double width = metrics.horizontalAdvance(words) + 2 * labelPadding;
    const double wanted = label.isFault ? label.x : label.x - width / 2; // A fault begins there, a revision is there.
    const double left = std::clamp(wanted, m_area.left(), std::max(m_area.left(), m_area.right() - width));
    for (const double top : {m_place.whole.top(), m_area.top()}) {
        const QRectF box(left, top, width, row());
        const auto isTaken = [&](const QRectF& other) { return other.adjusted(-4, 0, 4, 0).intersects(box); };
        if (std::any_of(taken.begin(), taken.end(), isTaken))
            continue;
        taken.push_back(box);
        painter.setPen(Qt::NoPen);
        for (const QColor& ground : {m_style.ground, label.ground}) { // The lines must not show through it.
            painter.setBrush(ground);
            painter.drawRoundedRect(box, 5, 5);
        }
        painter.setPen(label.ink);
        painter.drawText(box, Qt::AlignCenter, words);
        return true;
    }
    return false;
}

void PlotPaper::drawWords(QPainter& painter, const QString& words) const
{
    painter.setFont(font());
    painter.setPen(m_style.figure);
    painter.drawText(m_area, Qt::AlignCenter, words);
}

void PlotPaper::drawRange(QPainter& painter, const std::pair<std::int64_t, std::int64_t>& range) const
{
    const double from = std::clamp(xOf(static_cast<double>(range.first)), m_area.left(), m_area.right());
    const double to = std::clamp(xOf(static_cast<double>(range.second)), m_area.left(), m_area.right());
    const QRectF box(QPointF(from, m_area.top()), QPointF(std::max(to, from + 1), m_area.bottom()));
    painter.fillRect(box, faded(m_style.mark, 0.16));
    painter.setPen(QPen(m_style.mark, 1));
    painter.drawLine(box.topLeft(), box.bottomLeft());
    painter.drawLine(box.topRight(), box.bottomRight());
}

void PlotPaper::drawPins(QPainter& painter, const std::vector<Pin>& pins) const
{
    painter.setFont(font());
    painter.setRenderHint(QPainter::Antialiasing);
    const QFontMetricsF metrics(painter.font());
    const double line = metrics.height();
    std::vector<QRectF> taken;
    for (const Pin& pin : pins) {
        const double x = std::round(xOf(static_cast<double>(pin.second))) + 0.5;
        if (x < m_area.left() || x > m_area.right())
            continue;
        const auto room = std::max(1, static_cast<int>((m_area.height() - 4) / line));
        const QStringList lines = pin.lines.mid(0, room);
        double width = 0;
        for (const QString& words : lines)
            width = std::max(width, metrics.horizontalAdvance(words));
        QRectF box(x + 4, m_area.top() + 2, width + 2 * labelPadding, static_cast<double>(lines.size()) * line + 2);
        const auto isFree = [&](const QRectF& place) {
            return place.left() >= m_area.left() && place.right() <= m_area.right() &&
                   std::none_of(taken.begin(), taken.end(),
                                [&](const QRectF& other) { return other.intersects(place); });
        };
        if (!isFree(box))
            box.moveRight(x - 4);
        painter.setPen(QPen(m_style.text, 1));
        painter.drawLine(QPointF(x, m_area.top()), QPointF(x, m_area.bottom()));
        if (!isFree(box))
            continue; // Its line stays; where the pointer is, its reading is shown anyway.
        taken.push_back(box);
        painter.setPen(QPen(m_style.grid, 1));
        painter.setBrush(faded(m_style.ground, 0.92));
        painter.drawRoundedRect(box, 4, 4);
        for (int i = 0; i < lines.size(); ++i) {
            painter.setPen(i == 0 ? m_style.figure : m_style.text);
            painter.drawText(QRectF(box.left() + labelPadding, box.top() + 1 + i * line, width + 1, line),
                             Qt::AlignLeft | Qt::AlignVCenter, lines[i]);
        }
    }
}

void PlotPaper::drawCursor(QPainter& painter, double second) const
{
    const double x = std::round(xOf(second)) + 0.5;
    if (x < m_area.left() || x > m_area.right())
        return;
    painter.setPen(QPen(m_style.text, 1, Qt::DashLine));
    painter.drawLine(QPointF(x, m_area.top()), QPointF(x, m_area.bottom()));
}

} // namespace causeway::app
