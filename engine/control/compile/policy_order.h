#pragma once

#include "engine/model/inventory.h"
#include "engine/model/resources.h"

#include <tuple>

namespace causeway::control {

/// Does a policy with this selector and these labels act on the plane? One that is made to be looked at only acts
/// nowhere, and one made in a zone acts there.
///
/// Source: kuma.md §3.2.
bool appliesTo(const model::PlaneSelector& planes, const model::Labels& labels, const model::PlaneDeclaration& plane);

/// Smaller gives way to larger: kind of the selector, then origin.
///
/// Source: kuma.md §3.3.
std::tuple<int, int> strengthOf(const model::PlaneSelector& planes, const model::Labels& labels);

/// Of equally strong policies that with the name that is later in the alphabet is weaker.
template <typename Policy>
bool isWeaker(const Policy* a, const Policy* b)
{
    const auto strengthA = strengthOf(a->planes, a->labels);
    const auto strengthB = strengthOf(b->planes, b->labels);
    return strengthA != strengthB ? strengthA < strengthB : a->name > b->name;
}

} // namespace causeway::control
