#include "app/plots/plot_item.h"

#include "app/text/traffic_text.h"

#include <QPainter>
#include <QQuickWindow>
#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace causeway::app {

namespace {

constexpr double headroom = 1.2;
constexpr double besidePixels = 5; // So near to a mark the reading tells it.

} // namespace

PlotItem::PlotItem(QQuickItem* parent)
    : QQuickPaintedItem(parent)
{
}

PlotItem::~PlotItem() = default;

void PlotItem::setHistory(TrafficHistory* history)
{
    if (m_history == history)
        return;
    if (m_history)
        m_history->disconnect(this);
    m_history = history;
    if (m_history)
        connect(m_history, &TrafficHistory::advanced, this, &QQuickItem::polish);
    polish();
    Q_EMIT historyChanged();
}

void PlotItem::setTime(TimeWindow* time)
{
    if (m_time == time)
        return;
    if (m_time)
        m_time->disconnect(this);
    m_time = time;
    if (m_time) {
        const auto repaint = [this] { update(); };
        connect(m_time, &TimeWindow::viewChanged, this, &QQuickItem::polish);
        connect(m_time, &TimeWindow::rangeChanged, this, repaint);
        connect(m_time, &TimeWindow::pinsChanged, this, repaint);
        connect(m_time, &TimeWindow::cursorChanged, this, repaint);
    }
    polish();
    Q_EMIT timeChanged();
}

void PlotItem::setBackends(SplitBackendsModel* backends)
{
    if (m_backends == backends)
        return;
    if (m_backends)
        m_backends->disconnect(this);
    m_backends = backends;
    if (m_backends)
        connect(m_backends, &QAbstractItemModel::modelReset, this, &QQuickItem::polish);
    polish();
    Q_EMIT backendsChanged();
}

void PlotItem::setStyle(PlotStyle* style)
{
    if (m_style == style)
        return;
    if (m_style)
        m_style->disconnect(this);
    m_style = style;
    if (m_style)
        connect(m_style, &PlotStyle::changed, this, &QQuickItem::polish);
    polish();
    Q_EMIT styleChanged();
}

void PlotItem::setRouteId(const QString& routeId)
{
    if (m_routeId == routeId)
        return;
    m_routeId = routeId;
    polish();
    Q_EMIT routeIdChanged();
}

PlotPaper PlotItem::paper() const
{
    return PlotPaper({QRectF(0, 0, width(), height()), m_time->first(), m_time->last(), m_largest}, *m_style);
}

double PlotItem::secondAt(double x) const
{
    return isReady() ? paper().secondAt(x) : 0.0;
}

double PlotItem::xOf(double second) const
{
    return isReady() ? paper().xOf(second) : 0.0;
}

std::vector<PlotItem::Series> PlotItem::series(std::int64_t first, std::int64_t last) const
{
    std::vector<Series> series;
    const std::size_t count = m_backends ? m_backends->backends().size() : 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string& service = m_backends->backends()[i].service;
        series.push_back(
            {service, m_backends->colourIndex(i), m_history->points(m_routeId.toStdString(), service, first, last)});
    }
    return series;
}

QStringList PlotItem::readings(std::int64_t second) const
{
    QStringList lines;
    for (const Series& each : series(second, second)) {
        if (!each.points.empty())
            lines << QStringLiteral("%1 %2").arg(QString::fromStdString(each.service), reading(*each.points.front()));
    }
    return lines;
}

/// The revisions and faults that are so near that their lines cannot be told from the place.
QStringList PlotItem::eventsAround(double second) const
{
    const PlotPaper place = paper();
    const double reach = place.secondAt(place.xOf(second) + besidePixels) - second;
    QStringList lines;
    if (const auto* marks = m_history->findMarks(m_routeId.toStdString())) {
        for (const TrafficHistory::Mark& mark : *marks) {
            if (std::abs(mark.second - second) <= reach)
                lines << tr("revision %1: %2").arg(mark.revision).arg(mark.label);
        }
    }
    for (const TrafficHistory::Fault& fault : m_history->faults()) {
        if (fault.since <= second + reach && (!fault.until || *fault.until >= second - reach))
            lines << tr("▲ %1").arg(fault.label);
    }
    return lines;
}

