#pragma once

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

/// A mesh: services and planes that share one trust.
struct Mesh
{
    std::string name;
    Labels labels;

    bool operator==(const Mesh&) const = default;
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

struct PathMatch
{
    enum class Kind
    {
        Exact,
        SegmentPrefix, // /a matches /a and /a/b, not /ab: Gateway API's and Kuma's PathPrefix.
        PlainPrefix,   // /a matches /ab too: Kong's.
    };
    Kind kind = Kind::SegmentPrefix;
    std::string value;

    bool operator==(const PathMatch&) const = default;
};

struct HeaderField
{
    std::string name;
    std::string value;

    bool operator==(const HeaderField&) const = default;
};

/// What a route does to the header fields of a message: set replaces, add appends, remove drops.
struct HeaderEdits
{
    std::vector<HeaderField> set;
    std::vector<HeaderField> add;
    std::vector<std::string> remove;

    bool isEmpty() const { return set.empty() && add.empty() && remove.empty(); }
    bool operator==(const HeaderEdits&) const = default;
};

struct PathRewrite
{
    enum class Kind
    {
        ReplaceFullPath,
        ReplacePrefixMatch
    };
    Kind kind = Kind::ReplacePrefixMatch;
    std::string value;

    bool operator==(const PathRewrite&) const = default;
};

/// One condition set of a rule; all that is given must hold.
struct HttpMatch
{
    std::optional<PathMatch> path;
    std::optional<std::string> method;

    bool operator==(const HttpMatch&) const = default;
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

struct HttpRule
{
    std::vector<HttpMatch> matches; // Never empty.
    std::optional<PathRewrite> rewrite;
    HeaderEdits requestHeaders;
    HeaderEdits responseHeaders;
    std::vector<BackendRef> backends; // Empty: the destination itself.

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

/// Source: Kong `routes`. At least one of hosts, paths, methods is given.
struct GatewayRoute
{
    std::string name;
    std::string service; // Name of a GatewayService; empty: answers 503.
    std::vector<std::string> hosts;
    std::vector<std::string> paths; // Plain prefixes.
    std::vector<std::string> methods;
    bool stripPath = true;
    bool preserveHost = false;
    std::vector<std::string> tags;

    bool operator==(const GatewayRoute&) const = default;
};

using Resource = std::variant<Mesh, MeshService, MeshHttpRoute, GatewayService, GatewayRoute>;

enum class ResourceKind
{
    Mesh,
    MeshService,
    MeshHttpRoute,
    GatewayService,
    GatewayRoute
};

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
/// For people: "MeshHTTPRoute checkout in mesh default".
std::string describe(const ResourceKey& key);

} // namespace causeway::model
