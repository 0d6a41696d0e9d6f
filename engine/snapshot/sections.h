#pragma once

#include "engine/base/digest.h"
#include "engine/model/resources.h"

#include <chrono>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace causeway::snapshot {

/// A socket that the plane listens on, and the virtual hosts that requests on it are routed by.
struct Listener
{
    std::string name;
    std::string address; // IP literal.
    std::uint16_t port = 0;
    std::string virtualHost; // Name of the VirtualHost that routes its requests.
    bool isGateway = false;  // Gateways add forwarding headers and a request id; sidecars pass them on.

    bool operator==(const Listener&) const = default;
};

struct WeightedCluster
{
    std::string cluster;
    std::uint32_t weight = 0; // Relative parts; 0 gets no requests.

    bool operator==(const WeightedCluster&) const = default;
};

/// How the path of a matched request becomes the path that the upstream sees.
struct Rewrite
{
    enum class Kind
    {
        None,
        ReplaceFullPath,      // `value` replaces the path; the query stays.
        ReplaceSegmentPrefix, // `value` replaces the matched SegmentPrefix.
        KongServicePath,      // `value` is the service's path; kong.md §4.2 v0 with `stripMatched`.
    };
    Kind kind = Kind::None;
    std::string value;
    bool stripMatched = false;

    bool operator==(const Rewrite&) const = default;
};

/// A route: its conditions (each empty list: anything), what it changes and where its requests go.
struct Route
{
    std::string name;               // Unique in the plane; the access record and the counters carry it.
    std::string origin;             // The resource and rule it was compiled from, for people.
    std::vector<std::string> hosts; // Exact names, lower case, without port.
    std::vector<model::PathMatch> paths;
    std::vector<std::string> methods;
    Rewrite rewrite;
    bool preserveHost = false; // Otherwise Host names the endpoint.
    model::HeaderEdits requestHeaders;
    model::HeaderEdits responseHeaders;
    std::vector<WeightedCluster> split; // Empty: no service, answers 503.

    bool operator==(const Route&) const = default;
};

/// The routes of one listener group in the order of precedence: the first that matches wins.
struct VirtualHost
{
    std::string name;
    std::vector<Route> routes;

    bool operator==(const VirtualHost&) const = default;
};

/// A destination: how it is reached. Its addresses are a section of their own, as they change alone.
struct Cluster
{
    std::string name;
    std::chrono::milliseconds connectTimeout{60'000};
    std::chrono::milliseconds readTimeout{60'000};
    std::chrono::milliseconds writeTimeout{60'000};

    bool operator==(const Cluster&) const = default;
};

struct Endpoint
{
    std::string instance; // Name for people and counters.
    std::string address;  // IP literal.
    std::uint16_t port = 0;

    bool operator==(const Endpoint&) const = default;
};

struct Endpoints
{
    std::string name; // Of the cluster they belong to.
    std::vector<Endpoint> endpoints;

    bool operator==(const Endpoints&) const = default;
};

using Section = std::variant<Listener, VirtualHost, Cluster, Endpoints>;

enum class SectionKind : std::uint8_t
{
    Listener = 1,
    VirtualHost = 2,
    Cluster = 3,
    Endpoints = 4
};

/// For people: "virtual host".
std::string_view nameOf(SectionKind kind);
/// The address of a section's content.
Digest hashOf(SectionKind kind, std::string_view bytes);

/// A section in its wire form, under the address of its content. Shared, never changed.
struct EncodedSection
{
    SectionKind kind = SectionKind::Listener;
    std::string name;
    Digest hash; // hashOf(kind, bytes).
    std::string bytes;
};
using SharedSection = std::shared_ptr<const EncodedSection>;

struct ManifestEntry
{
    SectionKind kind = SectionKind::Listener;
    std::string name;
    Digest hash;

    auto operator<=>(const ManifestEntry&) const = default;
};

/// All that one plane serves by: which sections, by hash. Sorted by kind and name, each pair once.
struct Manifest
{
    std::vector<ManifestEntry> entries;

    /// What an acknowledgement names. Does not cover the revision: equal content is equal.
    Digest hash() const;
    bool operator==(const Manifest&) const = default;
};

/// A plane's whole configuration, decoded.
struct Snapshot
{
    std::uint64_t revision = 0; // The newest revision it was compiled from.
    Digest hash;                // Of its manifest.
    std::vector<Listener> listeners;
    std::vector<VirtualHost> virtualHosts;
    std::vector<Cluster> clusters;
    std::vector<Endpoints> endpoints;
};

} // namespace causeway::snapshot
