#pragma once

#include <vector>

namespace causeway::bench {

/// How many times as much as another something costs, with its 95 % confidence interval.
struct PairedRatio
{
    double middle = 0;
    double low = 0;
    double high = 0;
};

/// Of what was measured side by side in each round: the mean of the logarithms of their ratios, and Student's t over
/// them. What slows a whole round down falls out.
///
/// Shape: both as long, at least 2; all values above 0.
PairedRatio pairedRatio(const std::vector<double>& ours, const std::vector<double>& theirs);

} // namespace causeway::bench
