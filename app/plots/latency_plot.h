#pragma once

#include "app/plots/plot_item.h"

namespace causeway::app {

/// p99 of a route by backend, in milliseconds, each over the ten seconds that end there. Where there were too few
/// requests to tell, the line has a gap.
class LatencyPlot : public causeway::app::PlotItem // Qualified: the registration of types looks it up by this name.
{
    Q_OBJECT
    QML_ELEMENT

public:
    using PlotItem::PlotItem;

protected:
    double addSeries(QCustomPlot& plot, const std::vector<Series>& series) override;
    QString reading(const TrafficHistory::Point& point) const override;
    QString emptyWords() const override;
};

} // namespace causeway::app
