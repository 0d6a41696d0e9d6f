#include "engine/snapshot/codec.h"

#include "engine/base/assert.h"
#include "engine/snapshot/route_needs.h"
#include "engine/snapshot/wire.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace causeway::snapshot {

namespace {

std::string serialized(const google::protobuf::MessageLite& message)
{
    std::string bytes;
    {
        google::protobuf::io::StringOutputStream stream(&bytes);
        google::protobuf::io::CodedOutputStream out(&stream);
        out.SetSerializationDeterministic(true);
        CAUSEWAY_ASSERT(message.SerializeToCodedStream(&out));
    }
    return bytes;
}

SectionKind kindOf(const Section& section)
{
    return static_cast<SectionKind>(section.index() + 1); // The order of the variant is the order of the enum.
}

const std::string& nameOf(const Section& section)
{
    return std::visit([](const auto& value) -> const std::string& { return value.name; }, section);
}

/// Where it now stands among those of its kind.
std::size_t addTo(Snapshot& snapshot, Section section)
{
    const auto append = [](auto& all, auto& one) {
        all.push_back(std::move(one));
        return all.size() - 1;
    };
    struct Place
    {
        Snapshot& into;
        decltype(append)& put;
        std::size_t operator()(Listener& listener) { return put(into.listeners, listener); }
        std::size_t operator()(VirtualHost& host) { return put(into.virtualHosts, host); }
        std::size_t operator()(Cluster& cluster) { return put(into.clusters, cluster); }
        std::size_t operator()(Endpoints& endpoints) { return put(into.endpoints, endpoints); }
        std::size_t operator()(TrustBundle& bundle) { return put(into.trustBundles, bundle); }
        std::size_t operator()(Certificate& certificate) { return put(into.certificates, certificate); }
    };
    return std::visit(Place{snapshot, append}, section);
}

Section sectionAt(const Snapshot& snapshot, SectionKind kind, std::size_t index)
{
    switch (kind) {
    case SectionKind::Listener:
        return snapshot.listeners[index];
    case SectionKind::VirtualHost:
        return snapshot.virtualHosts[index];
    case SectionKind::Cluster:
        return snapshot.clusters[index];
    case SectionKind::Endpoints:
        return snapshot.endpoints[index];
    case SectionKind::TrustBundle:
        return snapshot.trustBundles[index];
    case SectionKind::Certificate:
        return snapshot.certificates[index];
    }
    CAUSEWAY_ASSERT(false); // Only kinds that were decoded have a place.
    return {};
}

template <typename Named>
std::unordered_set<std::string_view> namesOf(const std::vector<Named>& sections)
{
    std::unordered_set<std::string_view> names;
    for (const Named& section : sections)
        names.insert(section.name);
    return names;
}

/// Where it sends requests, and copies of them.
std::vector<std::string> clustersOf(const Route& route)
{
    std::vector<std::string> clusters;
    for (const WeightedCluster& part : route.split)
        clusters.push_back(part.cluster);
    for (const Mirror& mirror : route.mirrors)
        clusters.push_back(mirror.cluster);
    return clusters;
}

Result<> checkRoutes(const Snapshot& snapshot)
{
    const auto clusters = namesOf(snapshot.clusters);
    std::unordered_set<std::string_view> routes;
    for (const VirtualHost& host : snapshot.virtualHosts) {
        for (const Route& route : host.routes) {
            if (!routes.insert(route.name).second)
                return failure(ErrorCode::InvalidArgument,
                               "virtual host '{}': route '{}' is also in another virtual host", host.name, route.name);
            for (const std::string& cluster : clustersOf(route))
                if (!clusters.contains(cluster))
                    return failure(ErrorCode::InvalidArgument,
                                   "virtual host '{}': route '{}': there is no cluster '{}'", host.name, route.name,
                                   cluster);
        }
    }
    return {};
}

using Names = std::unordered_set<std::string_view>;

/// What sections name each other by.
struct Present
{
    Names hosts;
    Names clusters;
    Names bundles;
    Names certificates;
};

Result<> checkListener(const Listener& listener, const Present& present)
{
    Result<> found;
    const auto mustExist = [&](std::string_view what, const Names& names, const std::string& name) {
        if (found && !names.contains(name))
            found =
                failure(ErrorCode::InvalidArgument, "listener '{}': there is no {} '{}'", listener.name, what, name);
    };
    if (!listener.virtualHost.empty())
        mustExist("virtual host", present.hosts, listener.virtualHost);
    if (listener.tls)
        mustExist("trust bundle", present.bundles, listener.tls->trust);
    for (const StreamRoute& route : listener.streams)
        mustExist("cluster", present.clusters, route.cluster);
    if (!listener.front)
        return found;
    mustExist("certificate", present.certificates, listener.front->otherwise);
    for (const ServedName& name : listener.front->names)
        mustExist("certificate", present.certificates, name.certificate);
    if (!listener.front->trust.empty())
        mustExist("trust bundle", present.bundles, listener.front->trust);
    return found;
}

Result<> checkCluster(const Cluster& cluster, const Present& present)
{
    const auto missing = [&](std::string_view what, const std::string& name) {
        return failure(ErrorCode::InvalidArgument, "cluster '{}': there is no {} '{}'", cluster.name, what, name);
    };
    if (cluster.tls && !present.bundles.contains(cluster.tls->trust))
        return missing("trust bundle", cluster.tls->trust);
    if (!cluster.server)
        return {};
    if (!cluster.server->trust.empty() && !present.bundles.contains(cluster.server->trust))
        return missing("trust bundle", cluster.server->trust);
    if (!cluster.server->certificate.empty() && !present.certificates.contains(cluster.server->certificate))
        return missing("certificate", cluster.server->certificate);
    return {};
}

std::vector<std::string_view> needsOf(const Listener& listener)
{
    std::vector<std::string_view> needs;
    if (listener.tls)
        needs.push_back(mutualTls);
    if (listener.front)
        needs.push_back(frontTls);
    if (!listener.streams.empty() || listener.virtualHost.empty())
        needs.push_back(streamRoutes);
    if (listener.trusted != TrustedProxies())
        needs.push_back(trustedProxies);
    return needs;
}

std::vector<std::string_view> needsOf(const Cluster& cluster)
{
    std::vector<std::string_view> needs;
    if (cluster.tls)
        needs.push_back(mutualTls);
    if (cluster.server)
        needs.push_back(serverTls);
    if (cluster.proxyHeader != ProxyHeaderVersion::None)
        needs.push_back(proxyHeaders);
    return needs;
}

std::vector<std::string_view> needsOf(const Section& section)
{
    if (const auto* const listener = std::get_if<Listener>(&section))
        return needsOf(*listener);
    if (const auto* const cluster = std::get_if<Cluster>(&section))
        return needsOf(*cluster);
    if (const auto* const host = std::get_if<VirtualHost>(&section))
        return needsOf(host->routes);
    return {};
}

} // namespace

