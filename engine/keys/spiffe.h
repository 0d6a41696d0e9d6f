#pragma once

#include "engine/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace causeway::keys {

/// The name of every control plane's server certificate.
inline constexpr std::string_view controlPlaneUri = "spiffe://causeway/control-plane";

/// The two URI names of a data plane's certificate: its workload's identity `spiffe://<mesh>/<workload>`, shared by all
/// planes of that workload, and `spiffe://<mesh>/plane/<name>`, which is its alone and by which the channel knows it.
struct PlaneUris
{
    std::string workload;
    std::string plane;

    std::vector<std::string> both() const { return {workload, plane}; }
    bool operator==(const PlaneUris&) const = default;
};

/// An empty workload is the plane's own name.
///
/// Errors: InvalidArgument for names that cannot stand in a SPIFFE ID, and for the control plane's own identity.
/// Source: SPIFFE-ID §2.1 (trust domain: a-z 0-9 . - _) and §2.2 (path segments: a-z A-Z 0-9 . - _).
Result<PlaneUris> planeUris(std::string_view mesh, std::string_view name, std::string_view workload);

/// Mesh and name of the plane that a certificate with these URI names belongs to; Unauthenticated when they do not name
/// exactly one plane.
struct PlaneName
{
    std::string mesh;
    std::string name;

    bool operator==(const PlaneName&) const = default;
};
Result<PlaneName> planeNameOf(const std::vector<std::string>& uriNames);

} // namespace causeway::keys
