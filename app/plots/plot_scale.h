#pragma once

#include <vector>

namespace causeway::app {

/// The values at which a plot from 0 to `largest` has its lines: two or three round ones, none at 0.
std::vector<double> gridValues(double largest);

} // namespace causeway::app
