#include "engine/proxy/plane_config.h"

#include "engine/base/digest.h"
#include "engine/http/characters.h"
#include "engine/http/head_writer.h"

#include <algorithm>

namespace causeway::proxy {

bool PreparedEdits::dropsField(std::string_view name) const
{
    return std::any_of(drops.begin(), drops.end(),
                       [&](const std::string& drop) { return http::equalsIgnoringCase(drop, name); });
}

PreparedEdits prepared(const model::HeaderEdits& edits)
{
    PreparedEdits ready;
    ready.drops = edits.remove;
    http::HeadWriter writer(ready.lines);
    for (const model::HeaderField& field : edits.set) {
        ready.drops.push_back(field.name);
        writer.field(field.name, field.value);
    }
    for (const model::HeaderField& field : edits.add)
        writer.field(field.name, field.value);
    return ready;
}

std::string wayOf(const snapshot::Cluster& cluster, const PlaneFront::Parts& parts)
{
    FieldDigest way;
    way.add(static_cast<std::uint64_t>(cluster.proxyHeader));
    if (cluster.tls) {
        way.add(cluster.tls->sni).add(cluster.tls->trust);
        for (const snapshot::PeerRule& rule : cluster.tls->servers)
            way.add(static_cast<std::uint64_t>(rule.kind)).add(rule.value);
        return way.finish().hex();
    }
    if (!cluster.server)
        return cluster.proxyHeader == snapshot::ProxyHeaderVersion::None ? std::string() : way.finish().hex();
    const snapshot::ServerTls& server = *cluster.server;
    way.add(static_cast<std::uint64_t>(server.isVerified)).add(server.verifyDepth);
    for (const snapshot::TrustBundle& bundle : parts.bundles)
        if (bundle.name == server.trust)
            for (const std::string& root : bundle.rootsPem)
                way.add(root);
    if (const auto own = parts.certificates.find(server.certificate); own != parts.certificates.end())
        for (const auto& credentials : *own->second)
            way.add(credentials->chain.front().fingerprint());
    return way.finish().hex();
}

std::shared_ptr<const net::ExpectedPeer> meshServerOf(const snapshot::Cluster& cluster)
{
    if (!cluster.tls)
        return nullptr;
    const snapshot::ClusterTls& tls = *cluster.tls;
    auto expected = std::make_shared<net::ExpectedPeer>();
    expected->serverName = tls.sni;
    expected->accepts = [rules = tls.servers](const std::string& name) {
        return std::any_of(rules.begin(), rules.end(), [&](const auto& rule) { return matches(rule, name); });
    };
    expected->description = describe(tls.servers);
    return expected;
}

Result<PlaneEndpoint> endpointFrom(const snapshot::Endpoint& endpoint, const PlaneCluster& cluster,
                                   const std::shared_ptr<const net::ExpectedPeer>& meshServer, const std::string& way)
{
    ASSIGN_OR_RETURN(const auto address, net::SocketAddress::create(endpoint.address, endpoint.port));
    const std::string full = address.toString();
    const std::string host = endpoint.hostname.empty() ? full.substr(0, full.rfind(':')) : endpoint.hostname;
    const bool isUsualPort = endpoint.port == (cluster.config.server ? 443 : 80);
    PlaneEndpoint made{
        endpoint.instance, address, full, isUsualPort ? host : host + ":" + std::to_string(endpoint.port),
        meshServer,        full};
    if (!way.empty())
        made.poolKey += "\n" + way + "\n" + endpoint.hostname;
    if (cluster.outside) {
        auto expected = std::make_shared<net::ExpectedPeer>();
        expected->serverName = endpoint.hostname;
        expected->session = std::make_shared<net::TlsSession>();
        expected->hostName = endpoint.hostname.empty() ? endpoint.address : endpoint.hostname;
        made.server = std::move(expected);
    }
    return made;
}

Result<std::shared_ptr<const net::TlsContext>> outsideFrom(const snapshot::ServerTls& server,
                                                           const PlaneFront::Parts& parts)
{
    net::TlsOptions options;
    options.lowest = net::TlsVersion::Tls12;
    options.carriesTraffic = true;
    options.verifiesServer = server.isVerified;
    options.resumesSessions = true;
    options.verifyDepth = static_cast<int>(server.verifyDepth);
    options.trustsMachineRoots = server.isVerified && server.trust.empty();
    for (const snapshot::TrustBundle& bundle : parts.bundles)
        if (bundle.name == server.trust)
            options.trustedRootsPem = bundle.rootsPem;
    if (!server.certificate.empty()) {
        const OwnCredentials& own = *parts.certificates.at(server.certificate);
        options.credentials = own.front();
        options.otherCredentials.assign(own.begin() + 1, own.end());
    }
    return net::TlsContext::createClientOfMany(options);
}

Result<PlaneTrust> trustFrom(const snapshot::TrustedProxies& trusted)
{
    ASSIGN_OR_RETURN(auto networks, net::NetworkSet::parse(trusted.networks));
    return PlaneTrust{std::move(networks), trusted.clientAddress, trusted.sendProxyHeader};
}

Result<std::shared_ptr<PlaneStreams>> streamsFrom(const std::vector<snapshot::StreamRoute>& routes)
{
    ASSIGN_OR_RETURN(auto router, StreamRouter::create(routes));
    auto streams = std::make_shared<PlaneStreams>(PlaneStreams{std::move(router), {}});
    for (const snapshot::StreamRoute& route : routes)
        streams->targets.push_back(
            {route.name, route.cluster, 0, route.kind == snapshot::StreamRoute::Kind::Terminated});
    return streams;
}

} // namespace causeway::proxy
