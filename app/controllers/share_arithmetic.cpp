#include "app/controllers/share_arithmetic.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace causeway::app {

namespace {

bool isWholePercent(double share)
{
    return std::abs(share * 100.0 - std::round(share * 100.0)) < 1e-6;
}

void scaleGroup(std::vector<double>& shares, const std::vector<bool>& chosen, bool group, double total)
{
    double before = 0;
    for (std::size_t i = 0; i < shares.size(); ++i)
        before += chosen[i] == group ? shares[i] : 0.0;

    bool isFirst = true;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        if (chosen[i] != group)
            continue;
        const bool takesAll = before <= 0 && isFirst;
        shares[i] = before > 0 ? shares[i] / before * total : (takesAll ? total : 0.0);
        isFirst = false;
    }
}

} // namespace

double snapped(double share, DragStep step)
{
    const double steps = step == DragStep::Percent ? 100.0 : 1000.0;
    return std::clamp(std::round(share * steps) / steps, 0.0, 1.0);
}

std::vector<double> withBoundaryAt(std::vector<double> shares, std::size_t boundary, double position)
{
    if (boundary + 1 >= shares.size())
        return shares;
    const auto arm = shares.begin() + static_cast<std::ptrdiff_t>(boundary);
    const double before = std::accumulate(shares.begin(), arm, 0.0);
    const double both = arm[0] + arm[1];
    arm[0] = std::clamp(position - before, 0.0, both);
    arm[1] = both - arm[0];
    return shares;
}

std::vector<double> withShareOf(std::vector<double> shares, const std::vector<bool>& chosen, double share)
{
    const auto count = static_cast<std::size_t>(std::count(chosen.begin(), chosen.end(), true));
    if (chosen.size() != shares.size() || count == 0 || count == shares.size())
        return shares;
    scaleGroup(shares, chosen, true, share);
    scaleGroup(shares, chosen, false, 1.0 - share);
    return shares;
}

std::vector<std::uint32_t> weightsFor(const std::vector<double>& shares)
{
    if (shares.empty())
        return {};
    const std::uint32_t sum = std::all_of(shares.begin(), shares.end(), isWholePercent) ? 100 : 1000;

    std::vector<std::uint32_t> weights;
    std::vector<double> remainders;
    for (const double share : shares) {
        const double exact = share * sum;
        const double whole = std::floor(exact + 1e-6); // 0.28 * 100 is a hair below 28.
        weights.push_back(static_cast<std::uint32_t>(whole));
        remainders.push_back(exact - whole);
    }
    for (std::uint32_t dealt = std::accumulate(weights.begin(), weights.end(), 0U); dealt < sum; ++dealt) {
        const auto largest = std::max_element(remainders.begin(), remainders.end());
        ++weights[static_cast<std::size_t>(largest - remainders.begin())];
        *largest = -1.0;
    }
    return weights;
}

} // namespace causeway::app
