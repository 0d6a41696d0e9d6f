#pragma once

#include "engine/model/inventory.h"

#include <string>

namespace causeway::control {

/// By which the control plane knows a plane: "mesh/name".
inline std::string planeKeyOf(const model::PlaneDeclaration& plane)
{
    return plane.mesh + "/" + plane.name;
}

} // namespace causeway::control
