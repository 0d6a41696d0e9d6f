#pragma once

#include "engine/model/resources.h"
#include "engine/snapshot/sections.h"

#include <string>
#include <vector>

namespace causeway::control {

/// Who may call the inbounds of a plane.
struct PeerRules
{
    std::vector<snapshot::PeerRule> denied;
    std::vector<snapshot::PeerRule> allowed; // Empty: nobody.

    bool operator==(const PeerRules&) const = default;
};

/// What the permissions that apply to a plane say together; their order does not matter. As soon as one of them is of
/// the newer form, those of the older form do not count.
///
/// Shape:  Rules are sorted, each once, so that equal permissions give equal bytes.
/// Source: kuma.md §4.3; of the older form, §3.4: per source the strongest item that speaks of it.
PeerRules compilePermissions(const std::string& mesh, std::vector<const model::MeshTrafficPermission*> permissions);

} // namespace causeway::control
