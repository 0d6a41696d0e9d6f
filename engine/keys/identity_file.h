#pragma once

#include "engine/base/result.h"
#include "engine/keys/plane_identity.h"

#include <filesystem>

namespace causeway::keys {

/// Its name in the folder of a plane.
inline constexpr const char* identityFileName = "identity.pem";

/// Keeps what a plane got when it joined in one file, 0600, replaced in one step.
Result<> storeIdentity(const std::filesystem::path& file, const PlaneIdentity& identity);

/// NotFound when the plane has not joined yet; DataLoss when the file is damaged or key and certificate do not belong
/// together.
Result<PlaneIdentity> loadIdentity(const std::filesystem::path& file);

} // namespace causeway::keys
