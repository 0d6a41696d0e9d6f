#pragma once

#include "engine/base/clock.h"
#include "engine/base/digest.h"
#include "engine/model/resources.h"

#include <optional>
#include <string>
#include <vector>

namespace causeway::model {

/// One resource before and after; at least one of the two is there.
struct ResourceChange
{
    ResourceKey key;
    std::optional<Resource> before;
    std::optional<Resource> after;

    bool operator==(const ResourceChange&) const = default;
};

/// One numbered state of what people want, told as the step from the one before.
struct Revision
{
    std::uint64_t number = 0; // 1, 2, 3 … without gaps.
    WallTime time;
    std::string author;
    std::string reason;
    std::vector<ResourceChange> changes;
    std::optional<std::uint64_t> inverts; // Set on an undo: the revision whose changes this one takes back.
    Digest previous;                      // Hash of the revision before; all zero for revision 1.
    Digest hash;                          // Over every field above and `previous`.
};

} // namespace causeway::model
