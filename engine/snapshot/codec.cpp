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

void addTo(Snapshot& snapshot, Section section)
{
    struct Place
    {
        Snapshot& into;
        void operator()(Listener& listener) { into.listeners.push_back(std::move(listener)); }
        void operator()(VirtualHost& host) { into.virtualHosts.push_back(std::move(host)); }
        void operator()(Cluster& cluster) { into.clusters.push_back(std::move(cluster)); }
        void operator()(Endpoints& endpoints) { into.endpoints.push_back(std::move(endpoints)); }
        void operator()(TrustBundle& bundle) { into.trustBundles.push_back(std::move(bundle)); }
    };
    std::visit(Place{snapshot}, section);
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
    encoded->name = std::visit([](const auto& value) { return value.name; }, section);
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
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->revision = revision;
    ASSIGN_OR_RETURN(const Manifest manifest, manifestOf(sections));
    snapshot->hash = manifest.hash();
    std::vector<SharedSection> sorted(sections.begin(),
                                      sections.end()); // So that equal manifests give equal snapshots.
    std::sort(sorted.begin(), sorted.end(), [](const SharedSection& a, const SharedSection& b) {
        return std::tie(a->kind, a->name) < std::tie(b->kind, b->name);
    });
    for (const SharedSection& section : sorted) {
        ASSIGN_OR_RETURN(Section decoded, decode(*section));
        addTo(*snapshot, std::move(decoded));
    }
    RETURN_IF_ERROR(check(*snapshot));
    return snapshot;
}

} // namespace causeway::snapshot
