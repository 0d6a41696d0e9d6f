#pragma once

#include "engine/model/resources.h"

namespace causeway::model {

enum class PlaneRole
{
    Gateway,
    Sidecar
};

std::string_view nameOf(PlaneRole role);
std::optional<PlaneRole> planeRoleFromText(std::string_view text);

/// A listener of a plane for requests to one service (sidecar), or for everything (gateway).
struct PlaneListener
{
    std::string address; // IP literal.
    std::uint16_t port = 0;
    std::string service; // The MeshService that the listener leads to; empty on a gateway.

    bool operator==(const PlaneListener&) const = default;
};

/// What a data plane says of itself when it joins. It exists; nobody wants it to: inventory, not a revision.
///
/// Source: Kuma Dataplane, as far as it goes yet.
struct PlaneDeclaration
{
    std::string mesh;
    std::string zone;
    std::string name; // Unique in its mesh.
    PlaneRole role = PlaneRole::Sidecar;
    Labels labels;
    std::string workload; // What the plane stands beside: planes of one workload are drawn as one node.
    std::vector<PlaneListener> listeners;

    bool operator==(const PlaneDeclaration&) const = default;
};

/// Does the policy speak to the plane?
bool selects(const PlaneSelector& selector, const PlaneDeclaration& plane);

} // namespace causeway::model
