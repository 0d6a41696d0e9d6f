#include "app/plots/latency_plot.h"

#include "app/text/traffic_text.h"

#include <qcustomplot.h>

#include <algorithm>
#include <limits>

namespace causeway::app {

namespace {

double milliseconds(Duration duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

} // namespace

double LatencyPlot::addSeries(QCustomPlot& plot, const std::vector<Series>& series)
{
    double largest = 0;
    for (const Series& each : series) {
        QVector<double> seconds;
        QVector<double> values;
        std::int64_t next = 0;
        for (const TrafficHistory::Point* point : each.points) {
            const bool isGap = !point->p99 || (next != 0 && point->second != next);
            next = point->second + point->width;
            seconds << static_cast<double>(point->second);
            values << (isGap ? std::numeric_limits<double>::quiet_NaN() : milliseconds(*point->p99));
            largest = isGap ? largest : std::max(largest, values.back());
        }
        QCPGraph* graph = plot.addGraph();
        graph->setPen(QPen(colourOf(each), 1));
        graph->setData(seconds, values, true);
    }
    return largest;
}

QString LatencyPlot::reading(const TrafficHistory::Point& point) const
{
    return point.p99 ? text::duration(*point.p99) : tr("too few");
}

QString LatencyPlot::emptyWords() const
{
    return tr("too few requests here for a p99");
}

} // namespace causeway::app
