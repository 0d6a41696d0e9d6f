#include "app/plots/plot_scale.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace causeway::app {

std::vector<double> gridValues(double largest)
{
    if (!(largest > 0))
        return {};
    const double rough = largest / 3.0;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    const double digit = rough / power;
    const double step = power * (digit < 1.7 ? 1.0 : digit < 3.5 ? 2.5 : digit < 7.5 ? 5.0 : 10.0);

    std::vector<double> values;
    for (int i = 1; i * step <= largest; ++i)
        values.push_back(i * step);
    return values;
}

int digitsOf(const std::vector<double>& values)
{
    constexpr double nearly = 1e-9;
    int digits = 0;
    for (double power = 1; digits < 3; power *= 10, ++digits) {
        const auto isWhole = [=](double value) { return std::abs(value * power - std::round(value * power)) < nearly; };
        if (std::all_of(values.begin(), values.end(), isWhole))
            break;
    }
    return digits;
}

std::int64_t timeStep(std::int64_t span, double most)
{
    constexpr std::array<std::int64_t, 11> steps{5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600};
    const auto fits = std::find_if(steps.begin(), steps.end(), [=](std::int64_t step) {
        return static_cast<double>(span) / static_cast<double>(step) <= std::max(1.0, most);
    });
    return fits == steps.end() ? steps.back() : *fits;
}

} // namespace causeway::app