SharedSection encode(const Section& section)
{
    auto encoded = std::make_shared<EncodedSection>();
    encoded->kind = kindOf(section);
    encoded->name = nameOf(section);
    encoded->bytes = std::visit([](const auto& value) { return serialized(toWire(value)); }, section);
    encoded->hash = hashOf(encoded->kind, encoded->bytes);
    encoded->needs = needsOf(section);
    return encoded;
}

Result<Manifest> manifestOf(std::span<const SharedSection> sections)
{
    Manifest manifest;
    manifest.entries.reserve(sections.size());
    for (const SharedSection& section : sections)
        manifest.entries.push_back({section->kind, section->name, section->hash});
    std::sort(manifest.entries.begin(), manifest.entries.end());
    const auto twin = std::adjacent_find(
        manifest.entries.begin(), manifest.entries.end(),
        [](const ManifestEntry& a, const ManifestEntry& b) { return a.kind == b.kind && a.name == b.name; });
    if (twin != manifest.entries.end())
        return failure(ErrorCode::InvalidArgument, "{} '{}' appears twice", nameOf(twin->kind), twin->name);
    return manifest;
}

Result<> check(const Snapshot& snapshot)
{
    const Present present{namesOf(snapshot.virtualHosts), namesOf(snapshot.clusters), namesOf(snapshot.trustBundles),
                          namesOf(snapshot.certificates)};
    const Names addresses = namesOf(snapshot.endpoints);
    for (const Listener& listener : snapshot.listeners)
        RETURN_IF_ERROR(checkListener(listener, present));
    for (const Cluster& cluster : snapshot.clusters) {
        if (!addresses.contains(cluster.name))
            return failure(ErrorCode::InvalidArgument, "cluster '{}' has no section of endpoints", cluster.name);
        RETURN_IF_ERROR(checkCluster(cluster, present));
    }
    return checkRoutes(snapshot);
}

Result<std::shared_ptr<const Snapshot>> assemble(std::uint64_t revision, std::span<const SharedSection> sections)
{
    return Assembler().assemble(revision, sections);
}

Result<std::shared_ptr<const Snapshot>> Assembler::assemble(std::uint64_t revision,
                                                            std::span<const SharedSection> sections)
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->revision = revision;
    ASSIGN_OR_RETURN(const Manifest manifest, manifestOf(sections));
    snapshot->hash = manifest.hash();
    std::vector<SharedSection> sorted(sections.begin(),
                                      sections.end()); // So that equal manifests give equal snapshots.
    std::sort(sorted.begin(), sorted.end(), [](const SharedSection& a, const SharedSection& b) {
        return std::tie(a->kind, a->name) < std::tie(b->kind, b->name);
    });
    std::unordered_map<Digest, Place> places;
    for (const SharedSection& section : sorted) {
        ASSIGN_OR_RETURN(Section whole, sectionOf(*section));
        const std::size_t index = addTo(*snapshot, std::move(whole));
        places.emplace(section->hash, Place{section->kind, index});
    }
    RETURN_IF_ERROR(check(*snapshot));
    m_places = std::move(places);
    m_newest = snapshot;
    return snapshot;
}

Result<Section> Assembler::sectionOf(const EncodedSection& encoded)
{
    const auto known = m_places.find(encoded.hash);
    if (known != m_places.end() && known->second.kind == encoded.kind) {
        Section section = sectionAt(*m_newest, encoded.kind, known->second.index);
        if (nameOf(section) == encoded.name)
            return section;
    }
    ++m_decoded;
    return decode(encoded);
}

} // namespace causeway::snapshot
