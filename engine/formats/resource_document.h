#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/formats/node.h"
#include "engine/model/resources.h"
#include "engine/model/violation.h"

#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <vector>

namespace causeway::formats {

/// When a resource was first and last written: part of what an API answers, not of the resource.
struct DocumentTimes
{
    WallTime created;
    WallTime modified;
};

/// The resource in the shape that its world knows: Kuma's for meshes, mesh services and routes, Kong's field names for
/// gateway services and routes (with `type` GatewayService or GatewayRoute). Members stand in a fixed order and
/// defaults are written out, so equal resources give equal documents.
///
/// Source: kuma.md §2.1, §2.12, §4.1; kong.md §1.2, §1.3. `spec.instances` of a MeshService is ours.
Node documentOf(const model::Resource& resource);
/// With creationTime, modificationTime and kri, as Kuma's API answers.
Node documentOf(const model::Resource& resource, const DocumentTimes& times);

using DecodedResource = tl::expected<model::Resource, model::Violations>;

/// Strict, and validated (model::validate). All that is wrong is told at once, each with its field. What others support
/// and we do not is refused by name, never dropped; what Kuma itself adds to its answers (times, kri, status, snis) may
/// come back and is ignored.
DecodedResource decodeResource(const Node& document);
/// The same without validation: for what was validated when it was written, as a store does.
DecodedResource decodeStoredResource(const Node& document);

/// Every document of a YAML stream; the error names the documents and fields that are wrong, or the line.
Result<std::vector<model::Resource>> resourcesFromYaml(std::string_view text);

/// kri_<short>_<mesh>_<zone>_<namespace>_<name>_ (kuma.md §1); empty for gateway entities.
std::string kriOf(const model::ResourceKey& key);

} // namespace causeway::formats
