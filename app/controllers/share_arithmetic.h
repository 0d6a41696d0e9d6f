#pragma once

#include <cstdint>
#include <vector>

/// The arithmetic of a split: whole parts of a total, one each backend, in the order of the backends. Shares in 0..1
/// come in from pointers and go out to drawings; what is kept and sent are the parts, so nothing is lost by rounding
/// and they sum to the total at every step.
namespace causeway::app {

using Parts = std::vector<std::uint32_t>;

/// How far apart two values are that a pointer can reach: whole percents, or tenths of one.
enum class DragStep
{
    Percent,
    TenthOfPercent
};

/// What a backend does while a share is being set. The share that is set is that of those who take together with those
/// who stay within.
enum class ShareRole
{
    Takes,
    StaysWithin, // Keeps what it has, and counts in the share that is set.
    Gives,
    Stays // Keeps what it has.
};

std::uint64_t sumOf(const Parts& parts);

/// 0..1, in the order of the parts; all 0 where the parts are.
std::vector<double> sharesOf(const Parts& parts);

/// The nearest value of the step's grid, within 0..1.
double snapped(double share, DragStep step);

/// Deals a total out in proportions: each gets its quota rounded down, and the largest remainders one more until
/// nothing is left. Proportions that are all 0 give all to the first one.
Parts dealtOut(std::uint32_t total, const Parts& proportions);

/// Sets a share, snapped to the step's grid as far as there is room. Those who take and those who give each keep their
/// proportions, by largest remainder; those who stay keep their share exactly. The total becomes 100, or what is needed
/// above that to say every share in whole parts. Nothing changes unless someone takes and someone gives.
Parts withShare(const Parts& parts, const std::vector<ShareRole>& roles, double share, DragStep step);

/// The same proportions with the total 100 where that says them exactly, else 1000, else as they are.
Parts inPlainestForm(const Parts& parts);

/// Tenths of a percent that sum to 1000, for people to read: what stands beside each other adds up.
Parts readable(const Parts& parts);

/// Whether they are the same split, though perhaps of another total.
bool areSameSplit(const Parts& a, const Parts& b);

} // namespace causeway::app
