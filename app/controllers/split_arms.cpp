#include "app/controllers/split_arms.h"

#include <algorithm>
#include <numeric>

namespace causeway::app {

Parts weightsOf(const std::vector<api::BackendView>& backends)
{
    Parts weights;
    for (const api::BackendView& backend : backends)
        weights.push_back(backend.weight);
    return weights;
}

std::vector<SplitArm> armsOf(const std::vector<api::BackendView>& backends, const std::string& from)
{
    std::vector<std::size_t> order(backends.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const bool isCrowded = backends.size() > mostArms;
    if (isCrowded) {
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            const bool isFromA = backends[a].service == from;
            const bool isFromB = backends[b].service == from;
            return isFromA != isFromB ? isFromA : backends[a].weight > backends[b].weight;
        });
        const auto rest = order.begin() + (mostArms - 1);
        std::sort(order.begin(), rest);
        std::sort(rest, order.end());
    }

    std::vector<SplitArm> arms;
    for (const std::size_t backend : order) {
        if (isCrowded && arms.size() == mostArms)
            arms.back().backends.push_back(backend);
        else
            arms.push_back({{backend}, isCrowded && arms.size() + 1 == mostArms});
    }
    return arms;
}

} // namespace causeway::app
