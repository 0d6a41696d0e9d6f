#pragma once

#include "engine/control/control_plane.h"
#include "engine/control/desired_state.h"
#include "engine/model/violation.h"

namespace causeway::control {

constexpr std::size_t authorLimit = 128;
constexpr std::size_t reasonLimit = 1024;
constexpr std::size_t writeLimit = 10'000; // Of one command.

/// What a command would change. `created` has an entry a write; `changes` leaves out writes that change nothing.
struct PlannedChanges
{
    std::vector<model::ResourceChange> changes;
    std::vector<bool> created;
};

/// Judges a command by the newest state, as it would be with all its writes.
///
/// Errors: InvalidArgument with every field that is wrong; NotFound for a mesh, or a resource to delete, that does not
///         exist; AlreadyExists and Conflict when the author saw another version: who changed it, when, and both
///         values.
Result<PlannedChanges> planCommand(const Command& command, const DesiredState& state);

/// What only the other resources can tell against one: see missingReferences(), and a change that a mesh cannot make as
/// it is. For an API that wants each field by itself.
model::Violations objectionsOfOthers(const model::Resource& resource, const DesiredState& state);

} // namespace causeway::control
