#include "engine/control/compile/plane_sections.h"

#include "engine/control/compile/mesh_routes.h"
#include "engine/snapshot/codec.h"

#include <algorithm>
#include <fmt/format.h>

namespace causeway::control {

namespace {

snapshot::Listener listenerOf(const model::PlaneDeclaration& plane, const model::PlaneListener& declared)
{
    snapshot::Listener listener;
    listener.address = declared.address;
    listener.port = declared.port;
    listener.isGateway = plane.role == model::PlaneRole::Gateway;
    if (listener.isGateway) {
        listener.name = fmt::format("gateway/{}:{}", declared.address, declared.port);
        listener.virtualHost = gatewayHostName;
    } else {
        listener.name = fmt::format("outbound/{}/{}:{}", declared.service, declared.address, declared.port);
        listener.virtualHost = clusterNameOf(plane.mesh, declared.service);
    }
    return listener;
}

bool comesBefore(const snapshot::SharedSection& a, const snapshot::SharedSection& b)
{
    return a->kind != b->kind ? a->kind < b->kind : a->name < b->name;
}

} // namespace

std::vector<snapshot::SharedSection> encodeListeners(const model::PlaneDeclaration& plane)
{
    std::vector<snapshot::SharedSection> sections;
    if (plane.role != model::PlaneRole::ZoneIngress)
        for (const model::PlaneListener& listener : plane.listeners)
            sections.push_back(snapshot::encode(listenerOf(plane, listener)));
    return sections;
}

snapshot::SharedSection encodePassage(const model::PlaneDeclaration& ingress, std::vector<snapshot::StreamRoute> routes)
{
    const model::PlaneListener& declared = ingress.listeners.front();
    snapshot::Listener listener;
    listener.name = fmt::format("ingress/{}:{}", declared.address, declared.port);
    listener.address = declared.address;
    listener.port = declared.port;
    listener.streams = std::move(routes);
    return snapshot::encode(listener);
}

std::vector<snapshot::SharedSection> sortedAndShared(std::vector<snapshot::SharedSection> sections,
                                                     const std::vector<snapshot::SharedSection>& earlier)
{
    std::sort(sections.begin(), sections.end(), comesBefore);
    auto known = earlier.begin();
    for (snapshot::SharedSection& section : sections) {
        while (known != earlier.end() && comesBefore(*known, section))
            ++known;
        if (known != earlier.end() && (*known)->hash == section->hash)
            section = *known;
    }
    return sections;
}

} // namespace causeway::control
