#pragma once

#include "engine/base/result.h"
#include "engine/model/inventory.h"
#include "engine/model/revision.h"

#include <string>
#include <string_view>

namespace causeway::control {

/// The texts that the store keeps, and the hashes over them. Canonical: equal values give equal text on every machine.

std::string canonicalText(const model::Resource& resource);
Result<model::Resource> resourceFromText(std::string_view text);

std::string changesText(const std::vector<model::ResourceChange>& changes);
Result<std::vector<model::ResourceChange>> changesFromText(std::string_view text);

std::string declarationText(const model::PlaneDeclaration& declaration);
Result<model::PlaneDeclaration> declarationFromText(std::string_view text);

/// Over every field of the revision but its hash; `changes` is the canonical text of its changes.
Digest hashOf(const model::Revision& revision, std::string_view changes);

} // namespace causeway::control
