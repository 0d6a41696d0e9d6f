#include "engine/model/resources.h"

#include "engine/base/assert.h"

#include <algorithm>
#include <fmt/format.h>

namespace causeway::model {

namespace {

struct KeyOf
{
    ResourceKey operator()(const Mesh& mesh) const { return {ResourceKind::Mesh, {}, mesh.name}; }
    ResourceKey operator()(const MeshService& service) const
    {
        return {ResourceKind::MeshService, service.mesh, service.name};
    }
    ResourceKey operator()(const MeshHttpRoute& route) const
    {
        return {ResourceKind::MeshHttpRoute, route.mesh, route.name};
    }
    ResourceKey operator()(const GatewayService& service) const
    {
        return {ResourceKind::GatewayService, {}, service.name};
    }
    ResourceKey operator()(const GatewayRoute& route) const { return {ResourceKind::GatewayRoute, {}, route.name}; }
    ResourceKey operator()(const MeshTrafficPermission& permission) const
    {
        return {ResourceKind::MeshTrafficPermission, permission.mesh, permission.name};
    }
    ResourceKey operator()(const Zone& zone) const { return {ResourceKind::Zone, {}, zone.name}; }
};

} // namespace

ResourceKey keyOf(const Resource& resource)
{
    return std::visit(KeyOf{}, resource);
}

std::string_view nameOf(ResourceKind kind)
{
    switch (kind) {
    case ResourceKind::Mesh:
        return "Mesh";
    case ResourceKind::MeshService:
        return "MeshService";
    case ResourceKind::MeshHttpRoute:
        return "MeshHTTPRoute";
    case ResourceKind::GatewayService:
        return "GatewayService";
    case ResourceKind::GatewayRoute:
        return "GatewayRoute";
    case ResourceKind::MeshTrafficPermission:
        return "MeshTrafficPermission";
    case ResourceKind::Zone:
        return "Zone";
    }
    CAUSEWAY_ASSERT(false);
    return {};
}

std::optional<ResourceKind> resourceKindFromText(std::string_view name)
{
    const auto* const found = std::find_if(resourceKinds.begin(), resourceKinds.end(),
                                           [&](ResourceKind kind) { return name == nameOf(kind); });
    return found == resourceKinds.end() ? std::nullopt : std::optional(*found);
}

bool hasMtls(const Mesh& mesh)
{
    return mesh.mtls && mesh.mtls->isEnabled;
}

std::string describe(const ResourceKey& key)
{
    if (key.mesh.empty())
        return fmt::format("{} {}", nameOf(key.kind), key.name);
    return fmt::format("{} {} in mesh {}", nameOf(key.kind), key.name, key.mesh);
}

} // namespace causeway::model
