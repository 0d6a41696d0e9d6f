#include "engine/proxy/exchange.h"
#include "engine/proxy/plane_worker.h"
#include "engine/proxy/worker.h"

namespace causeway::proxy {

/// Composes the copies that are due now, while the head is here; they leave when the request is whole.
void Exchange::beginMirrors()
{
    const PlaneRoute& route = m_route->config();
    for (std::size_t i = 0; i < route.mirrorSlots.size(); ++i) {
        if (!m_route->isMirrorDue(i))
            continue;
        const Pinned<ClusterState>& cluster = plane().cluster(route.mirrorSlots[i]);
        if (cluster->isEmpty() || !plane().mirrors().hasRoom() || m_worker.memory().isPressed()) {
            m_route->mirrorFailed(i);
            continue;
        }
        const std::size_t endpoint = cluster->nextEndpoint();
        const PlaneEndpoint& target = cluster->config().endpoints[endpoint];
        auto call = std::make_unique<MirrorCall>(plane(), cluster, endpoint, m_route->mirrorCell(i), m_request.method);
        if (cluster->config().config.proxyHeader != snapshot::ProxyHeaderVersion::None)
            call->setClient(m_client->origin().peer,
                            m_client->origin().destinationOf(m_client->transport().descriptor()));
        composeMirror(call->head(), target.hostField);
        m_mirrors.push_back(std::move(call));
    }
    if (m_toUpstream.isRead())
        launchMirrors();
}

void Exchange::feedMirrors(std::string_view content)
{
    for (const auto& mirror : m_mirrors)
        mirror->add(content);
    if (m_toUpstream.isRead())
        launchMirrors();
}

void Exchange::launchMirrors()
{
    for (auto& mirror : m_mirrors)
        plane().mirrors().launch(std::move(mirror));
    m_mirrors.clear();
}

/// As composeRequest() makes it, in one piece.
void Exchange::composeMirror(std::string& out, std::string_view host)
{
    const snapshot::Route& config = m_route->config().config;
    const bool keepsHost = config.preserveHost && !m_request.authority.empty();
    http::HeadWriter(out)
        .requestLine(m_request.methodText, m_target)
        .field(http::FieldName::Host, !config.hostRewrite.empty() ? std::string_view(config.hostRewrite)
                                      : keepsHost                 ? m_request.authority
                                                                  : host);
    for (const http::Field& field : m_request.fields)
        if (!isReplacedInRequest(field))
            out += field.line();
    appendRequestEnd(out);
}

} // namespace causeway::proxy
