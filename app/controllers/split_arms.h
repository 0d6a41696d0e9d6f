#pragma once

#include "app/controllers/share_arithmetic.h"
#include "engine/api/views.h"

#include <cstddef>
#include <string>
#include <vector>

namespace causeway::app {

/// The weights of a route, in its order.
Parts weightsOf(const std::vector<api::BackendView>& backends);

/// One arm of the arc: a backend, or all those that are too many to have one each.
struct SplitArm
{
    std::vector<std::size_t> backends; // Rows of the route, rising; one unless isRest.
    bool isRest = false;

    bool operator==(const SplitArm&) const = default;
};

constexpr std::size_t mostArms = 5;

/// Up to five backends have an arm each. Of more, the one that traffic leaves (`from`) and the three others with the
/// largest weights have one, in the order of the route, and the last arm stands for the rest. It is by the weights that
/// the cluster wants, so nothing changes its place in the hand.
std::vector<SplitArm> armsOf(const std::vector<api::BackendView>& backends, const std::string& from);

} // namespace causeway::app
