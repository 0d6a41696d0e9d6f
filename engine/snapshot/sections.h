#pragma once

#include "engine/base/digest.h"
#include "engine/snapshot/listener_section.h"
#include "engine/snapshot/route.h"

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

/// The routes of one listener group in the order of precedence: the first that matches wins.
struct VirtualHost
{
    std::string name;
    std::vector<Route> routes;

    bool operator==(const VirtualHost&) const = default;
};

/// How a cluster is spoken to over TLS: 1.3, with the plane's own certificate.
struct ClusterTls
{
    std::string trust{};             // Name of the TrustBundle that servers' certificates are verified by.
    std::string sni{};               // What the ClientHello names.
    std::vector<PeerRule> servers{}; // A server must match one; never empty.

    bool operator==(const ClusterTls&) const = default;
};

/// How a cluster outside of the mesh is spoken to over TLS: 1.2 or 1.3. Its server's name is the endpoint's.
struct ServerTls
{
    bool isVerified = false; // The server must show a certificate for its name, of an authority that is trusted.
    std::string trust{};     // Name of the TrustBundle of these authorities; empty: those of the machine.
    std::uint32_t verifyDepth = 100; // How many authorities may stand between the server's and a trusted one.
    std::string certificate{};       // Name of the Certificate that we show; empty: none.

    bool operator==(const ServerTls&) const = default;
};

/// Whether connections to a cluster begin with a PROXY header, which tells it of the client.
enum class ProxyHeaderVersion
{
    None,
    V1,
    V2
};

/// A destination: how it is reached. Its addresses are a section of their own, as they change alone.
struct Cluster
{
    std::string name;
    std::chrono::milliseconds connectTimeout{60'000};
    std::chrono::milliseconds readTimeout{60'000};
    std::chrono::milliseconds writeTimeout{60'000};
    std::optional<ClusterTls> tls{}; // At most one of these two.
    std::optional<ServerTls> server{};
    ProxyHeaderVersion proxyHeader = ProxyHeaderVersion::None;

    bool operator==(const Cluster&) const = default;
};

struct Endpoint
{
    std::string instance; // Name for people and counters.
    std::string address;  // IP literal.
    std::uint16_t port = 0;
    std::string hostname{}; // What its address was found under: for Host and the server's name; empty: the address.

    bool operator==(const Endpoint&) const = default;
};

struct Endpoints
{
    std::string name; // Of the cluster they belong to.
    std::vector<Endpoint> endpoints;

    bool operator==(const Endpoints&) const = default;
};

/// The authorities that vouch for the peers of a mesh.
struct TrustBundle
{
    std::string name;                  // The mesh's.
    std::vector<std::string> rootsPem; // One certificate each; never empty.

    bool operator==(const TrustBundle&) const = default;
};

/// Where a private key is found: a plane keeps them apart from its sections, and they are never written into these.
struct KeyReference
{
    std::string name;
    Digest publicKey; // SHA-256 of the public half (SubjectPublicKeyInfo, DER): a key of that name changes by this.

    bool operator==(const KeyReference&) const = default;
};

/// A certificate with those that vouch for it.
struct CertificateChain
{
    std::vector<std::string> chainPem; // One certificate each, its own first; never empty.
    KeyReference key;

    bool operator==(const CertificateChain&) const = default;
};

/// Who the plane is to strangers. Several chains have keys of different kinds (RSA, ECDSA): each client gets the one
/// that it can read.
struct Certificate
{
    std::string name;
    std::vector<CertificateChain> chains; // Never empty.

    bool operator==(const Certificate&) const = default;
};

using Section = std::variant<Listener, VirtualHost, Cluster, Endpoints, TrustBundle, Certificate>;

enum class SectionKind : std::uint8_t
{
    Listener = 1,
    VirtualHost = 2,
    Cluster = 3,
    Endpoints = 4,
    TrustBundle = 5,
    Certificate = 6
};

/// What sections ask of a plane beyond the first slice's fields.
inline constexpr std::string_view mutualTls = "mutual TLS";
inline constexpr std::string_view streamRoutes = "stream routes";
inline constexpr std::string_view frontTls = "TLS with own certificates";
inline constexpr std::string_view trustedProxies = "trusted proxies";
inline constexpr std::string_view serverTls = "TLS to servers outside of the mesh";
inline constexpr std::string_view proxyHeaders = "PROXY headers to servers";
inline constexpr std::string_view routeConditions = "route conditions"; // Host patterns, fields, clients' names.
inline constexpr std::string_view regularExpressions = "regular expressions";
inline constexpr std::string_view ownAnswers = "redirects and direct answers";
inline constexpr std::string_view mirroring = "mirroring";
inline constexpr std::string_view retries = "retries";
inline constexpr std::string_view hostRewriting = "host rewriting";

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
    /// What a plane must be able to do beyond knowing the kind ("mutual TLS"); set where a section is made.
    std::vector<std::string_view> needs{};
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
    std::vector<TrustBundle> trustBundles;
    std::vector<Certificate> certificates;
};

} // namespace causeway::snapshot
