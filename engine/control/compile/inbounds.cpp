#include "engine/control/compile/inbounds.h"

#include "engine/control/compile/plane_key.h"
#include "engine/snapshot/codec.h"

#include <algorithm>
#include <fmt/format.h>

namespace causeway::control {

namespace {

// What Kuma gives inbounds that no policy speaks of (kuma.md §4.4): how long a request may take, its caller decides.
constexpr std::chrono::milliseconds connectTimeout{10'000};
constexpr std::chrono::milliseconds streamTimeout{60 * 60 * 1000};

snapshot::VirtualHost hostOf(const std::string& name, const model::PlaneInbound& inbound)
{
    snapshot::Route route;
    route.name = name;
    route.origin = fmt::format("MeshService {}", inbound.service);
    route.preserveHost = true;
    route.split.push_back({name, 1});
    return {name, {route}};
}

snapshot::Cluster clusterOf(const std::string& name)
{
    snapshot::Cluster cluster;
    cluster.name = name;
    cluster.connectTimeout = connectTimeout;
    cluster.readTimeout = streamTimeout;
    cluster.writeTimeout = streamTimeout;
    return cluster;
}

} // namespace

std::string inboundNameOf(std::string_view mesh, std::string_view service)
{
    return fmt::format("inbound/{}/{}", mesh, service);
}

std::vector<snapshot::SharedSection> encodeApplications(const model::PlaneDeclaration& plane)
{
    std::vector<snapshot::SharedSection> sections;
    for (const model::PlaneInbound& inbound : plane.inbounds) {
        const std::string name = inboundNameOf(plane.mesh, inbound.service);
        sections.push_back(snapshot::encode(hostOf(name, inbound)));
        sections.push_back(snapshot::encode(clusterOf(name)));
        sections.push_back(snapshot::encode(
            snapshot::Endpoints{name, {{plane.name, inbound.applicationAddress, inbound.applicationPort}}}));
    }
    return sections;
}

std::vector<snapshot::SharedSection> encodeInbounds(const model::PlaneDeclaration& plane,
                                                    const std::optional<model::MeshMtls>& mtls, const PeerRules& rules)
{
    std::vector<snapshot::SharedSection> sections;
    for (const model::PlaneInbound& inbound : plane.inbounds) {
        snapshot::Listener listener;
        listener.name = fmt::format("inbound/{}/{}:{}", inbound.service, inbound.address, inbound.port);
        listener.address = inbound.address;
        listener.port = inbound.port;
        listener.virtualHost = inboundNameOf(plane.mesh, inbound.service);
        if (mtls && mtls->isEnabled) {
            listener.tls = snapshot::ListenerTls{plane.mesh, mtls->mode == model::MeshMtls::Mode::Permissive};
            listener.denied = rules.denied;
            listener.allowed = rules.allowed;
        }
        sections.push_back(snapshot::encode(listener));
    }
    return sections;
}

SharedDoors doorsOf(const model::PlaneDeclaration& plane, const std::optional<model::MeshMtls>& mtls)
{
    if (plane.inbounds.empty())
        return nullptr;
    const bool takesTls = mtls && mtls->isEnabled;
    const bool takesPlain = !takesTls || mtls->mode == model::MeshMtls::Mode::Permissive;
    const std::string key = planeKeyOf(plane);
    Doors doors;
    for (const model::PlaneInbound& inbound : plane.inbounds) {
        if (takesPlain)
            doors.push_back({key, inbound.service, false});
        if (takesTls)
            doors.push_back({key, inbound.service, true});
    }
    std::sort(doors.begin(), doors.end());
    return std::make_shared<const Doors>(std::move(doors));
}

} // namespace causeway::control
