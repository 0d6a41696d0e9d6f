#pragma once

#include "engine/base/digest.h"
#include "engine/base/result.h"

#include <cstddef>
#include <string>
#include <vector>

namespace causeway::keys {

/// More roots are never trusted at a time.
inline constexpr std::size_t rootLimit = 8;

/// What both ends call a set of trusted roots, whatever their order: the SHA-256 over the sorted fingerprints.
///
/// Errors: InvalidArgument for anything but 1 to rootLimit certificates of authorities.
Result<Digest> rootSetDigest(const std::vector<std::string>& rootsPem);

} // namespace causeway::keys
