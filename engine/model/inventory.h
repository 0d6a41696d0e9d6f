#pragma once

#include "engine/model/resources.h"
#include "engine/model/violation.h"

namespace causeway::model {

enum class PlaneRole
{
    Gateway,
    Sidecar,
    ZoneIngress
};

std::string_view nameOf(PlaneRole role);
std::optional<PlaneRole> planeRoleFromText(std::string_view text);

/// A listener of a plane for requests to one service (sidecar), for everything (gateway), or for what other zones send
/// to any service of this one (zone ingress).
struct PlaneListener
{
    std::string address; // IP literal.
    std::uint16_t port = 0;
    std::string service; // The MeshService that the listener leads to; empty on gateways and zone ingresses.

    bool operator==(const PlaneListener&) const = default;
};

/// Where a sidecar takes what the mesh sends to one service, and the application that it hands it to.
struct PlaneInbound
{
    std::string service; // Name of a MeshService.
    std::string address; // IP literal that the mesh reaches; so is the application's.
    std::uint16_t port = 0;
    std::string applicationAddress;
    std::uint16_t applicationPort = 0;

    bool operator==(const PlaneInbound&) const = default;
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
    std::string address{};                // IP literal of its host, from where its connections go out; empty: any.
    std::vector<PlaneInbound> inbounds{}; // Of a sidecar, at most one a service.
    std::string advertisedAddress{};      // Of a zone ingress: what planes of other zones dial; empty: its listener.
    std::uint16_t advertisedPort = 0;

    bool operator==(const PlaneDeclaration&) const = default;
};

/// All that is wrong with what a plane says of itself. The fields are named as above. Empty: it is sound.
Violations validate(const PlaneDeclaration& plane);

/// Does the policy speak to the plane?
bool selects(const PlaneSelector& selector, const PlaneDeclaration& plane);

} // namespace causeway::model
