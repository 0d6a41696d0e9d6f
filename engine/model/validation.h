#pragma once

#include "engine/model/resources.h"
#include "engine/model/violation.h"

namespace causeway::model {

/// All that is wrong with a resource when nothing else is known: names, ranges, paths, header fields, sums of weights.
/// The fields are named as in the resource's document. Empty: it is sound.
///
/// Source: kuma.md §2.1, §2.12, §4.1; kong.md §1.1–1.3.
Violations validate(const Resource& resource);

/// RFC 1123 subdomain, at most 253 characters: what meshes, services and routes are called.
bool isResourceName(std::string_view name);
/// An IPv4 or IPv6 literal without brackets.
bool isIpLiteral(std::string_view text);

} // namespace causeway::model
