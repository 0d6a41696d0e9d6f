#include "engine/runtime/declared_snapshot.h"

#include "engine/base/files.h"
#include "engine/control/compile/compiler.h"
#include "engine/control/compile/gateway_routes.h"
#include "engine/control/compile/plane_sections.h"
#include "engine/formats/kong_file.h"
#include "engine/keys/self_signed.h"
#include "engine/snapshot/codec.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <netdb.h>
#include <set>

namespace causeway::runtime {

namespace {

constexpr std::string_view ownName = "the gateway's own";
constexpr std::string_view clientBundle = "clients";
constexpr std::chrono::hours ownLife{20 * 365 * 24}; // As Kong's.

/// The address of a name, as the system's resolver knows it now. IP literals stay as they are.
Result<std::string> resolve(const std::string& host, const std::string& service)
{
    if (net::SocketAddress::create(host, 0))
        return host;
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int problem = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
    if (problem != 0)
        return failure(ErrorCode::Unavailable, "service {}: the host {} does not resolve: {}", service, host,
                       ::gai_strerror(problem));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
    for (const addrinfo* entry = found; entry; entry = entry->ai_next)
        if (entry->ai_family == AF_INET || entry->ai_family == AF_INET6) {
            sockaddr_storage storage{};
            std::memcpy(&storage, entry->ai_addr, entry->ai_addrlen);
            return net::SocketAddress::fromRaw(storage, entry->ai_addrlen).host();
        }
    return failure(ErrorCode::Unavailable, "service {}: the host {} has no address", service, host);
}

Result<std::vector<std::string>> pemsOf(std::string_view what, const std::string& text)
{
    auto chain = keys::Certificate::chainFromPem(text);
    if (!chain)
        return failure(chain.error().code, "{}: {}", what, chain.error().message);
    std::vector<std::string> pems;
    for (const keys::Certificate& one : *chain)
        pems.push_back(one.pem());
    return pems;
}

/// Writes a snapshot out of a file's parts.
class Writer
{
public:
    Writer(const formats::KongFile& file, const DeclaredDoors& doors)
        : m_file(file)
        , m_doors(doors)
    {
    }

    Result<DeclaredSnapshot> write(const OwnCertificate& own, std::uint64_t revision);

private:
    Result<snapshot::Snapshot> compiled(std::uint64_t revision);
    Result<> addCertificate(const formats::KongCertificate& certificate);
    void addOwn(const OwnCertificate& own);
    Result<> addClientAuthorities();
    Result<> secure(snapshot::Cluster& cluster, const std::string& service, const formats::KongServiceTls& tls);
    Result<> finishClusters();
    snapshot::FrontTls front() const;
    std::vector<snapshot::StreamRoute> streamsFor(const DeclaredDoor& door) const;
    void addListener(const DeclaredDoor& door);

