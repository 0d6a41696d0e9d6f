#include "engine/control/compile/policy_order.h"

namespace causeway::control {

namespace {

std::string_view labelOf(const model::Labels& labels, const char* key)
{
    const auto found = labels.find(key);
    return found == labels.end() ? std::string_view() : found->second;
}

} // namespace

bool appliesTo(const model::PlaneSelector& planes, const model::Labels& labels, const model::PlaneDeclaration& plane)
{
    if (labelOf(labels, "kuma.io/effect") == "shadow")
        return false;
    const std::string_view zone = labelOf(labels, "kuma.io/zone");
    if (labelOf(labels, "kuma.io/origin") == "zone" && !zone.empty() && zone != plane.zone)
        return false;
    return model::selects(planes, plane);
}

std::tuple<int, int> strengthOf(const model::PlaneSelector& planes, const model::Labels& labels)
{
    const std::string_view origin = labelOf(labels, "kuma.io/origin");
    const int selectorRank = planes.name ? 2 : planes.labels.empty() ? 0 : 1;
    const int originRank = origin == "zone" ? 2 : origin == "global" ? 0 : 1;
    return {selectorRank, originRank};
}

} // namespace causeway::control
