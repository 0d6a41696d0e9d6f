#include "app/controllers/split_figures.h"

#include "app/text/traffic_text.h"

namespace causeway::app {

using Moment = SplitBackendsModel::Moment;

SplitFigures figuresOfNow(const api::RouteView& route, const api::ClusterView& view)
{
    if (view.problem)
        return {route.traffic, text::windowBefore(route.traffic.window, view.time), Moment::Lost, route.backends};
    return {route.traffic, text::window(route.traffic.window), Moment::Now, route.backends};
}

SplitFigures figuresOfRange(const api::RouteView& route, const TrafficHistory& history, std::int64_t first,
                            std::int64_t last)
{
    SplitFigures figures{{}, text::span(first, last), Moment::Range, route.backends};
    const TrafficHistory::Span span = history.spanOf(route.id, first, last);
    figures.route.window = std::chrono::seconds(span.known);
    for (api::BackendView& backend : figures.backends) {
        backend.traffic = history.trafficOf(route.id, backend.service, span);
        figures.route.requests += backend.traffic.requests;
        figures.route.failures += backend.traffic.failures;
        figures.route.requestsPerSecond += backend.traffic.requestsPerSecond;
    }
    const auto all = static_cast<double>(figures.route.requests);
    for (api::BackendView& backend : figures.backends) {
        const bool isCounted = figures.route.requests > 0;
        backend.actualShare =
            isCounted ? std::optional(static_cast<double>(backend.traffic.requests) / all) : std::nullopt;
    }
    return figures;
}

} // namespace causeway::app
