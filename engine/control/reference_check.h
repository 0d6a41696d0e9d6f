#pragma once

#include "engine/control/future_state.h"
#include "engine/model/violation.h"

namespace causeway::control {

/// What a resource would refer to that is not there, each with its field.
///
/// What is missing already is not held against it, as long as it gives the lost service no more than it had: whoever
/// has lost a service must be able to move the traffic away from it, and nobody may move traffic there.
model::Violations missingReferences(const model::Resource& resource, const FutureState& future,
                                    const DesiredState& state);

} // namespace causeway::control
