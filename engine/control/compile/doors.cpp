#include "engine/control/compile/doors.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace causeway::control {

namespace {

using Lists = std::vector<SharedDoors>;

/// The doors of all lists that the others do not share, sorted.
Doors doorsBut(const Lists& lists, const Lists& others)
{
    const std::set<SharedDoors> shared(others.begin(), others.end());
    Doors doors;
    for (const SharedDoors& list : lists)
        if (!shared.contains(list))
            doors.insert(doors.end(), list->begin(), list->end());
    std::sort(doors.begin(), doors.end());
    return doors;
}

} // namespace

bool PlaneDoors::takes(const Door& door) const
{
    return taken && std::binary_search(taken->begin(), taken->end(), door);
}

bool PlaneDoors::uses(const Door& door) const
{
    return std::any_of(used.begin(), used.end(), [&](const SharedDoors& doors) {
        return std::binary_search(doors->begin(), doors->end(), door);
    });
}

Doors newlyUsed(const PlaneDoors& now, const PlaneDoors& next)
{
    const Doors before = doorsBut(now.used, next.used); // A door stands in the list of its service only.
    const Doors after = doorsBut(next.used, now.used);
    Doors found;
    std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(found));
    return found;
}

Doors closing(const PlaneDoors& now, const PlaneDoors& next)
{
    Doors found;
    if (!now.taken || now.taken == next.taken)
        return found;
    for (const Door& door : *now.taken) {
        const Door other{door.plane, door.service, !door.isTls};
        const bool isSwapped = next.takes(other) && !now.takes(other);
        if (!next.takes(door) && !isSwapped)
            found.push_back(door);
    }
    return found;
}

} // namespace causeway::control
