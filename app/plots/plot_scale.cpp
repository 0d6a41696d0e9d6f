#include "app/plots/plot_scale.h"

#include <cmath>

namespace causeway::app {

std::vector<double> gridValues(double largest)
{
    if (!(largest > 0))
        return {};
    const double rough = largest / 2.5;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    const double digit = rough / power;
    const double step = power * (digit < 1.5 ? 1.0 : digit < 3.5 ? 2.5 : digit < 7.5 ? 5.0 : 10.0);

    std::vector<double> values;
    for (int i = 1; i * step <= largest; ++i)
        values.push_back(i * step);
    return values;
}

} // namespace causeway::app
