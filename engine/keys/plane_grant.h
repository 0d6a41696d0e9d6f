#pragma once

#include "engine/base/result.h"
#include "engine/keys/certificate.h"

#include <optional>
#include <string>
#include <vector>

namespace causeway::keys {

/// What a data plane was let in as, written into its certificate by the authority: a plane that was taken over cannot
/// say later that it is more. Stays with each renewal; a plane that is to be more joins again.
///
/// Shape:  an extension of the certificate, not critical: TLS peers need not know it. Services sorted, each once.
struct PlaneGrant
{
    std::string role;
    std::string zone;
    std::vector<std::string> services; // Which it may receive requests for.

    bool operator==(const PlaneGrant&) const = default;
};

/// Nothing in certificates of the time before there were grants. InvalidArgument for what our authority does not write.
Result<std::optional<PlaneGrant>> planeGrantOf(const Certificate& certificate);

/// Of an extension's content. InvalidArgument where it would be too long for a certificate.
Result<std::string> encode(const PlaneGrant& grant);

/// The extension's object identifier, below the arc of UUIDs (ITU-T X.667), which needs no registration.
inline constexpr const char* planeGrantIdentifier = "2.25.151383707149668911984250581383475489763";

} // namespace causeway::keys
