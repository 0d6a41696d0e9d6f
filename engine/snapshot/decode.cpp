#include "engine/snapshot/codec.h"
#include "engine/snapshot/field_rules.h"
#include "engine/snapshot/wire.h"

#include <unordered_set>

namespace causeway::snapshot {

namespace {

constexpr std::uint64_t longestTimeoutMs = 2'147'483'646; // Kong's: 2^31 - 2.

Result<std::uint16_t> portFrom(std::uint32_t number, std::uint32_t lowest)
{
    if (number < lowest || number > 65'535)
        return failure(ErrorCode::InvalidArgument, "{} is not a port from {} to 65535", number, lowest);
    return static_cast<std::uint16_t>(number);
}

Result<std::chrono::milliseconds> timeoutFrom(std::uint64_t number)
{
    if (number == 0 || number > longestTimeoutMs)
        return failure(ErrorCode::InvalidArgument, "{} ms is not a timeout from 1 to {}", number, longestTimeoutMs);
    return std::chrono::milliseconds(number);
}

Result<> checkCount(std::string_view what, int count, std::size_t limit)
{
    if (static_cast<std::size_t>(count) > limit)
        return failure(ErrorCode::InvalidArgument, "{} {} are more than {}", count, what, limit);
    return {};
}

Result<model::HeaderEdits> editsFrom(const wire::HeaderEdits& message)
{
    model::HeaderEdits edits;
    for (const wire::HeaderField& field : message.set())
        edits.set.push_back({field.name(), field.value()});
    for (const wire::HeaderField& field : message.add())
        edits.add.push_back({field.name(), field.value()});
    edits.remove.assign(message.remove().begin(), message.remove().end());
    RETURN_IF_ERROR(checkHeaderEdits(edits));
    return edits;
}

Result<Rewrite> rewriteFrom(const wire::Rewrite& message)
{
    if (message.kind() < 1 || message.kind() > 3)
        return failure(ErrorCode::Unimplemented, "{} is not a known kind of path rewrite", message.kind());
    const auto kind = static_cast<Rewrite::Kind>(message.kind());
    const bool mayBeEmpty = kind != Rewrite::Kind::ReplaceFullPath;
    if (!(mayBeEmpty && message.value().empty()))
        RETURN_IF_ERROR(checkPath("the path of a rewrite", message.value()));
    return Rewrite{kind, message.value(), message.strip_matched()};
}

Result<> readConditions(Route& route, const wire::Route& message)
{
    RETURN_IF_ERROR(checkCount("hosts", message.hosts_size(), conditionLimit));
    RETURN_IF_ERROR(checkCount("paths", message.paths_size(), conditionLimit));
    RETURN_IF_ERROR(checkCount("methods", message.methods_size(), conditionLimit));
    for (const std::string& host : message.hosts()) {
        RETURN_IF_ERROR(checkHost(host));
        route.hosts.push_back(host);
    }
    for (const wire::PathMatch& path : message.paths()) {
        if (path.kind() < 1 || path.kind() > 3)
            return failure(ErrorCode::Unimplemented, "{} is not a known kind of path match", path.kind());
        RETURN_IF_ERROR(checkPath("a path match", path.value()));
        route.paths.push_back({static_cast<model::PathMatch::Kind>(path.kind() - 1), path.value()});
    }
    for (const std::string& method : message.methods()) {
        RETURN_IF_ERROR(checkToken("a method", method));
        route.methods.push_back(method);
    }
    return {};
}

Result<> readSplit(Route& route, const wire::Route& message)
{
    RETURN_IF_ERROR(checkCount("backends", message.split_size(), backendLimit));
    std::unordered_set<std::string_view> seen;
    std::uint64_t total = 0;
    for (const wire::WeightedCluster& part : message.split()) {
        RETURN_IF_ERROR(checkName("a backend's name", part.cluster()));
        if (part.weight() > model::maximumWeight)
            return failure(ErrorCode::InvalidArgument, "the weight {} is above {}", part.weight(),
                           model::maximumWeight);
        if (!seen.insert(part.cluster()).second)
            return failure(ErrorCode::InvalidArgument, "the backend '{}' appears twice", part.cluster());
        total += part.weight();
        route.split.push_back({part.cluster(), part.weight()});
    }
    if (!route.split.empty() && total == 0)
        return failure(ErrorCode::InvalidArgument, "all weights are 0");
    return {};
}

Result<Route> routeFrom(const wire::Route& message)
{
    Route route;
    RETURN_IF_ERROR(checkName("its name", message.name()));
    route.name = message.name();
    if (!message.origin().empty())
        RETURN_IF_ERROR(checkName("its origin", message.origin()));
    route.origin = message.origin();
    RETURN_IF_ERROR(readConditions(route, message));
    if (message.has_rewrite()) {
        ASSIGN_OR_RETURN(route.rewrite, rewriteFrom(message.rewrite()));
    }
    route.preserveHost = message.preserve_host();
    ASSIGN_OR_RETURN(route.requestHeaders, editsFrom(message.request_headers()));
    ASSIGN_OR_RETURN(route.responseHeaders, editsFrom(message.response_headers()));
    RETURN_IF_ERROR(readSplit(route, message));
    return route;
}

using WireRules = google::protobuf::RepeatedPtrField<wire::PeerRule>;

Result<std::vector<PeerRule>> rulesFrom(std::string_view what, const WireRules& messages)
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

Result<> readHttp(Listener& listener, const wire::Listener& message)
{
    RETURN_IF_ERROR(checkName("its virtual host", message.virtual_host()));
    listener.virtualHost = message.virtual_host();
    listener.isGateway = message.is_gateway();
    if (message.sni_routes_size() > 0)
        return failure(ErrorCode::InvalidArgument, "it takes requests and has routes by SNI");
    if (message.has_tls()) {
        RETURN_IF_ERROR(checkName("its trust bundle", message.tls().trust()));
        listener.tls = ListenerTls{message.tls().trust(), message.tls().accepts_plain()};
    } else if (message.denied_size() > 0 || message.allowed_size() > 0) {
        return failure(ErrorCode::InvalidArgument, "it has rules for peers, whom it cannot know without TLS");
    }
    ASSIGN_OR_RETURN(listener.denied, rulesFrom("denied", message.denied()));
    ASSIGN_OR_RETURN(listener.allowed, rulesFrom("allowed", message.allowed()));
    return {};
}

Result<> readPassthrough(Listener& listener, const wire::Listener& message)
{
    if (!message.virtual_host().empty() || message.is_gateway() || message.has_tls() || message.denied_size() > 0 ||
        message.allowed_size() > 0)
        return failure(ErrorCode::InvalidArgument, "it passes TLS through and has rules for requests");
    RETURN_IF_ERROR(checkCount("routes by SNI", message.sni_routes_size(), sniRouteLimit));
    std::unordered_set<std::string_view> seen;
    for (const wire::SniRoute& route : message.sni_routes()) {
        RETURN_IF_ERROR(checkServerName(route.sni()));
        RETURN_IF_ERROR(checkName("the cluster of a route by SNI", route.cluster()));
        if (!seen.insert(route.sni()).second)
            return failure(ErrorCode::InvalidArgument, "the server name '{}' appears twice", route.sni());
        listener.sniRoutes.push_back({route.sni(), route.cluster()});
    }
    return {};
}

Result<Section> sectionFrom(const wire::Listener& message)
{
    RETURN_IF_ERROR(checkAddress(message.address()));
    Listener listener;
    listener.name = message.name();
    listener.address = message.address();
    ASSIGN_OR_RETURN(listener.port, portFrom(message.port(), 0)); // 0: the system picks one.
    if (message.kind() > 1)
        return failure(ErrorCode::Unimplemented, "{} is not a known kind of listener", message.kind());
    listener.kind = static_cast<Listener::Kind>(message.kind());
    const bool isHttp = listener.kind == Listener::Kind::Http;
    RETURN_IF_ERROR(isHttp ? readHttp(listener, message) : readPassthrough(listener, message));
    return listener;
}

Result<Section> sectionFrom(const wire::VirtualHost& message)
{
    RETURN_IF_ERROR(checkCount("routes", message.routes_size(), routeLimit));
    VirtualHost host{message.name(), {}};
    host.routes.reserve(static_cast<std::size_t>(message.routes_size()));
    std::unordered_set<std::string_view> seen;
    for (const wire::Route& each : message.routes()) {
        auto route = routeFrom(each);
        if (!route)
            return failure(route.error().code, "route '{}': {}", each.name(), route.error().message);
        if (!seen.insert(each.name()).second)
            return failure(ErrorCode::InvalidArgument, "route '{}' appears twice", each.name());
        host.routes.push_back(*std::move(route));
    }
    return host;
}

Result<Section> sectionFrom(const wire::Cluster& message)
{
    Cluster cluster;
    cluster.name = message.name();
    ASSIGN_OR_RETURN(cluster.connectTimeout, timeoutFrom(message.connect_timeout_ms()));
    ASSIGN_OR_RETURN(cluster.readTimeout, timeoutFrom(message.read_timeout_ms()));
    ASSIGN_OR_RETURN(cluster.writeTimeout, timeoutFrom(message.write_timeout_ms()));
    if (message.has_tls()) {
        RETURN_IF_ERROR(checkName("its trust bundle", message.tls().trust()));
        RETURN_IF_ERROR(checkServerName(message.tls().sni()));
        ASSIGN_OR_RETURN(auto servers, rulesFrom("servers", message.tls().servers()));
        if (servers.empty())
            return failure(ErrorCode::InvalidArgument, "it says not whom it expects");
        cluster.tls = ClusterTls{message.tls().trust(), message.tls().sni(), std::move(servers)};
    }
    return cluster;
}

Result<Section> sectionFrom(const wire::Endpoints& message)
{
    RETURN_IF_ERROR(checkCount("endpoints", message.endpoints_size(), endpointLimit));
    Endpoints endpoints{message.name(), {}};
    std::unordered_set<std::string_view> seen;
    for (const wire::Endpoint& each : message.endpoints()) {
        RETURN_IF_ERROR(checkName("the name of an instance", each.instance()));
        RETURN_IF_ERROR(checkAddress(each.address()));
        ASSIGN_OR_RETURN(const std::uint16_t port, portFrom(each.port(), 1));
        if (!seen.insert(each.instance()).second)
            return failure(ErrorCode::InvalidArgument, "the instance '{}' appears twice", each.instance());
        endpoints.endpoints.push_back({each.instance(), each.address(), port});
    }
    return endpoints;
}

Result<Section> sectionFrom(const wire::TrustBundle& message)
{
    RETURN_IF_ERROR(checkCount("authorities", message.roots_pem_size(), rootLimit));
    if (message.roots_pem_size() == 0)
        return failure(ErrorCode::InvalidArgument, "it trusts nobody");
    TrustBundle bundle{message.name(), {}};
    std::unordered_set<std::string_view> seen;
    for (const std::string& root : message.roots_pem()) {
        RETURN_IF_ERROR(checkCertificatePem(root));
        if (!seen.insert(root).second)
            return failure(ErrorCode::InvalidArgument, "an authority appears twice");
        bundle.rootsPem.push_back(root);
    }
    return bundle;
}

template <typename Message>
Result<Section> parse(const EncodedSection& encoded)
{
    Message message;
    if (encoded.bytes.size() > sectionLimit || !message.ParseFromString(encoded.bytes))
        return failure(ErrorCode::InvalidArgument, "its bytes are damaged or not of this kind");
    RETURN_IF_ERROR(checkName("its name", message.name()));
    if (message.name() != encoded.name)
        return failure(ErrorCode::InvalidArgument, "its bytes name another one, '{}'", message.name());
    ASSIGN_OR_RETURN(Section section, sectionFrom(message));
    // Trailing, repeated, unknown or differently spelt fields all show here, whichever they are.
    if (encode(section)->bytes != encoded.bytes)
        return failure(ErrorCode::Unimplemented, "it holds fields that this plane does not know");
    return section;
}

Result<Section> parseKind(const EncodedSection& encoded)
{
    switch (encoded.kind) {
    case SectionKind::Listener:
        return parse<wire::Listener>(encoded);
    case SectionKind::VirtualHost:
        return parse<wire::VirtualHost>(encoded);
    case SectionKind::Cluster:
        return parse<wire::Cluster>(encoded);
    case SectionKind::Endpoints:
        return parse<wire::Endpoints>(encoded);
    case SectionKind::TrustBundle:
        return parse<wire::TrustBundle>(encoded);
    }
    return failure(ErrorCode::Unimplemented, "this plane does not know the kind {}",
                   static_cast<unsigned>(encoded.kind));
}

} // namespace

Result<Section> decode(const EncodedSection& section)
{
    auto decoded = hashOf(section.kind, section.bytes) == section.hash
                       ? parseKind(section)
                       : failure(ErrorCode::DataLoss, "its bytes are not the ones that its hash promises");
    if (!decoded)
        return failure(decoded.error().code, "{} '{}': {}", nameOf(section.kind), section.name,
                       decoded.error().message);
    return decoded;
}

} // namespace causeway::snapshot