QString PlotItem::readingAt(double second) const
{
    if (!isReady())
        return {};
    const auto whole = static_cast<std::int64_t>(std::llround(second));
    const QStringList lines = readings(whole) + eventsAround(second);
    if (lines.empty())
        return {};
    return text::clockTime(WallTime(std::chrono::seconds(whole))) + QLatin1Char('\n') + lines.join(QLatin1Char('\n'));
}

void PlotItem::geometryChange(const QRectF& now, const QRectF& before)
{
    QQuickPaintedItem::geometryChange(now, before);
    if (now.size() != before.size())
        polish();
}

void PlotItem::preparePlot(const QSize& size, const QRectF& area)
{
    if (!m_plot) {
        m_plot = std::make_unique<QCustomPlot>();
        m_plot->setBackground(Qt::NoBrush);
        m_plot->axisRect()->setBackground(Qt::NoBrush);
        m_plot->axisRect()->setAutoMargins(QCP::msNone);
        for (QCPAxis* axis : m_plot->axisRect()->axes())
            axis->setVisible(false);
    }
    m_plot->clearGraphs();
    const QMarginsF margins(area.left(), area.top(), size.width() - area.right(), size.height() - area.bottom());
    m_plot->axisRect()->setMargins(margins.toMargins());
    m_plot->xAxis->setRange(static_cast<double>(m_time->first()), static_cast<double>(m_time->last()));
    m_plot->setViewport(QRect(QPoint(), size));
    m_plot->plotLayout()->setOuterRect(m_plot->viewport());
    m_plot->plotLayout()->update(QCPLayoutElement::upLayout);
}

void PlotItem::updatePolish()
{
    const double ratio = window() ? window()->effectiveDevicePixelRatio() : 1.0;
    const QSize size = QSizeF(width(), height()).toSize();
    if (size.width() < 2 || size.height() < 2)
        return;
    if (m_image.size() != size * ratio)
        m_image = QImage(size * ratio, QImage::Format_ARGB32_Premultiplied);
    m_image.setDevicePixelRatio(ratio);
    m_image.fill(Qt::transparent);
    if (isReady() && !paper().area().isEmpty())
        drawImage(size);
    update();
    m_drawing = (m_drawing + 1) % std::numeric_limits<int>::max();
    Q_EMIT drawn();
}

void PlotItem::drawImage(const QSize& size)
{
    preparePlot(size, paper().area());
    m_largest = addSeries(*m_plot, series(m_time->first(), m_time->last())) * headroom;
    m_plot->yAxis->setRange(0, std::max(1.0, m_largest));

    const PlotPaper place = paper();
    QCPPainter painter(&m_image);
    place.drawFaults(painter, m_history->faults());
    place.drawFrame(painter);
    if (m_largest > 0)
        m_plot->toPainter(&painter, size.width(), size.height());
    else
        place.drawWords(painter, emptyWords());
    place.drawMarks(painter, m_history->findMarks(m_routeId.toStdString()), m_history->faults());
}

void PlotItem::paintPins(QPainter& painter, const PlotPaper& paper) const
{
    std::vector<PlotPaper::Pin> pins;
    for (const std::int64_t second : m_time->pins()) {
        const QString time = text::clockTime(WallTime(std::chrono::seconds(second)));
        pins.push_back({second, QStringList(time) + readings(second)});
    }
    paper.drawPins(painter, pins);
}

void PlotItem::paint(QPainter* painter)
{
    painter->drawImage(QPointF(0, 0), m_image);
    if (!isReady())
        return;
    const PlotPaper place = paper();
    if (m_time->range())
        place.drawRange(*painter, *m_time->range());
    paintPins(*painter, place);
    if (m_time->hasCursor())
        place.drawCursor(*painter, m_time->cursor());
}

} // namespace causeway::app
