#pragma once

#include <cstdint>
#include <vector>

namespace causeway::app {

/// The values at which a plot from 0 to `largest` has its lines: two to five round ones, none at 0.
std::vector<double> gridValues(double largest);

/// The digits behind the point that all of these values need: "5.0" beside "2.5", and "5" beside "10".
int digitsOf(const std::vector<double>& values);

/// The seconds between two times below a plot: a round step that needs at most so many of them.
std::int64_t timeStep(std::int64_t span, double most);

} // namespace causeway::app