    const formats::KongFile& m_file;
    const DeclaredDoors& m_doors;
    snapshot::Snapshot m_snapshot;
    std::vector<proxy::NamedKey> m_keys;
    std::string m_otherwise; // The certificate for all other names.
};

Result<DeclaredSnapshot> Writer::write(const OwnCertificate& own, std::uint64_t revision)
{
    ASSIGN_OR_RETURN(m_snapshot, compiled(revision));
    for (const formats::KongCertificate& certificate : m_file.certificates)
        RETURN_IF_ERROR(addCertificate(certificate));
    const bool isSecure =
        std::any_of(m_doors.doors.begin(), m_doors.doors.end(), [](const DeclaredDoor& door) { return door.isSecure; });
    const bool needsOwn = isSecure && m_otherwise.empty();
    if (needsOwn)
        addOwn(own);
    RETURN_IF_ERROR(addClientAuthorities());
    RETURN_IF_ERROR(finishClusters());
    for (const DeclaredDoor& door : m_doors.doors)
        addListener(door);
    return DeclaredSnapshot{std::make_shared<snapshot::Snapshot>(std::move(m_snapshot)), std::move(m_keys), needsOwn};
}

/// Routes and clusters, with the listener that a control plane would write.
Result<snapshot::Snapshot> Writer::compiled(std::uint64_t revision)
{
    control::Compiler compiler;
    for (model::GatewayService service : m_file.services) {
        ASSIGN_OR_RETURN(service.host, resolve(service.host, service.name));
        compiler.setResource(service);
    }
    for (const model::GatewayRoute& route : m_file.routes)
        compiler.setResource(route);
    model::PlaneDeclaration plane;
    plane.name = "gateway";
    plane.role = model::PlaneRole::Gateway;
    plane.listeners.push_back({"127.0.0.1", 1, {}});
    compiler.setPlane(plane);
    ASSIGN_OR_RETURN(const auto assembled,
                     snapshot::assemble(revision, compiler.compile(control::planeKeyOf(plane))->sections));
    snapshot::Snapshot copy = *assembled;
    copy.listeners.clear();
    return copy;
}

Result<> Writer::addCertificate(const formats::KongCertificate& certificate)
{
    const std::string what = "certificate " + certificate.id;
    snapshot::Certificate section{certificate.id, {}};
    for (const formats::KongCertificate::Pair& pair : certificate.pairs) {
        snapshot::CertificateChain chain;
        ASSIGN_OR_RETURN(chain.chainPem, pemsOf(what, pair.certificatePem));
        const auto key = keys::KeyPair::anyFromPem(pair.keyPem);
        if (!key)
            return failure(key.error().code, "{}: {}", what, key.error().message);
        chain.key = {certificate.id, key->publicKeyDigest()};
        m_keys.push_back({certificate.id, pair.keyPem});
        section.chains.push_back(std::move(chain));
    }
    const auto& names = certificate.serverNames;
    if (std::find(names.begin(), names.end(), "*") != names.end())
        m_otherwise = certificate.id;
    m_snapshot.certificates.push_back(std::move(section));
    return {};
}

void Writer::addOwn(const OwnCertificate& own)
{
    m_otherwise = ownName;
    m_keys.push_back({m_otherwise, own.key.privateKeyPem()});
    m_snapshot.certificates.push_back(
        {m_otherwise, {{{own.certificate.pem()}, {m_otherwise, own.key.publicKeyDigest()}}}});
}

Result<> Writer::addClientAuthorities()
{
    if (m_doors.clientAuthorities.empty())
        return {};
    constexpr std::size_t largest = 1 << 20;
    ASSIGN_OR_RETURN(const std::string text, readFile(m_doors.clientAuthorities, largest));
    ASSIGN_OR_RETURN(auto pems, pemsOf(m_doors.clientAuthorities.string(), text));
    m_snapshot.trustBundles.push_back({std::string(clientBundle), std::move(pems)});
    return {};
}

Result<> Writer::secure(snapshot::Cluster& cluster, const std::string& service, const formats::KongServiceTls& tls)
{
    cluster.server = snapshot::ServerTls{tls.isVerified};
    cluster.server->verifyDepth = tls.verifyDepth.value_or(cluster.server->verifyDepth);
    cluster.server->certificate = tls.certificate;
    if (!tls.isVerified || tls.authorities.empty())
        return {};
    snapshot::TrustBundle bundle{"services/" + service, {}};
    for (const formats::KongAuthority& authority : m_file.authorities) {
        if (std::find(tls.authorities.begin(), tls.authorities.end(), authority.id) == tls.authorities.end())
            continue;
        ASSIGN_OR_RETURN(const auto pems, pemsOf("ca_certificate " + authority.id, authority.certificatePem));
        bundle.rootsPem.insert(bundle.rootsPem.end(), pems.begin(), pems.end());
    }
    cluster.server->trust = bundle.name;
    m_snapshot.trustBundles.push_back(std::move(bundle));
    return {};
}

/// What the compiler of resources does not know yet: TLS to servers, and the names of their hosts.
Result<> Writer::finishClusters()
{
    for (const model::GatewayService& service : m_file.services) {
        const std::string name = control::gatewayClusterName(service.name);
        for (snapshot::Cluster& cluster : m_snapshot.clusters)
            if (const auto tls = m_file.serviceTls.find(service.name);
                cluster.name == name && tls != m_file.serviceTls.end())
                RETURN_IF_ERROR(secure(cluster, service.name, tls->second));
        if (net::SocketAddress::create(service.host, 0))
            continue;
        for (snapshot::Endpoints& endpoints : m_snapshot.endpoints)
            if (endpoints.name == name)
                for (snapshot::Endpoint& endpoint : endpoints.endpoints)
                    endpoint.hostname = model::lowered(service.host);
    }
    return {};
}

snapshot::FrontTls Writer::front() const
{
    snapshot::FrontTls front;
    for (const formats::KongCertificate& certificate : m_file.certificates)
        for (const std::string& name : certificate.serverNames)
            if (name != "*")
                front.names.push_back({name, certificate.id});
    front.otherwise = m_otherwise;
    front.lowest = m_doors.lowest;
    front.ciphers = m_doors.ciphers;
    front.clients = m_doors.clients;
    front.trust = m_doors.clientAuthorities.empty() ? std::string() : std::string(clientBundle);
    return front;
}

std::vector<snapshot::StreamRoute> Writer::streamsFor(const DeclaredDoor& door) const
{
    using Kind = snapshot::StreamRoute::Kind;
    std::vector<const formats::KongStreamRoute*> ordered;
    for (const formats::KongStreamRoute& route : m_file.streamRoutes)
        ordered.push_back(&route);
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const auto* a, const auto* b) { return a->priority() > b->priority(); });
    const auto addresses = [](const std::vector<formats::KongStreamRoute::Address>& from) {
        std::vector<snapshot::AddressMatch> matches;
        for (const auto& address : from)
            matches.push_back({address.network, address.port});
        return matches;
    };
    std::vector<snapshot::StreamRoute> streams;
    for (const formats::KongStreamRoute* const route : ordered) {
        const std::string cluster = control::gatewayClusterName(route->service);
        const bool isServed = std::any_of(m_snapshot.clusters.begin(), m_snapshot.clusters.end(),
                                          [&](const snapshot::Cluster& one) { return one.name == cluster; });
        for (const std::string& protocol : route->protocols) {
            const Kind kind = protocol == "tcp"   ? Kind::Plain
                              : protocol == "tls" ? Kind::Terminated
                                                  : Kind::Passthrough;
            if (!isServed || (kind != Kind::Passthrough && (kind == Kind::Terminated) != door.isSecure))
                continue;
            streams.push_back({"routes/" + route->name, kind, cluster,
                               kind == Kind::Plain ? std::vector<std::string>() : route->serverNames,
                               addresses(route->sources), addresses(route->destinations)});
        }
    }
    return streams;
}

