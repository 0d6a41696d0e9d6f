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

} // namespace

SharedSection encode(const Section& section)
{
    auto encoded = std::make_shared<EncodedSection>();
    encoded->kind = kindOf(section);
    encoded->name = std::visit([](const auto& value) { return value.name; }, section);
    encoded->bytes = std::visit([](const auto& value) { return serialized(toWire(value)); }, section);
    encoded->hash = hashOf(encoded->kind, encoded->bytes);
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
    const auto hosts = namesOf(snapshot.virtualHosts);
    const auto addresses = namesOf(snapshot.endpoints);
    for (const Listener& listener : snapshot.listeners)
        if (!hosts.contains(listener.virtualHost))
            return failure(ErrorCode::InvalidArgument, "listener '{}': there is no virtual host '{}'", listener.name,
                           listener.virtualHost);
    for (const Cluster& cluster : snapshot.clusters)
        if (!addresses.contains(cluster.name))
            return failure(ErrorCode::InvalidArgument, "cluster '{}' has no section of endpoints", cluster.name);
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
