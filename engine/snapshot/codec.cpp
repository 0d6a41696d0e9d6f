#include "engine/snapshot/codec.h"

#include "engine/base/assert.h"
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

Result<> checkRoutes(const Snapshot& snapshot)
{
    const auto clusters = namesOf(snapshot.clusters);
    std::unordered_set<std::string_view> routes;
    for (const VirtualHost& host : snapshot.virtualHosts) {
        for (const Route& route : host.routes) {
            if (!routes.insert(route.name).second)
                return failure(ErrorCode::InvalidArgument,
                               "virtual host '{}': route '{}' is also in another virtual host", host.name, route.name);
            for (const WeightedCluster& part : route.split)
                if (!clusters.contains(part.cluster))
                    return failure(ErrorCode::InvalidArgument,
                                   "virtual host '{}': route '{}': there is no cluster '{}'", host.name, route.name,
                                   part.cluster);
        }
    }
    return {};
}

using Names = std::unordered_set<std::string_view>;

Result<> checkListener(const Listener& listener, const Names& hosts, const Names& clusters, const Names& bundles)
{
    const auto missing = [&](std::string_view what, std::string_view name) {
        return failure(ErrorCode::InvalidArgument, "listener '{}': there is no {} '{}'", listener.name, what, name);
    };
    if (listener.kind == Listener::Kind::Http && !hosts.contains(listener.virtualHost))
        return missing("virtual host", listener.virtualHost);
    if (listener.tls && !bundles.contains(listener.tls->trust))
        return missing("trust bundle", listener.tls->trust);
    for (const SniRoute& route : listener.sniRoutes)
        if (!clusters.contains(route.cluster))
            return missing("cluster", route.cluster);
    return {};
}

std::vector<std::string_view> needsOf(const Section& section)
{
    if (const auto* const listener = std::get_if<Listener>(&section)) {
        if (listener->kind == Listener::Kind::SniPassthrough)
            return {sniPassthrough};
        if (listener->tls)
            return {mutualTls};
    }
    const auto* const cluster = std::get_if<Cluster>(&section);
    return cluster && cluster->tls ? std::vector{mutualTls} : std::vector<std::string_view>();
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
    const Names hosts = namesOf(snapshot.virtualHosts);
    const Names clusters = namesOf(snapshot.clusters);
    const Names addresses = namesOf(snapshot.endpoints);
    const Names bundles = namesOf(snapshot.trustBundles);
    for (const Listener& listener : snapshot.listeners)
        RETURN_IF_ERROR(checkListener(listener, hosts, clusters, bundles));
    for (const Cluster& cluster : snapshot.clusters) {
        if (!addresses.contains(cluster.name))
            return failure(ErrorCode::InvalidArgument, "cluster '{}' has no section of endpoints", cluster.name);
        if (cluster.tls && !bundles.contains(cluster.tls->trust))
            return failure(ErrorCode::InvalidArgument, "cluster '{}': there is no trust bundle '{}'", cluster.name,
                           cluster.tls->trust);
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
