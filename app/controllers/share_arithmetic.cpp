#include "app/controllers/share_arithmetic.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numeric>

namespace causeway::app {

namespace {

constexpr std::uint32_t percents = 100;
constexpr std::uint32_t tenths = 1000;
constexpr std::uint64_t largestTotal = 1'000'000; // Gateway API v1, HTTPBackendRef `weight`: at most that each.

std::uint32_t stepsOf(DragStep step)
{
    return step == DragStep::Percent ? percents : tenths;
}

bool stays(ShareRole role)
{
    return role == ShareRole::Stays || role == ShareRole::StaysWithin;
}

bool isWhole(std::uint64_t part, std::uint64_t sum, std::uint64_t total)
{
    return sum == 0 || part * total % sum == 0;
}

/// The plainest total in which everyone who stays can keep what it has in whole parts: one with the step's grid, or
/// where that would be too large the present one.
std::uint32_t totalFor(const Parts& parts, const std::vector<ShareRole>& roles, DragStep step)
{
    const std::uint64_t sum = sumOf(parts);
    const std::uint64_t steps = stepsOf(step);
    const std::uint64_t coarse = percents;
    for (const std::uint64_t total : {steps, std::uint64_t{tenths}, std::lcm(sum, steps), std::lcm(sum, coarse), sum}) {
        bool fits = total >= percents && total <= largestTotal;
        for (std::size_t i = 0; i < parts.size() && fits; ++i)
            fits = !stays(roles[i]) || isWhole(parts[i], sum, total);
        if (fits)
            return static_cast<std::uint32_t>(total);
    }
    return tenths; // Only sums of seven digits come here; they are rounded once.
}

/// The proportions of those in one role; 0 for all others.
Parts ofRole(const Parts& parts, const std::vector<ShareRole>& roles, ShareRole role)
{
    Parts only(parts.size(), 0);
    for (std::size_t i = 0; i < parts.size(); ++i)
        only[i] = roles[i] == role ? parts[i] : 0;
    if (sumOf(only) == 0) { // Who had nothing gets all by order.
        const auto first = std::find(roles.begin(), roles.end(), role);
        only[static_cast<std::size_t>(first - roles.begin())] = 1;
    }
    return only;
}

} // namespace

std::uint64_t sumOf(const Parts& parts)
{
    return std::accumulate(parts.begin(), parts.end(), std::uint64_t{0});
}

std::vector<double> sharesOf(const Parts& parts)
{
    const auto sum = static_cast<double>(sumOf(parts));
    std::vector<double> shares;
    for (const std::uint32_t part : parts)
        shares.push_back(sum > 0 ? part / sum : 0.0);
    return shares;
}

double snapped(double share, DragStep step)
{
    const double steps = stepsOf(step);
    return std::clamp(std::round(share * steps) / steps, 0.0, 1.0);
}

Parts dealtOut(std::uint32_t total, const Parts& proportions)
{
    Parts dealt(proportions.size(), 0);
    const std::uint64_t sum = sumOf(proportions);
    if (sum == 0) {
        if (!dealt.empty())
            dealt.front() = total;
        return dealt;
    }
    std::vector<std::uint64_t> remainders;
    for (std::size_t i = 0; i < proportions.size(); ++i) {
        const std::uint64_t quota = std::uint64_t{proportions[i]} * total;
        dealt[i] = static_cast<std::uint32_t>(quota / sum);
        remainders.push_back(quota % sum);
    }
    for (std::uint64_t left = total - sumOf(dealt); left > 0; --left) {
        const auto largest = std::max_element(remainders.begin(), remainders.end());
        ++dealt[static_cast<std::size_t>(largest - remainders.begin())];
        *largest = 0;
    }
    return dealt;
}

Parts withShare(const Parts& parts, const std::vector<ShareRole>& roles, double share, DragStep step)
{
    const auto has = [&](ShareRole role) { return std::find(roles.begin(), roles.end(), role) != roles.end(); };
    if (roles.size() != parts.size() || !has(ShareRole::Takes) || !has(ShareRole::Gives))
        return parts;

    const std::uint32_t total = totalFor(parts, roles, step);
    const Parts exact = sumOf(parts) > 0 ? dealtOut(total, parts) : parts;
    std::uint32_t within = 0;
    std::uint32_t free = total;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (!stays(roles[i]))
            continue;
        free -= exact[i];
        within += roles[i] == ShareRole::StaysWithin ? exact[i] : 0;
    }
    const auto wanted = static_cast<std::int64_t>(std::llround(snapped(share, step) * total)) - within;
    const auto taken = static_cast<std::uint32_t>(std::clamp<std::int64_t>(wanted, 0, free));
    const Parts takers = dealtOut(taken, ofRole(parts, roles, ShareRole::Takes));
    const Parts givers = dealtOut(free - taken, ofRole(parts, roles, ShareRole::Gives));

    Parts moved(parts.size(), 0);
    for (std::size_t i = 0; i < parts.size(); ++i)
        moved[i] = stays(roles[i]) ? exact[i] : takers[i] + givers[i];
    return moved;
}

Parts inPlainestForm(const Parts& parts)
{
    const std::uint64_t sum = sumOf(parts);
    for (const std::uint32_t total : {percents, tenths}) {
        const bool isExact =
            sum > 0 && std::all_of(parts.begin(), parts.end(), [&](auto part) { return isWhole(part, sum, total); });
        if (isExact)
            return dealtOut(total, parts);
    }
    return parts;
}

Parts readable(const Parts& parts)
{
    return sumOf(parts) > 0 ? dealtOut(tenths, parts) : parts;
}

bool areSameSplit(const Parts& a, const Parts& b)
{
    const std::uint64_t sumA = sumOf(a);
    const std::uint64_t sumB = sumOf(b);
    return (sumA == 0) == (sumB == 0) &&
           std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](auto x, auto y) { return x * sumB == y * sumA; });
}

} // namespace causeway::app
