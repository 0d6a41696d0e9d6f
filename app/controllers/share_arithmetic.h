#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

/// The arithmetic of a split in the hand: shares are 0..1, in the order of the backends, and sum to 1.
namespace causeway::app {

/// How far apart two values are that a pointer can reach: whole percents, or tenths of one.
enum class DragStep
{
    Percent,
    TenthOfPercent
};

/// The nearest value of the step's grid, within 0..1.
double snapped(double share, DragStep step);

/// Boundary `boundary` is the one after that arm; its position is the sum of the arms before it. Only its two
/// neighbours give and take, so it stops at the boundaries beside it.
std::vector<double> withBoundaryAt(std::vector<double> shares, std::size_t boundary, double position);

/// The chosen ones take `share` together and the others the rest, each group in its own proportions. A group that had
/// nothing gives all to its first member. `chosen` is as long as `shares`; with all or none chosen nothing changes.
std::vector<double> withShareOf(std::vector<double> shares, const std::vector<bool>& chosen, double share);

/// Whole weights in the proportions of the shares: sum 100 where whole percents say it exactly, else 1000, dealt out by
/// the largest remainder. Empty shares give no weights.
std::vector<std::uint32_t> weightsFor(const std::vector<double>& shares);

} // namespace causeway::app
