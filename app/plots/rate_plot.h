#pragma once

#include "app/plots/plot_item.h"

namespace causeway::app {

/// Requests per second of a route, one area a backend: the new services below, what traffic leaves above them.
class RatePlot : public causeway::app::PlotItem // Qualified: the registration of types looks it up by this name.
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
