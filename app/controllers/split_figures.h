#pragma once

#include "app/models/split_backends_model.h"
#include "app/models/time_window.h"
#include "engine/api/views.h"

#include <QString>

#include <vector>

namespace causeway::app {

/// The figures of a route, all of one window.
struct SplitFigures
{
    api::Traffic route;
    QString window; // In words.
    SplitBackendsModel::Moment moment = SplitBackendsModel::Moment::Now;
    std::vector<api::BackendView> backends; // As the route's, with the window's traffic and counted shares.
};

/// Those of the last minute, as the view has them; of a cluster that does not answer those of its last minute.
SplitFigures figuresOfNow(const api::RouteView& route, const api::ClusterView& view);

/// Those of a stretch of time, from what was kept of it.
SplitFigures figuresOfRange(const api::RouteView& route, const TrafficHistory& history, std::int64_t first,
                            std::int64_t last);

} // namespace causeway::app
