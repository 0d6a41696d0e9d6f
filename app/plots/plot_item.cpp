#include "app/plots/plot_item.h"

#include "app/plots/plot_scale.h"
#include "app/text/traffic_text.h"

#include <QPainter>
#include <QQuickWindow>
#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace causeway::app {

namespace {

constexpr int markRow = 18; // The labels of the marks stand above the lines.
constexpr int labelPixels = 10;
constexpr int labelRow = 13;
constexpr double headroom = 1.15;

} // namespace

PlotItem::PlotItem(QQuickItem* parent)
    : QQuickPaintedItem(parent)
{
    connect(this, &PlotItem::styleChanged, this, &QQuickItem::polish);
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

void PlotItem::setRouteId(const QString& routeId)
{
    if (m_routeId == routeId)
        return;
    m_routeId = routeId;
    polish();
    Q_EMIT routeIdChanged();
}

std::int64_t PlotItem::lastSecond() const
{
    return m_history ? m_history->end() : 0;
}

std::int64_t PlotItem::firstSecond() const
{
    return m_history ? m_history->end() - m_history->span() + 1 : 0;
}

QString PlotItem::spanText() const
{
    return m_history ? text::window(std::chrono::seconds(m_history->span())) : QString();
}

std::vector<PlotItem::Series> PlotItem::series() const
{
    std::vector<Series> series;
    if (!m_backends || !m_history)
        return series;
    for (std::size_t i = 0; i < m_backends->backends().size(); ++i) {
        const std::string& service = m_backends->backends()[i].service;
        series.push_back({service, m_backends->isFrom(i), m_history->find(m_routeId.toStdString(), service)});
    }
    return series;
}

QString PlotItem::readingAt(double x) const
{
    if (width() <= 0 || lastSecond() == 0)
        return {};
    const auto second = firstSecond() + std::llround(x / width() * static_cast<double>(m_history->span() - 1));
    QStringList parts;
    for (const Series& each : series()) {
        if (!each.ring)
            continue;
        const auto point = std::find_if(each.ring->begin(), each.ring->end(),
                                        [=](const auto& candidate) { return candidate.second == second; });
        if (point != each.ring->end())
            parts << QStringLiteral("%1 %2").arg(QString::fromStdString(each.service), reading(*point));
    }
    if (parts.empty())
        return {};
    return text::clockTime(WallTime(std::chrono::seconds(second))) + QStringLiteral("\n") +
           parts.join(QLatin1Char('\n'));
}

void PlotItem::geometryChange(const QRectF& now, const QRectF& before)
{
    QQuickPaintedItem::geometryChange(now, before);
    if (now.size() != before.size())
        polish();
}

void PlotItem::preparePlot()
{
    if (!m_plot) {
        m_plot = std::make_unique<QCustomPlot>();
        m_plot->setBackground(Qt::NoBrush);
        m_plot->axisRect()->setBackground(Qt::NoBrush);
        m_plot->axisRect()->setAutoMargins(QCP::msNone);
        m_plot->axisRect()->setMargins({0, markRow, 0, 0});
        for (QCPAxis* axis : m_plot->axisRect()->axes())
            axis->setVisible(false);
    }
    m_plot->clearGraphs();
    m_plot->xAxis->setRange(static_cast<double>(firstSecond()), static_cast<double>(lastSecond()));
}

void PlotItem::updatePolish()
{
    const double ratio = window() ? window()->effectiveDevicePixelRatio() : 1.0;
    const QSize size = QSizeF(width(), height()).toSize();
    if (size.width() < 2 || size.height() <= markRow)
        return;
    if (m_image.size() != size * ratio)
        m_image = QImage(size * ratio, QImage::Format_ARGB32_Premultiplied);
    m_image.setDevicePixelRatio(ratio);
    m_image.fill(Qt::transparent);

    if (lastSecond() > 0) {
        preparePlot();
        const double largest = addSeries(*m_plot, series()) * headroom;
        m_plot->yAxis->setRange(0, std::max(1.0, largest));
        QCPPainter painter(&m_image);
        m_plot->setViewport(QRect(QPoint(), size)); // Before the grid: it asks the axes for pixels.
        m_plot->plotLayout()->setOuterRect(m_plot->viewport());
        m_plot->plotLayout()->update(QCPLayoutElement::upLayout);
        drawGrid(painter, largest);
        m_plot->toPainter(&painter, size.width(), size.height());
        drawLabels(painter, largest);
        drawMarks(painter);
    }
    update();
    Q_EMIT drawn();
}

void PlotItem::drawGrid(QPainter& painter, double largest) const
{
    painter.setPen(QPen(m_gridColour, 1));
    for (const double value : gridValues(largest)) {
        const double y = std::round(m_plot->yAxis->coordToPixel(value)) + 0.5;
        painter.drawLine(QPointF(0, y), QPointF(width(), y));
    }
}

void PlotItem::drawLabels(QPainter& painter, double largest) const
{
    QFont font(m_fontFamily);
    font.setPixelSize(labelPixels);
    painter.setFont(font);
    painter.setPen(m_labelColour);
    for (const double value : gridValues(largest)) {
        const double y = std::round(m_plot->yAxis->coordToPixel(value));
        const double top = y - labelRow < markRow ? y + 1 : y - labelRow; // The marks have their row to themselves.
        painter.drawText(QRectF(0, top, width() - 4, labelRow), Qt::AlignRight | Qt::AlignVCenter, text::rate(value));
    }
}

void PlotItem::drawMarks(QPainter& painter) const
{
    const auto* marks = m_history->findMarks(m_routeId.toStdString());
    if (!marks)
        return;
    const QFontMetricsF metrics(painter.font());
    double free = width(); // Labels are set from the newest backwards; one that would overlap is left out.
    painter.setRenderHint(QPainter::Antialiasing);
    for (auto mark = marks->rbegin(); mark != marks->rend(); ++mark) {
        // A revision is newer than the last closed second until that one closes: it stands at the edge.
        const double second = std::min(mark->second, static_cast<double>(lastSecond()));
        const double x = std::min(std::round(m_plot->xAxis->coordToPixel(second)) + 0.5, width() - 0.5);
        if (x < 0)
            continue;
        painter.setPen(QPen(m_markColour, 1, Qt::DotLine));
        painter.drawLine(QPointF(x, markRow - 1), QPointF(x, height())); // Not through the labels of others.
        const double labelWidth = metrics.horizontalAdvance(mark->label) + 14;
        const double left = std::clamp(x - labelWidth / 2, 0.0, width() - labelWidth);
        if (left + labelWidth > free)
            continue;
        const QRectF label(left, 0, labelWidth, markRow - 1);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_markGround);
        painter.drawRoundedRect(label, 5, 5);
        painter.setPen(m_markText);
        painter.drawText(label, Qt::AlignCenter, mark->label);
        free = left - 4;
    }
}

void PlotItem::paint(QPainter* painter)
{
    painter->drawImage(QPointF(0, 0), m_image);
}

} // namespace causeway::app
