#include "engine/model/inventory.h"

#include <algorithm>

namespace causeway::model {

std::string_view nameOf(PlaneRole role)
{
    return role == PlaneRole::Gateway ? "gateway" : "sidecar";
}

std::optional<PlaneRole> planeRoleFromText(std::string_view text)
{
    if (text == "gateway")
        return PlaneRole::Gateway;
    if (text == "sidecar")
        return PlaneRole::Sidecar;
    return std::nullopt;
}

bool selects(const PlaneSelector& selector, const PlaneDeclaration& plane)
{
    if (selector.name && *selector.name != plane.name)
        return false;
    return std::all_of(selector.labels.begin(), selector.labels.end(), [&](const auto& wanted) {
        const auto label = plane.labels.find(wanted.first);
        return label != plane.labels.end() && label->second == wanted.second;
    });
}

} // namespace causeway::model
