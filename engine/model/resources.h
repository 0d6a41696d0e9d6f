#pragma once

#include "engine/model/http_match.h"

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace causeway::model {

using Labels = std::map<std::string, std::string>;

/// How planes of a mesh prove to each other who they are.
///
/// Source: Kuma Mesh `mtls`, with its one builtin backend.
struct MeshMtls
{
    enum class Mode
    {
        Strict,    // Inbounds take mesh TLS only.
        Permissive // They take plain text too, which no permission is asked about.
    };

    std::string backend;   // The name that its author gave it.
    bool isEnabled = true; // Kuma's `enabledBackend` names it.
    Mode mode = Mode::Strict;
    std::chrono::seconds certificateLife{24 * 60 * 60}; // Kuma's `dpCert.rotation.expiration`.

    bool operator==(const MeshMtls&) const = default;
};

/// A mesh: services and planes that share one trust.
struct Mesh
{
    std::string name;
    Labels labels;
    std::optional<MeshMtls> mtls{};

    bool operator==(const Mesh&) const = default;
};

/// Is traffic between the planes of the mesh TLS with identities?
bool hasMtls(const Mesh& mesh);

/// A zone, as far as people have a say in it; that it exists is known from its planes too.
///
/// Source: Kuma Zone.
struct Zone
{
    std::string name;
    Labels labels;
    bool isEnabled = true; // Otherwise no other zone sends to it.

    bool operator==(const Zone&) const = default;
};

enum class Protocol
{
    Tcp,
    Http
};

struct ServicePort
{
    std::string name;
    std::uint16_t port = 0;
    Protocol protocol = Protocol::Http;

    bool operator==(const ServicePort&) const = default;
};

/// One running copy of a service that has no sidecar of its own yet.
struct ServiceInstance
{
    std::string name;
    std::string address; // IP literal.
    std::uint16_t port = 0;

    bool operator==(const ServiceInstance&) const = default;
};

/// A service of the mesh, by the name that routes use.
///
/// Source: Kuma MeshService. `instances` is ours: the addresses of copies that no data plane announces.
struct MeshService
{
    std::string mesh;
    std::string name;
    Labels labels;
    std::vector<ServicePort> ports; // Never empty.
    std::vector<ServiceInstance> instances;

    bool operator==(const MeshService&) const = default;
};

/// A destination with a weight. Weights are relative parts, at most 1,000,000 each; 0 gets no requests.
struct BackendRef
{
    std::string service; // Name of a MeshService of the same mesh.
    std::optional<std::uint16_t> port;
    std::uint32_t weight = 1;

    bool operator==(const BackendRef&) const = default;
};

constexpr std::uint32_t maximumWeight = 1'000'000;

/// Sends clients elsewhere; what is not given stays as the client has it.
struct HttpRedirect
{
    std::string scheme; // http, https or empty.
    std::string hostname;
    std::optional<std::uint16_t> port;
    std::optional<PathRewrite> path;
    std::uint16_t status = 302;

    bool operator==(const HttpRedirect&) const = default;
};

/// Copies of some requests for another service, whose answers nobody sees.
struct HttpMirror
{
    BackendRef backend;                   // Its weight says nothing.
    std::uint32_t perMillion = 1'000'000; // Of the rule's requests.

    bool operator==(const HttpMirror&) const = default;
};

struct HttpRule
{
    std::vector<HttpMatch> matches; // Never empty.
    std::optional<PathRewrite> rewrite;
    HeaderEdits requestHeaders;
    HeaderEdits responseHeaders;
    std::vector<BackendRef> backends; // Empty: the destination itself.
    std::string hostRewrite{};        // What the upstream's Host says; empty: what the caller's said.
    std::optional<HttpRedirect> redirect{};
    std::vector<HttpMirror> mirrors{};

    bool operator==(const HttpRule&) const = default;
};

/// Rules for the requests that the selected planes send to one destination service.
struct HttpDestination
{
    std::string service;
    std::vector<HttpRule> rules;

    bool operator==(const HttpDestination&) const = default;
};

/// Which planes a policy speaks to; no name and no labels: all of the mesh.
struct PlaneSelector
{
    std::optional<std::string> name;
    Labels labels;

    bool operator==(const PlaneSelector&) const = default;
};

/// Source: Kuma MeshHTTPRoute (O), v1alpha1.
struct MeshHttpRoute
{
    std::string mesh;
    std::string name;
    Labels labels;
    PlaneSelector planes;
    std::vector<HttpDestination> to;

    bool operator==(const MeshHttpRoute&) const = default;
};

/// Peers by the SPIFFE ID in their certificate.
struct PeerMatch
{
    enum class Kind
    {
        Exact,
        Prefix // Of the text, not of path segments: as Kuma does.
    };
    Kind kind = Kind::Exact;
    std::string spiffeId;

    bool operator==(const PeerMatch&) const = default;
};

/// The newer form of a permission. Who is denied by any rule is denied, whoever else allows.
struct PermissionRule
{
    std::vector<PeerMatch> deny;
    std::vector<PeerMatch> allow;

    bool operator==(const PermissionRule&) const = default;
};

/// The older form: what later items say of a source counts, not what earlier ones do.
struct PermissionSource
{
    enum class Action
    {
        Allow,
        Deny
    };
    std::optional<std::string> service; // The identity spiffe://<mesh>/<service>; nothing: everyone in the mesh.
    Action action = Action::Allow;

    bool operator==(const PermissionSource&) const = default;
};

/// Who may call the inbounds of the selected planes, once the mesh has mTLS. What no permission allows is denied.
///
/// Source: Kuma MeshTrafficPermission (I), v1alpha1.
struct MeshTrafficPermission
{
    std::string mesh;
    std::string name;
    Labels labels;
    PlaneSelector planes;
    std::vector<PermissionRule> rules;  // Either these,
    std::vector<PermissionSource> from; // or those.

    bool operator==(const MeshTrafficPermission&) const = default;
};

/// Where a gateway sends what its routes matched.
///
/// Source: Kong `services`; durations are whole milliseconds there.
struct GatewayService
{
    std::string name;
    std::string host; // IP literal, or the name of a mesh service reached through the gateway's sidecar.
    std::uint16_t port = 80;
    std::string path; // Empty or starts with '/'.
    std::uint32_t retries = 5;
    std::chrono::milliseconds connectTimeout{60'000};
    std::chrono::milliseconds writeTimeout{60'000};
    std::chrono::milliseconds readTimeout{60'000};
    bool isEnabled = true;
    std::vector<std::string> tags;

    bool operator==(const GatewayService&) const = default;
};

/// Source: Kong `routes.headers`: any value suffices, in any case; `~*` begins a regular expression.
struct GatewayHeader
{
    std::string name;
    std::vector<std::string> values;

    bool operator==(const GatewayHeader&) const = default;
};

/// Source: Kong `routes`. At least one of hosts, paths, methods, headers, or of the server names of https, is given.
struct GatewayRoute
{
    std::string name;
    std::string service;            // Name of a GatewayService; empty: answers 503.
    std::vector<std::string> hosts; // Names, IP literals, *.suffix or prefix.*, each perhaps with :port.
    std::vector<std::string> paths; // Plain prefixes, and regular expressions behind a `~`.
    std::vector<std::string> methods;
    bool stripPath = true;
    bool preserveHost = false;
    std::vector<std::string> tags;
    std::vector<GatewayHeader> headers{};
    std::vector<std::string> snis{};
    std::vector<std::string> protocols{"http", "https"};
    std::uint16_t httpsRedirectStatus = 426; // For plain requests to a route of https alone.
    std::int64_t regexPriority = 0;
    std::string id{}; // A UUID; empty: follows from the name.

    bool operator==(const GatewayRoute&) const = default;
};

using Resource =
    std::variant<Mesh, MeshService, MeshHttpRoute, GatewayService, GatewayRoute, MeshTrafficPermission, Zone>;

enum class ResourceKind
{
    Mesh,
    MeshService,
    MeshHttpRoute,
    GatewayService,
    GatewayRoute,
    MeshTrafficPermission,
    Zone
};

inline constexpr std::array resourceKinds = {ResourceKind::Mesh,          ResourceKind::MeshService,
                                             ResourceKind::MeshHttpRoute, ResourceKind::GatewayService,
                                             ResourceKind::GatewayRoute,  ResourceKind::MeshTrafficPermission,
                                             ResourceKind::Zone};

/// The name of a resource among all: kind, mesh (empty outside meshes) and name.
struct ResourceKey
{
    ResourceKind kind = ResourceKind::Mesh;
    std::string mesh;
    std::string name;

    auto operator<=>(const ResourceKey&) const = default;
};

ResourceKey keyOf(const Resource& resource);
/// As in Kuma and Kong documents: "MeshHTTPRoute", "services" …
std::string_view nameOf(ResourceKind kind);
std::optional<ResourceKind> resourceKindFromText(std::string_view name);
/// For people: "MeshHTTPRoute checkout in mesh default".
std::string describe(const ResourceKey& key);

} // namespace causeway::model
