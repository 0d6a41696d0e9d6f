#pragma once

#include "engine/control/compile/doors.h"
#include "engine/control/compile/permissions.h"
#include "engine/model/inventory.h"
#include "engine/model/resources.h"
#include "engine/snapshot/sections.h"

#include <optional>
#include <string>
#include <vector>

namespace causeway::control {

/// Under this name the sections and counters of a plane know what it takes for a service: "inbound/<mesh>/<service>".
std::string inboundNameOf(std::string_view mesh, std::string_view service);

/// For each inbound of the plane the virtual host with its one route, the cluster that is the application, and where
/// that is. They do not change unless the plane does.
std::vector<snapshot::SharedSection> encodeApplications(const model::PlaneDeclaration& plane);

/// The listener of each inbound of the plane. Without mTLS (absent or off) they take whatever comes.
std::vector<snapshot::SharedSection> encodeInbounds(const model::PlaneDeclaration& plane,
                                                    const std::optional<model::MeshMtls>& mtls, const PeerRules& rules);

/// The same as others see it.
SharedDoors doorsOf(const model::PlaneDeclaration& plane, const std::optional<model::MeshMtls>& mtls);

} // namespace causeway::control
