#pragma once

#include <string>
#include <vector>

namespace causeway::keys {

/// What an authority hands out for a request.
struct IssuedCertificate
{
    std::string certificateChainPem;
    std::vector<std::string> trustedRootsPem; // The set of roots at the time of issue.
};

/// All a plane needs to speak to its control plane.
struct PlaneIdentity
{
    std::string privateKeyPem; // Never leaves the plane.
    std::string certificateChainPem;
    std::vector<std::string> trustedRootsPem;

    bool operator==(const PlaneIdentity&) const = default;
};

} // namespace causeway::keys
