#include "app/plots/rate_plot.h"

#include "app/text/traffic_text.h"

#include <qcustomplot.h>

#include <algorithm>
#include <limits>
#include <map>

namespace causeway::app {

namespace {

constexpr int fromAlpha = 0x33;
constexpr int toAlpha = 0x66;

/// The sum of the sides so far, by the second that a point begins with, and how long that point is.
struct Level
{
    double rate = 0;
    std::int64_t width = 1;
};
using Levels = std::map<std::int64_t, Level>;

/// Where seconds are missing nothing is known: the area has a gap.
void fill(QCPGraph& graph, const Levels& levels)
{
    QVector<double> seconds;
    QVector<double> rates;
    std::int64_t next = 0;
    for (const auto& [second, level] : levels) {
        if (next != 0 && second != next) {
            seconds << static_cast<double>(next);
            rates << std::numeric_limits<double>::quiet_NaN();
        }
        seconds << static_cast<double>(second);
        rates << level.rate;
        next = second + level.width;
    }
    graph.setData(seconds, rates, true);
}

} // namespace

double RatePlot::addSeries(QCustomPlot& plot, const std::vector<Series>& series)
{
    std::vector<Series> upwards = series;
    std::stable_partition(upwards.begin(), upwards.end(), [](const Series& each) { return !each.isFrom(); });

    Levels levels; // With all seconds of all sides, so that the areas meet.
    for (const Series& each : upwards) {
        for (const TrafficHistory::Point* point : each.points)
            levels[point->second].width = point->width;
    }
    QCPGraph* below = nullptr;
    for (const Series& each : upwards) {
        for (const TrafficHistory::Point* point : each.points)
            levels[point->second].rate += point->rate();
        QColor ground = colourOf(each);
        QCPGraph* graph = plot.addGraph();
        graph->setPen(QPen(ground, 1));
        ground.setAlpha(each.isFrom() ? fromAlpha : toAlpha);
        graph->setBrush(QBrush(ground));
        fill(*graph, levels);
        if (below)
            graph->setChannelFillGraph(below);
        below = graph;
    }
    double largest = 0;
    for (const auto& [second, level] : levels)
        largest = std::max(largest, level.rate);
    return largest;
}

QString RatePlot::reading(const TrafficHistory::Point& point) const
{
    return text::rateWithUnit(point.rate());
}

QString RatePlot::emptyWords() const
{
    return tr("no requests here");
}

} // namespace causeway::app
