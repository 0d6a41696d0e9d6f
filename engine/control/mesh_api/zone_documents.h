#pragma once

#include "engine/control/control_plane.h"
#include "engine/control/desired_state.h"
#include "engine/control/mesh_api/document_nodes.h"
#include "engine/formats/node.h"

#include <map>
#include <string>
#include <vector>

namespace causeway::control {

/// A zone: what people say of it, and its planes.
struct ZoneEntry
{
    model::Zone zone;
    WallTime created;
    WallTime modified;
    std::vector<const PlaneStatus*> planes;
};

/// By name. A zone exists because planes of it are known, or because there is a resource that says so. The planes must
/// outlive the entries.
std::map<std::string, ZoneEntry> zonesOf(const DesiredState& state, const std::vector<PlaneStatus>& planes);

/// In Kuma's shape. Zones have no control planes of their own here: the one subscription that is told is open while any
/// of the zone's planes is connected, and counts what went to all of them.
///
/// Source: kuma.md §2.4, §2.10, §6.3.
formats::Node zoneDocument(const ControlPlaneName& name, const ZoneEntry& zone, DocumentForm form);

} // namespace causeway::control
