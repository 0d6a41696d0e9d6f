#pragma once

#include "engine/channel/capabilities.h"
#include "engine/channel/channel.pb.h"
#include "engine/channel/held_sections.h"
#include "engine/channel/plane_link.h"

#include <string>
#include <vector>

namespace causeway::channel {

/// A push, put together with what the plane held.
struct ReadPush
{
    Delivery delivery;
    std::vector<std::string> missingCapabilities; // Not empty: to be refused by these names.
};

/// Errors: a push that contradicts itself, has a section whose bytes are not what the manifest promises, or leaves out
/// one
///         that the plane does not hold. The two ends no longer agree then, and the connection is of no more use.
Result<ReadPush> readPush(const wire::Push& push, HeldSections& held);

using Names = google::protobuf::RepeatedPtrField<std::string>;
std::vector<std::string> missingCapabilities(const Names& needed);

} // namespace causeway::channel
