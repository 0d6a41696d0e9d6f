#include "engine/snapshot/wire.h"

namespace causeway::snapshot {

namespace {

void fill(google::protobuf::RepeatedPtrField<wire::PeerRule>& messages, const std::vector<PeerRule>& rules)
{
    for (const PeerRule& rule : rules) {
        wire::PeerRule& message = *messages.Add();
        message.set_kind(static_cast<std::uint32_t>(rule.kind) + 1);
        message.set_value(rule.value);
    }
}

wire::FrontTls toWire(const FrontTls& front)
{
    wire::FrontTls message;
    for (const ServedName& name : front.names) {
        wire::ServedName& one = *message.add_names();
        one.set_name(name.name);
        one.set_certificate(name.certificate);
    }
    message.set_otherwise(front.otherwise);
    message.set_lowest(static_cast<std::uint32_t>(front.lowest));
    message.set_ciphers(front.ciphers);
    message.set_clients(static_cast<std::uint32_t>(front.clients));
    message.set_trust(front.trust);
    return message;
}

void fill(google::protobuf::RepeatedPtrField<wire::AddressMatch>& messages, const std::vector<AddressMatch>& matches)
{
    for (const AddressMatch& match : matches) {
        wire::AddressMatch& message = *messages.Add();
        message.set_network(match.network);
        message.set_port(match.port);
    }
}

void fill(wire::StreamRoute& message, const StreamRoute& route)
{
    message.set_name(route.name);
    message.set_kind(static_cast<std::uint32_t>(route.kind) + 1);
    message.set_cluster(route.cluster);
    for (const std::string& name : route.serverNames)
        message.add_server_names(name);
    fill(*message.mutable_sources(), route.sources);
    fill(*message.mutable_destinations(), route.destinations);
}

void fill(wire::TrustedProxies& message, const TrustedProxies& trusted)
{
    for (const std::string& network : trusted.networks)
        message.add_networks(network);
    message.set_client_address(static_cast<std::uint32_t>(trusted.clientAddress));
    message.set_send_proxy_header(trusted.sendProxyHeader);
}

} // namespace

wire::Listener toWire(const Listener& listener)
{
    wire::Listener message;
    message.set_name(listener.name);
    message.set_address(listener.address);
    message.set_port(listener.port);
    message.set_virtual_host(listener.virtualHost);
    message.set_is_gateway(listener.isGateway);
    if (listener.tls) {
        message.mutable_tls()->set_trust(listener.tls->trust);
        message.mutable_tls()->set_accepts_plain(listener.tls->acceptsPlain);
    }
    fill(*message.mutable_denied(), listener.denied);
    fill(*message.mutable_allowed(), listener.allowed);
    if (listener.front)
        *message.mutable_front() = toWire(*listener.front);
    for (const StreamRoute& route : listener.streams)
        fill(*message.add_streams(), route);
    if (listener.trusted != TrustedProxies())
        fill(*message.mutable_trusted(), listener.trusted);
    return message;
}

wire::VirtualHost toWire(const VirtualHost& host)
{
    wire::VirtualHost message;
    message.set_name(host.name);
    for (const Route& route : host.routes)
        fill(*message.add_routes(), route);
    return message;
}

wire::Cluster toWire(const Cluster& cluster)
{
    wire::Cluster message;
    message.set_name(cluster.name);
    message.set_connect_timeout_ms(static_cast<std::uint64_t>(cluster.connectTimeout.count()));
    message.set_read_timeout_ms(static_cast<std::uint64_t>(cluster.readTimeout.count()));
    message.set_write_timeout_ms(static_cast<std::uint64_t>(cluster.writeTimeout.count()));
    if (cluster.tls) {
        message.mutable_tls()->set_trust(cluster.tls->trust);
        message.mutable_tls()->set_sni(cluster.tls->sni);
        fill(*message.mutable_tls()->mutable_servers(), cluster.tls->servers);
    }
    if (cluster.server) {
        message.mutable_server()->set_is_verified(cluster.server->isVerified);
        message.mutable_server()->set_trust(cluster.server->trust);
        message.mutable_server()->set_verify_depth(cluster.server->verifyDepth);
        message.mutable_server()->set_certificate(cluster.server->certificate);
    }
    message.set_proxy_header(static_cast<std::uint32_t>(cluster.proxyHeader));
    return message;
}

wire::Endpoints toWire(const Endpoints& endpoints)
{
    wire::Endpoints message;
    message.set_name(endpoints.name);
    for (const Endpoint& endpoint : endpoints.endpoints) {
        wire::Endpoint& one = *message.add_endpoints();
        one.set_instance(endpoint.instance);
        one.set_address(endpoint.address);
        one.set_port(endpoint.port);
        one.set_hostname(endpoint.hostname);
    }
    return message;
}

wire::TrustBundle toWire(const TrustBundle& bundle)
{
    wire::TrustBundle message;
    message.set_name(bundle.name);
    for (const std::string& root : bundle.rootsPem)
        message.add_roots_pem(root);
    return message;
}

wire::Certificate toWire(const Certificate& certificate)
{
    wire::Certificate message;
    message.set_name(certificate.name);
    for (const CertificateChain& chain : certificate.chains) {
        wire::CertificateChain& one = *message.add_chains();
        for (const std::string& pem : chain.chainPem)
            one.add_chain_pem(pem);
        one.set_key_name(chain.key.name);
        one.set_public_key(std::string(chain.key.publicKey.view()));
    }
    return message;
}

} // namespace causeway::snapshot
