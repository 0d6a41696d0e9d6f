#include "engine/model/inventory.h"

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

} // namespace causeway::model
