#include "app/plots/rate_plot.h"

#include "app/text/traffic_text.h"

#include <qcustomplot.h>

#include <algorithm>

namespace causeway::app {

namespace {

constexpr int fromAlpha = 0x33;
constexpr int toAlpha = 0x66;

} // namespace

double RatePlot::addSeries(QCustomPlot& plot, const std::vector<Series>& series)
{
    std::vector<Series> upwards = series;
    std::stable_partition(upwards.begin(), upwards.end(), [](const Series& each) { return !each.isFrom; });

    const auto first = firstSecond();
    const auto count = static_cast<int>(lastSecond() - first + 1);
    QVector<double> seconds(count);
    for (int i = 0; i < count; ++i)
        seconds[i] = static_cast<double>(first + i);

    QVector<double> total(count, 0.0);
    QCPGraph* below = nullptr;
    for (std::size_t i = 0; i < upwards.size(); ++i) {
        for (const TrafficHistory::Point& point : upwards[i].ring ? *upwards[i].ring : TrafficHistory::Ring()) {
            if (point.second >= first && point.second <= lastSecond())
                total[static_cast<int>(point.second - first)] += static_cast<double>(point.requests);
        }
        QColor fill = colourOf(upwards[i]);
        QCPGraph* graph = plot.addGraph();
        graph->setPen(QPen(fill, 1));
        fill.setAlpha(upwards[i].isFrom ? fromAlpha : toAlpha);
        // Sides of one colour are told apart by hatch.
        graph->setBrush(QBrush(fill, i == 0 || upwards[i].isFrom ? Qt::SolidPattern : Qt::BDiagPattern));
        graph->setData(seconds, total, true);
        if (below)
            graph->setChannelFillGraph(below);
        below = graph;
    }
    return count > 0 ? *std::max_element(total.begin(), total.end()) : 0.0;
}

QString RatePlot::reading(const TrafficHistory::Point& point) const
{
    return text::rateWithUnit(static_cast<double>(point.requests));
}

} // namespace causeway::app
