#pragma once

#include "engine/model/resources.h"

#include <string>
#include <string_view>

namespace causeway::control {

/// Where a request to the mesh API leads: `/<global plural>/<name>` or `/meshes/<mesh>/<plural>/<name>`, as far as it
/// goes, with `_overview` behind it or, as of old, `+insights` behind the plural.
///
/// Source: kuma.md §2.2, §6.1, §6.3.
struct Place
{
    enum class Level
    {
        Unknown,
        Index,
        List,
        Item
    };
    enum class Collection
    {
        Resources,  // What people want,
        Zones,      // what they want and what exists,
        Dataplanes, // what exists.
        ZoneIngresses
    };

    Level level = Level::Unknown;
    Collection collection = Collection::Resources;
    model::ResourceKind kind = model::ResourceKind::Mesh; // Of resources and zones.
    std::string mesh;                                     // Empty: of all meshes, or outside meshes.
    std::string name;
    bool isOverview = false;

    static Place of(std::string_view path);

    bool isWritable() const;
    model::ResourceKey key() const { return {kind, mesh, name}; }
};

} // namespace causeway::control
