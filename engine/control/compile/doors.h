#pragma once

#include <compare>
#include <memory>
#include <string>
#include <vector>

namespace causeway::control {

/// One way to reach one service at one plane. Whoever sends there may be told so once the plane takes it.
struct Door
{
    std::string plane; // Its key.
    std::string service;
    bool isTls = false;

    auto operator<=>(const Door&) const = default;
};

using Doors = std::vector<Door>; // Sorted, each once.
using SharedDoors = std::shared_ptr<const Doors>;

/// What a plane takes, and what it sends to, as one of its snapshots has it.
struct PlaneDoors
{
    SharedDoors taken;             // Null: none.
    std::vector<SharedDoors> used; // One list a destination service; lists are shared while nothing in them changes.

    bool takes(const Door& door) const;
    bool uses(const Door& door) const;
};

/// Doors that `next` sends to and `now` does not.
Doors newlyUsed(const PlaneDoors& now, const PlaneDoors& next);
/// Doors that `now` takes and `next` does not. What turns from plain text to TLS or back at once is not among them: no
/// order would spare its senders, and so it counts as new.
Doors closing(const PlaneDoors& now, const PlaneDoors& next);

} // namespace causeway::control
