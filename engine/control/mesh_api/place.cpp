#include "engine/control/mesh_api/place.h"

#include "engine/control/mesh_api/list_query.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <vector>

namespace causeway::control {

namespace {

using Collection = Place::Collection;
using Level = Place::Level;
using model::ResourceKind;
using Segments = std::span<const std::string>;

constexpr std::string_view overviewSegment = "_overview";
constexpr std::string_view overviewAlias = "+insights";

enum class Scope
{
    Global,
    Mesh
};

struct Plural
{
    std::string_view name;
    Collection collection;
    ResourceKind kind;
    Scope scope;
    bool hasOverview;
};

constexpr std::array plurals = {
    Plural{"meshes", Collection::Resources, ResourceKind::Mesh, Scope::Global, false},
    Plural{"zones", Collection::Zones, ResourceKind::Zone, Scope::Global, true},
    Plural{"zoneingresses", Collection::ZoneIngresses, {}, Scope::Global, true},
    Plural{"zone-ingresses", Collection::ZoneIngresses, {}, Scope::Global, true},
    Plural{"dataplanes", Collection::Dataplanes, {}, Scope::Mesh, true},
    Plural{"meshservices", Collection::Resources, ResourceKind::MeshService, Scope::Mesh, false},
    Plural{"meshhttproutes", Collection::Resources, ResourceKind::MeshHttpRoute, Scope::Mesh, false},
    Plural{"meshtrafficpermissions", Collection::Resources, ResourceKind::MeshTrafficPermission, Scope::Mesh, false},
};

std::vector<std::string> segmentsOf(std::string_view path)
{
    std::vector<std::string> segments;
    while (path.starts_with('/'))
        path.remove_prefix(1);
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        segments.push_back(percentDecoded(path.substr(0, end), Plus::Literal).value_or(""));
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return segments;
}

/// The place that plural and what follows lead to; `place` has its mesh already.
Place placeIn(Place place, Segments segments)
{
    std::string_view name = segments.front();
    const bool isAlias = name.ends_with(overviewAlias);
    if (isAlias)
        name.remove_suffix(overviewAlias.size());
    const auto* const plural =
        std::find_if(plurals.begin(), plurals.end(), [&](const Plural& each) { return each.name == name; });
    if (plural == plurals.end() || (isAlias && !plural->hasOverview))
        return {};
    place.collection = plural->collection;
    place.kind = plural->kind;
    place.isOverview = isAlias;
    segments = segments.subspan(1);
    if (plural->hasOverview && !isAlias && !segments.empty() && segments.back() == overviewSegment) {
        place.isOverview = true;
        segments = segments.first(segments.size() - 1);
    }
    const bool isAcrossMeshes = plural->scope == Scope::Mesh && place.mesh.empty();
    const bool isOutside = plural->scope == Scope::Global && !place.mesh.empty();
    if (segments.size() > (isAcrossMeshes ? 0 : 1) || isOutside)
        return {};
    place.level = segments.empty() ? Level::List : Level::Item;
    if (!segments.empty())
        place.name = segments.front();
    return place;
}

} // namespace

Place Place::of(std::string_view path)
{
    const std::vector<std::string> segments = segmentsOf(path);
    Place place;
    if (segments.empty()) {
        place.level = Level::Index;
        return place;
    }
    if (segments.front() != "meshes" || segments.size() < 3)
        return placeIn(std::move(place), segments);
    place.mesh = segments[1];
    return place.mesh.empty() ? Place() : placeIn(std::move(place), Segments(segments).subspan(2));
}

bool Place::isWritable() const
{
    return level == Level::Item && !isOverview &&
           (collection == Collection::Resources || collection == Collection::Zones);
}

} // namespace causeway::control
