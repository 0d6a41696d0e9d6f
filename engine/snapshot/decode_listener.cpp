#include "engine/snapshot/decode_parts.h"

#include <unordered_set>

namespace causeway::snapshot {

namespace {

Result<FrontTls> frontFrom(const wire::FrontTls& message)
{
    FrontTls front;
    RETURN_IF_ERROR(checkCount("names of servers", message.names_size(), serverNameLimit));
    std::unordered_set<std::string_view> seen;
    for (const wire::ServedName& each : message.names()) {
        RETURN_IF_ERROR(checkServerNamePattern(each.name()));
        RETURN_IF_ERROR(checkName("the certificate of a server's name", each.certificate()));
        if (!seen.insert(each.name()).second)
            return failure(ErrorCode::InvalidArgument, "the server name '{}' appears twice", each.name());
        front.names.push_back({each.name(), each.certificate()});
    }
    RETURN_IF_ERROR(checkName("its certificate", message.otherwise()));
    front.otherwise = message.otherwise();
    if (message.lowest() > 1)
        return failure(ErrorCode::Unimplemented, "{} is not a known version of TLS", message.lowest());
    front.lowest = static_cast<TlsVersion>(message.lowest());
    RETURN_IF_ERROR(checkCipherList(message.ciphers()));
    front.ciphers = message.ciphers();
    if (message.clients() > 2)
        return failure(ErrorCode::Unimplemented, "{} is not a known demand for certificates", message.clients());
    front.clients = static_cast<FrontTls::ClientCertificate>(message.clients());
    if ((front.clients == FrontTls::ClientCertificate::None) != message.trust().empty())
        return failure(ErrorCode::InvalidArgument, "it asks clients for certificates and says not whose, or neither");
    if (!message.trust().empty())
        RETURN_IF_ERROR(checkName("its trust bundle", message.trust()));
    front.trust = message.trust();
    return front;
}

using WireMatches = google::protobuf::RepeatedPtrField<wire::AddressMatch>;

Result<std::vector<AddressMatch>> matchesFrom(std::string_view what, const WireMatches& messages)
{
    RETURN_IF_ERROR(checkCount(what, messages.size(), conditionLimit));
    std::vector<AddressMatch> matches;
    for (const wire::AddressMatch& message : messages) {
        if (!message.network().empty())
            RETURN_IF_ERROR(checkNetwork(message.network()));
        ASSIGN_OR_RETURN(const std::uint16_t port, portFrom(message.port(), 0));
        if (message.network().empty() && port == 0)
            return failure(ErrorCode::InvalidArgument, "a condition on {} says nothing", what);
        matches.push_back({message.network(), port});
    }
    return matches;
}

Result<StreamRoute> streamFrom(const wire::StreamRoute& message)
{
    if (message.kind() < 1 || message.kind() > 3)
        return failure(ErrorCode::Unimplemented, "{} is not a known kind of stream route", message.kind());
    StreamRoute route;
    RETURN_IF_ERROR(checkName("the name of a stream route", message.name()));
    route.name = message.name();
    route.kind = static_cast<StreamRoute::Kind>(message.kind() - 1);
    RETURN_IF_ERROR(checkName("the cluster of a stream route", message.cluster()));
    route.cluster = message.cluster();
    RETURN_IF_ERROR(checkCount("names of servers", message.server_names_size(), conditionLimit));
    if (route.kind == StreamRoute::Kind::Plain && message.server_names_size() > 0)
        return failure(ErrorCode::InvalidArgument, "stream route '{}' looks for server names where there are none",
                       route.name);
    for (const std::string& name : message.server_names()) {
        RETURN_IF_ERROR(checkServerNamePattern(name));
        route.serverNames.push_back(name);
    }
    ASSIGN_OR_RETURN(route.sources, matchesFrom("sources", message.sources()));
    ASSIGN_OR_RETURN(route.destinations, matchesFrom("destinations", message.destinations()));
    return route;
}

Result<> readStreams(Listener& listener, const wire::Listener& message)
{
    RETURN_IF_ERROR(checkCount("stream routes", message.streams_size(), streamRouteLimit));
    std::unordered_set<std::string_view> seen;
    for (const wire::StreamRoute& each : message.streams()) {
        ASSIGN_OR_RETURN(auto route, streamFrom(each));
        if (!seen.insert(each.name()).second)
            return failure(ErrorCode::InvalidArgument, "stream route '{}' appears twice", route.name);
        if (route.kind == StreamRoute::Kind::Terminated && !listener.front)
            return failure(ErrorCode::InvalidArgument, "stream route '{}' needs TLS to end where it does not",
                           route.name);
        listener.streams.push_back(std::move(route));
    }
    return {};
}

Result<TrustedProxies> trustedFrom(const wire::TrustedProxies& message)
{
    RETURN_IF_ERROR(checkCount("trusted networks", message.networks_size(), networkLimit));
    TrustedProxies trusted;
    for (const std::string& network : message.networks()) {
        RETURN_IF_ERROR(checkNetwork(network));
        trusted.networks.push_back(network);
    }
    if (message.client_address() > 2)
        return failure(ErrorCode::Unimplemented, "{} is not a known field for a client's address",
                       message.client_address());
    trusted.clientAddress = static_cast<ClientAddressField>(message.client_address());
    trusted.sendProxyHeader = message.send_proxy_header();
    if (trusted.sendProxyHeader && trusted.networks.empty())
        return failure(ErrorCode::InvalidArgument, "it takes PROXY headers and trusts nobody to send one");
    return trusted;
}

Result<> readTls(Listener& listener, const wire::Listener& message)
{
    if (message.has_tls() && message.has_front())
        return failure(ErrorCode::InvalidArgument, "it ends TLS in two ways at once");
    if (message.has_tls()) {
        RETURN_IF_ERROR(checkName("its trust bundle", message.tls().trust()));
        listener.tls = ListenerTls{message.tls().trust(), message.tls().accepts_plain()};
    } else if (message.denied_size() > 0 || message.allowed_size() > 0) {
        return failure(ErrorCode::InvalidArgument, "it has rules for peers, whom it cannot know without TLS");
    }
    ASSIGN_OR_RETURN(listener.denied, rulesFrom("denied", message.denied()));
    ASSIGN_OR_RETURN(listener.allowed, rulesFrom("allowed", message.allowed()));
    if (message.has_front()) {
        ASSIGN_OR_RETURN(listener.front, frontFrom(message.front()));
    }
    return {};
}

} // namespace

Result<std::uint16_t> portFrom(std::uint32_t number, std::uint32_t lowest)
{
    if (number < lowest || number > 65'535)
        return failure(ErrorCode::InvalidArgument, "{} is not a port from {} to 65535", number, lowest);
    return static_cast<std::uint16_t>(number);
}

Result<> checkCount(std::string_view what, int count, std::size_t limit)
{
    if (static_cast<std::size_t>(count) > limit)
        return failure(ErrorCode::InvalidArgument, "{} {} are more than {}", count, what, limit);
    return {};
}

Result<std::vector<PeerRule>> rulesFrom(std::string_view what,
                                        const google::protobuf::RepeatedPtrField<wire::PeerRule>& messages)
{
    RETURN_IF_ERROR(checkCount(what, messages.size(), peerRuleLimit));
    std::vector<PeerRule> rules;
    for (const wire::PeerRule& message : messages) {
        if (message.kind() < 1 || message.kind() > 3)
            return failure(ErrorCode::Unimplemented, "{} is not a known kind of rule for peers", message.kind());
        const auto kind = static_cast<PeerRule::Kind>(message.kind() - 1);
        if (kind == PeerRule::Kind::Any && !message.value().empty())
            return failure(ErrorCode::InvalidArgument, "a rule for any peer has the value '{}'", message.value());
        if (kind != PeerRule::Kind::Any)
            RETURN_IF_ERROR(checkName("the value of a rule for peers", message.value()));
        rules.push_back({kind, message.value()});
    }
    return rules;
}

Result<Section> sectionFrom(const wire::Listener& message)
{
    RETURN_IF_ERROR(checkAddress(message.address()));
    Listener listener;
    listener.name = message.name();
    listener.address = message.address();
    ASSIGN_OR_RETURN(listener.port, portFrom(message.port(), 0)); // 0: the system picks one.
    if (!message.virtual_host().empty())
        RETURN_IF_ERROR(checkName("its virtual host", message.virtual_host()));
    listener.virtualHost = message.virtual_host();
    listener.isGateway = message.is_gateway();
    RETURN_IF_ERROR(readTls(listener, message));
    RETURN_IF_ERROR(readStreams(listener, message));
    if (message.has_trusted()) {
        ASSIGN_OR_RETURN(listener.trusted, trustedFrom(message.trusted()));
    }
    if (listener.virtualHost.empty() && (listener.isGateway || listener.tls))
        return failure(ErrorCode::InvalidArgument, "it takes no requests and has rules for them");
    return listener;
}

} // namespace causeway::snapshot
