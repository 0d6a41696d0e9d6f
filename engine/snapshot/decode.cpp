#include "engine/snapshot/codec.h"
#include "engine/snapshot/decode_parts.h"

#include <unordered_set>

namespace causeway::snapshot {

namespace {

using snapshot::sectionFrom; // Beside those below.

constexpr std::uint64_t longestTimeoutMs = 2'147'483'646; // Kong's: 2^31 - 2.

Result<std::chrono::milliseconds> timeoutFrom(std::uint64_t number)
{
    if (number == 0 || number > longestTimeoutMs)
        return failure(ErrorCode::InvalidArgument, "{} ms is not a timeout from 1 to {}", number, longestTimeoutMs);
    return std::chrono::milliseconds(number);
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

Result<ServerTls> serverTlsFrom(const wire::ServerTls& message)
{
    for (const std::string* const name : {&message.trust(), &message.certificate()})
        if (!name->empty())
            RETURN_IF_ERROR(checkName("what its TLS names", *name));
    if (message.verify_depth() > verifyDepthLimit)
        return failure(ErrorCode::InvalidArgument, "the depth {} of verification is above {}", message.verify_depth(),
                       verifyDepthLimit);
    if (!message.is_verified() && !message.trust().empty())
        return failure(ErrorCode::InvalidArgument, "it trusts an authority and verifies nobody");
    return ServerTls{message.is_verified(), message.trust(), message.verify_depth(), message.certificate()};
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
    if (message.has_server()) {
        if (message.has_tls())
            return failure(ErrorCode::InvalidArgument, "it is spoken to in two ways at once");
        ASSIGN_OR_RETURN(cluster.server, serverTlsFrom(message.server()));
    }
    if (message.proxy_header() > 2)
        return failure(ErrorCode::Unimplemented, "{} is not a known version of the PROXY header",
                       message.proxy_header());
    cluster.proxyHeader = static_cast<ProxyHeaderVersion>(message.proxy_header());
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
        if (!each.hostname().empty())
            RETURN_IF_ERROR(checkServerName(each.hostname()));
        endpoints.endpoints.push_back({each.instance(), each.address(), port, each.hostname()});
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

Result<CertificateChain> chainFrom(const wire::CertificateChain& message)
{
    RETURN_IF_ERROR(checkCount("certificates of a chain", message.chain_pem_size(), chainLimit));
    if (message.chain_pem_size() == 0)
        return failure(ErrorCode::InvalidArgument, "a chain is empty");
    CertificateChain chain;
    for (const std::string& pem : message.chain_pem()) {
        RETURN_IF_ERROR(checkCertificatePem(pem));
        chain.chainPem.push_back(pem);
    }
    RETURN_IF_ERROR(checkName("the name of its key", message.key_name()));
    const auto publicKey = Digest::fromBytes(message.public_key());
    if (!publicKey)
        return failure(ErrorCode::InvalidArgument, "its public key is not named by a SHA-256");
    chain.key = {message.key_name(), *publicKey};
    return chain;
}

Result<Section> sectionFrom(const wire::Certificate& message)
{
    RETURN_IF_ERROR(checkCount("chains", message.chains_size(), keyKindLimit));
    if (message.chains_size() == 0)
        return failure(ErrorCode::InvalidArgument, "it has no chain");
    Certificate certificate{message.name(), {}};
    for (const wire::CertificateChain& each : message.chains()) {
        ASSIGN_OR_RETURN(auto chain, chainFrom(each));
        certificate.chains.push_back(std::move(chain));
    }
    return certificate;
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
    case SectionKind::Certificate:
        return parse<wire::Certificate>(encoded);
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
