#include "engine/base/wall_time.h"
#include "engine/runtime/status/status_pages.h"
#include "engine/snapshot/codec.h"

#include <nlohmann/json.hpp>

namespace causeway::runtime {

namespace {

using nlohmann::json;

json routesOf(const snapshot::VirtualHost& host)
{
    json routes = json::array();
    for (const snapshot::Route& route : host.routes) {
        json split = json::array();
        for (const snapshot::WeightedCluster& part : route.split)
            split.push_back({{"cluster", part.cluster}, {"weight", part.weight}});
        routes.push_back({{"name", route.name}, {"origin", route.origin}, {"split", std::move(split)}});
    }
    return routes;
}

json endpointsOf(const snapshot::Endpoints& endpoints)
{
    json all = json::array();
    for (const snapshot::Endpoint& endpoint : endpoints.endpoints)
        all.push_back({{"instance", endpoint.instance}, {"address", endpoint.address}, {"port", endpoint.port}});
    return all;
}

/// What sets a section apart from others of its kind. Certificates are shown by the hash of their key, which itself is
/// no part of a snapshot.
struct Describe
{
    json& into;

    void operator()(const snapshot::Listener& listener) const
    {
        into["address"] = listener.address;
        into["port"] = listener.port;
        into["virtual_host"] = listener.virtualHost;
    }
    void operator()(const snapshot::VirtualHost& host) const { into["routes"] = routesOf(host); }
    void operator()(const snapshot::Cluster& cluster) const
    {
        into["connect_timeout_ms"] = cluster.connectTimeout.count();
        into["read_timeout_ms"] = cluster.readTimeout.count();
        into["write_timeout_ms"] = cluster.writeTimeout.count();
    }
    void operator()(const snapshot::Endpoints& endpoints) const { into["endpoints"] = endpointsOf(endpoints); }
    void operator()(const snapshot::TrustBundle& bundle) const { into["roots"] = bundle.rootsPem.size(); }
    void operator()(const snapshot::Certificate& certificate) const
    {
        json keys = json::array();
        for (const snapshot::CertificateChain& chain : certificate.chains)
            keys.push_back({{"name", chain.key.name}, {"public_key_sha256", chain.key.publicKey.hex()}});
        into["keys"] = std::move(keys);
    }
};

template <typename Kind>
void addSections(json& sections, const std::vector<Kind>& all)
{
    for (const Kind& one : all) {
        const snapshot::SharedSection encoded = snapshot::encode(one);
        json section = {{"kind", snapshot::nameOf(encoded->kind)}, {"name", encoded->name}};
        section["hash"] = encoded->hash.hex();
        Describe{section}(one);
        sections.push_back(std::move(section));
    }
}

} // namespace

std::string configPage(const proxy::PlaneObservation& plane)
{
    json page = {{"plane", plane.plane}, {"revision", nullptr}, {"hash", nullptr}, {"sections", json::array()}};
    if (plane.snapshot) {
        const snapshot::Snapshot& snapshot = *plane.snapshot;
        page["revision"] = snapshot.revision;
        page["hash"] = snapshot.hash.hex();
        page["applied_at"] = toRfc3339(plane.appliedAt);
        json& sections = page["sections"];
        addSections(sections, snapshot.listeners);
        addSections(sections, snapshot.virtualHosts);
        addSections(sections, snapshot.clusters);
        addSections(sections, snapshot.endpoints);
        addSections(sections, snapshot.trustBundles);
        addSections(sections, snapshot.certificates);
    }
    return page.dump(2, ' ', false, json::error_handler_t::replace);
}

} // namespace causeway::runtime
