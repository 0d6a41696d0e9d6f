#pragma once

#include <cstdint>
#include <vector>

namespace causeway::app {

/// The values at which a plot from 0 to `largest` has its lines: two or three round ones, none at 0.
std::vector<double> gridValues(double largest);

/// The seconds between two times below a plot: a round step that needs at most so many of them.
std::int64_t timeStep(std::int64_t span, double most);

} // namespace causeway::app
