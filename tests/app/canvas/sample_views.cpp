#include "tests/app/canvas/sample_views.h"

#include <fmt/format.h>

#include <map>
#include <random>
#include <utility>
#include <vector>

namespace causeway::tests::samples {

namespace {

using namespace std::chrono_literals;

api::Traffic traffic(double rate, Duration p99, double failureShare = 0)
{
    api::Traffic traffic;
    traffic.window = 60s;
    traffic.requests = static_cast<std::uint64_t>(rate * 60);
    traffic.failures = static_cast<std::uint64_t>(rate * 60 * failureShare);
    traffic.requestsPerSecond = rate;
    if (traffic.requests > 0)
        traffic.p50 = p99 / 3;
    if (traffic.requests >= 100)
        traffic.p99 = p99;
    return traffic;
}

void addNode(api::ClusterView& view, api::NodeKind kind, const std::string& name, const std::string& zone,
             const api::Traffic& carried, const std::string& detail = {})
{
    api::NodeView node;
    node.id = name;
    node.kind = kind;
    node.name = name;
    node.zone = zone;
    node.mesh = "default";
    node.detail = detail;
    node.health = kind == api::NodeKind::Clients ? api::Health::Unknown : api::Health::Good;
    node.traffic = carried;
    view.nodes.push_back(std::move(node));
}

void addEdge(api::ClusterView& view, const std::string& from, const std::string& to, const api::Traffic& carried,
             std::vector<std::string> routes = {})
{
    view.edges.push_back({from + ">" + to, from, to, carried, std::move(routes), {}});
}

// Into another zone by its ingress, as the engine draws it.
void leadThroughIngresses(api::ClusterView& view)
{
    std::map<std::string, std::string> zones;
    for (const api::NodeView& node : view.nodes)
        zones.emplace(node.id, node.zone);
    for (api::EdgeView& edge : view.edges) {
        const std::string& zone = zones.at(edge.to);
        if (!zones.at(edge.from).empty() && !zone.empty() && zones.at(edge.from) != zone)
            edge.via = "ingress-" + zone;
    }
}

api::LinkView link(const std::string& from, const std::string& to, Duration roundTrip)
{
    api::LinkView link;
    link.id = "link/" + from + "/" + to;
    link.fromZone = from;
    link.toZone = to;
    link.via = "hub-eu";
    link.health = api::Health::Good;
    link.window = 60s;
    link.samples = 240;
    link.roundTrip = roundTrip;
    link.roundTripP99 = roundTrip * 2;
    link.bytesPerSecond = 182'000;
    link.settings = api::LinkSettings{8ms, 2ms, 0, 0, false};
    return link;
}

api::RouteView route(const std::string& id, const std::string& label, const std::string& node, double rate,
                     const std::vector<std::pair<std::string, std::uint32_t>>& weights)
{
    api::RouteView route;
    route.id = id;
    route.label = label;
    route.mesh = "default";
    route.kind = "MeshHTTPRoute";
    route.resource = "disputes-cutover";
    route.version = 1;
    route.decidedBy = node;
    route.destination = weights.front().first;
    route.traffic = traffic(rate, 30ms);
    double sum = 0;
    for (const auto& [service, weight] : weights)
        sum += weight;
    for (const auto& [service, weight] : weights) {
        const double share = sum > 0 ? weight / sum : 0;
        route.backends.push_back({service, service, weight, share, share * 0.996, traffic(rate * share, 20ms)});
    }
    return route;
}

api::ClusterView emptyView(const std::string& summary)
{
    api::ClusterView view;
    view.name = "Local lab";
    view.summary = summary;
    view.time = WallTime(std::chrono::seconds(1'790'000'000));
    view.headRevision = 214;
    return view;
}

} // namespace

api::ClusterView smallLab(double newShare)
{
    api::ClusterView view = emptyView("1 zone · mesh default");
    view.zones = {{"on-prem", {}, api::Health::Good, {}}};
    const double rate = 310;
    addNode(view, api::NodeKind::Clients, "clients", "", traffic(1240, 44ms));
    addNode(view, api::NodeKind::Gateway, "gateway", "on-prem", traffic(1240, 9ms), "+ sidecar");
    addNode(view, api::NodeKind::Service, "monolith", "on-prem", traffic(1240 - rate * newShare, 41ms));
    addNode(view, api::NodeKind::Service, "disputes", "on-prem", traffic(rate * newShare, 12ms), "2 instances");
    const auto percent = static_cast<std::uint32_t>(newShare * 100 + 0.5);
    view.routes.push_back(
        route("r1", "/card/dispute", "gateway", rate, {{"monolith", 100 - percent}, {"disputes", percent}}));
    view.routes.push_back(route("r2", "/", "gateway", 930, {{"monolith", 1}}));
    addEdge(view, "clients", "gateway", traffic(1240, 44ms), {"r1", "r2"});
    addEdge(view, "gateway", "monolith", traffic(1240 - rate * newShare, 41ms), {"r1", "r2"});
    addEdge(view, "gateway", "disputes", traffic(rate * newShare, 12ms), {"r1"});
    return view;
}

api::ClusterView twoZones()
{
    api::ClusterView view = smallLab();
    view.summary = "2 zones · mesh default";
    view.zones.front().detail = "universal · VM";
    view.zones.push_back({"cloud", "kubernetes", api::Health::Good, {}});
    view.nodes[3].zone = "cloud";
    addNode(view, api::NodeKind::External, "oracle-db", "on-prem", traffic(880, 3ms), "external");
    addNode(view, api::NodeKind::Service, "accounts", "cloud", traffic(12, 90ms, 0.02));
    addNode(view, api::NodeKind::Service, "payments", "cloud", traffic(0, 0ms));
    view.nodes[5].health = api::Health::Degraded;
    view.nodes[5].healthReason = "1 of 2 instances is ejected";
    view.nodes[6].health = api::Health::Bad;
    view.nodes[6].healthReason = "no instance answers";
    addNode(view, api::NodeKind::ZoneIngress, "ingress-cloud", "cloud", {}, "SNI · mTLS");
    addEdge(view, "monolith", "oracle-db", traffic(880, 3ms));
    addEdge(view, "gateway", "accounts", traffic(12, 90ms, 0.02));
    addEdge(view, "gateway", "payments", traffic(4, 0ms, 0.4));
    for (api::NodeView& node : view.nodes)
        node.isMutualTls = node.kind != api::NodeKind::Clients;
    leadThroughIngresses(view);
    view.links = {link("cloud", "on-prem", 18ms)};
    return view;
}

api::ClusterView brokenZones()
{
    api::ClusterView view = twoZones();
    view.links.front().settings->isCut = true;
    view.links.front().health = api::Health::Bad;
    view.links.front().healthReason = "cut in the lab";
    view.faults = {
        {3, api::FaultKind::CutLink, "on-prem ↔ cloud is cut", {}, view.links.front().id, 0, "you", view.time, {}},
        {2, api::FaultKind::SlowService, "accounts answers 200 ms later", {}, "accounts", 200, "you", view.time, {}},
        {1, api::FaultKind::ErrorRate, "monolith fails 10 %", {}, "monolith", 10, "ops", view.time, view.time}};
    view.refusals = {
        {view.time, "monolith-1", "monolith", "spiffe://default/legacy-batch", "RBAC: access denied", 12, 60s}};
    return view;
}

api::ClusterView severalRoutes(int routes)
{
    api::ClusterView view = twoZones();
    for (int nth = 2; nth <= routes; ++nth)
        view.routes.push_back(route(fmt::format("s{}", nth), fmt::format("/card/part-{}", nth), "gateway", 40,
                                    {{"monolith", 90}, {nth % 2 == 0 ? "accounts" : "disputes", 10}}));
    return view;
}

api::ClusterView twoMeshes()
{
    api::ClusterView view = twoZones();
    view.summary = "2 zones · 2 meshes";
    for (api::NodeView& node : view.nodes) {
        if (node.name == "accounts" || node.name == "payments")
            node.mesh = "finance";
    }
    return view;
}

api::ClusterView generated(int zones, int servicesPerZone, std::uint32_t seed)
{
    api::ClusterView view = emptyView(fmt::format("{} zones · mesh default", zones));
    std::mt19937 random(seed);
    addNode(view, api::NodeKind::Clients, "clients", "", traffic(9000, 50ms));
    addNode(view, api::NodeKind::Gateway, "gateway", "zone-0", traffic(9000, 9ms), "+ sidecar");
    addEdge(view, "clients", "gateway", traffic(9000, 50ms), {"r1"});
    std::vector<std::string> names;
    for (int zone = 0; zone < zones; ++zone) {
        view.zones.push_back({fmt::format("zone-{}", zone), {}, api::Health::Good, {}});
        for (int service = 0; service < servicesPerZone; ++service) {
            names.push_back(fmt::format("service-{}-{:03}", zone, service));
            addNode(view, api::NodeKind::Service, names.back(), view.zones.back().name,
                    traffic(static_cast<double>(random() % 900), 25ms));
            view.nodes.back().isMutualTls = true;
        }
        addNode(view, api::NodeKind::ZoneIngress, "ingress-" + view.zones.back().name, view.zones.back().name, {},
                "SNI · mTLS");
        for (int other = 0; other < zone; ++other)
            view.links.push_back(link(view.zones[static_cast<std::size_t>(other)].name, view.zones.back().name,
                                      std::chrono::milliseconds(2 + random() % 40)));
    }
    for (std::size_t service = 0; service < names.size(); ++service) {
        const bool isEntry = service % static_cast<std::size_t>(servicesPerZone) < 8;
        const std::size_t caller = random() % (service + 1);
        const double failures = random() % 40 == 0 ? 0.08 : 0;
        addEdge(view, isEntry || caller == service ? "gateway" : names[caller], names[service],
                traffic(static_cast<double>(random() % 400), 25ms, failures),
                service < 5 ? std::vector<std::string>{"r1"} : std::vector<std::string>{});
        const std::size_t other = random() % names.size();
        if (other != service && other != caller)
            addEdge(view, names[service], names[other], traffic(static_cast<double>(random() % 60), 25ms));
    }
    view.routes.push_back(route("r1", "/card/dispute", "gateway", 1900,
                                {{names[0], 52}, {names[1], 22}, {names[2], 14}, {names[3], 8}, {names[4], 4}}));
    leadThroughIngresses(view);
    return view;
}

} // namespace causeway::tests::samples
