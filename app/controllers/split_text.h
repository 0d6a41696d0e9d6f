#pragma once

#include "app/models/split_backends_model.h"
#include "engine/api/views.h"

#include <QString>

#include <vector>

/// A split and what happens to it, in words.
namespace causeway::app {

/// The backend that traffic moves away from: the destination that callers name, or the first one where the route does
/// not send there.
std::string fromSideOf(const api::RouteView& route);

QString nameOfFrom(const SplitBackendsModel& backends);
QString nameOfNew(const SplitBackendsModel& backends); // The one service, or how many there are.

/// What all backends but the `from` one have together; the shares are as long as the model.
double sumOfNew(const SplitBackendsModel& backends, const std::vector<double>& shares);
/// The same of what was counted; nothing without requests.
std::optional<double> countedOfNew(const SplitBackendsModel& backends);

/// The two sides of a split, as the sums of what its rows say.
///
/// Units: shares 0..1, whole in tenths of a percent.
struct TwoSides
{
    double from = 0;
    double others = 0;
};
TwoSides sidesOf(const SplitBackendsModel& backends, const SplitBackendsModel::Tenths& tenths);

/// "checkout 28%, returns 4%": the new sides.
QString sharesOfNew(const SplitBackendsModel& backends, const SplitBackendsModel::Tenths& tenths);

/// "ops@example.com set checkout 35% at 14:02:11".
QString foreignChangeOf(const api::ClusterView& view, const api::RouteView& route, const SplitBackendsModel& backends,
                        const std::string& self);

} // namespace causeway::app
