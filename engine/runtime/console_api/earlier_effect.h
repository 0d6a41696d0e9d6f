#pragma once

#include "engine/remote/console_messages.h"

#include <optional>
#include <string>

namespace causeway::runtime {

/// What a command that comes again did when it came first, told from the revisions alone: for a control plane that was
/// started in between and remembers no keys. Nothing: it took no effect yet, or doing it again changes nothing.
///
/// Errors: Conflict where that cannot be told because others wrote since.
std::optional<Result<api::CommandDone>> earlierEffectOf(const remote::CommandMessage& message,
                                                        const std::string& author, const api::ClusterView& view);

} // namespace causeway::runtime
