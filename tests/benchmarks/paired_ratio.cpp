#include "tests/benchmarks/paired_ratio.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace causeway::bench {

namespace {

/// The 97.5 % quantile of Student's t; beyond the table it has nearly reached that of the normal distribution.
double studentT(std::size_t degrees)
{
    constexpr std::array<double, 30> table = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
                                              2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
                                              2.080,  2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042};
    return degrees <= table.size() ? table[degrees - 1] : 2.042;
}

} // namespace

PairedRatio pairedRatio(const std::vector<double>& ours, const std::vector<double>& theirs)
{
    const std::size_t count = ours.size();
    std::vector<double> logarithms;
    for (std::size_t i = 0; i < count; ++i)
        logarithms.push_back(std::log(ours[i] / theirs[i]));
    double mean = 0;
    for (const double each : logarithms)
        mean += each / static_cast<double>(count);
    double squares = 0;
    for (const double each : logarithms)
        squares += (each - mean) * (each - mean);
    const double deviation = std::sqrt(squares / static_cast<double>(count - 1));
    const double half = studentT(count - 1) * deviation / std::sqrt(static_cast<double>(count));
    return {std::exp(mean), std::exp(mean - half), std::exp(mean + half)};
}

} // namespace causeway::bench
