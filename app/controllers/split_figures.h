#pragma once

#include "app/models/time_window.h"
#include "engine/api/views.h"

#include <QString>

#include <vector>

namespace causeway::app {

/// The figures of a route, all of one window.
struct SplitFigures
{
    api::Traffic route;
    QString window;                         // In words.
    std::vector<api::BackendView> backends; // As the route's, with the window's traffic and counted shares.
};

/// Those of the last minute, as the view has them.
SplitFigures figuresOfNow(const api::RouteView& route);

/// Those of a stretch of time, from what was kept of it.
SplitFigures figuresOfRange(const api::RouteView& route, const TrafficHistory& history, std::int64_t first,
                            std::int64_t last);

} // namespace causeway::app