void Writer::addListener(const DeclaredDoor& door)
{
    snapshot::Listener listener;
    listener.name =
        fmt::format("{}/{}:{}", door.isForStreams ? "stream" : "gateway", door.address.host(), door.address.port());
    while (std::any_of(m_snapshot.listeners.begin(), m_snapshot.listeners.end(),
                       [&](const snapshot::Listener& other) { return other.name == listener.name; }))
        listener.name += "+"; // Each port 0 is a port of its own.
    listener.address = door.address.host();
    listener.port = door.address.port();
    listener.isGateway = !door.isForStreams;
    if (door.isForStreams)
        listener.streams = streamsFor(door);
    else
        listener.virtualHost = control::gatewayHostName;
    if (door.isSecure)
        listener.front = front();
    listener.trusted.networks = m_doors.trusted;
    listener.trusted.clientAddress = m_doors.clientAddress;
    listener.trusted.sendProxyHeader = door.takesProxyHeader;
    m_snapshot.listeners.push_back(std::move(listener));
}

} // namespace

Result<OwnCertificate> OwnCertificate::create()
{
    ASSIGN_OR_RETURN(auto key, keys::KeyPair::generate());
    ASSIGN_OR_RETURN(auto certificate, keys::selfSigned(key, {"localhost"}, ownLife));
    return OwnCertificate{std::move(key), std::move(certificate)};
}

Result<DeclaredSnapshot> readDeclared(const std::filesystem::path& file, const DeclaredDoors& doors,
                                      const OwnCertificate& own, std::uint64_t revision)
{
    ASSIGN_OR_RETURN(const formats::KongFile declared, formats::readKongFile(file));
    return Writer(declared, doors).write(own, revision);
}

} // namespace causeway::runtime
