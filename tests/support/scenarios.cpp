#include "tests/support/fake_cluster.h"

#include <cmath>

namespace causeway::testing {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds window{60'000};

api::Traffic trafficOf(double requestsPerSecond, milliseconds p50, milliseconds p99)
{
    api::Traffic traffic;
    traffic.window = window;
    traffic.requestsPerSecond = requestsPerSecond;
    traffic.requests = static_cast<std::uint64_t>(std::llround(requestsPerSecond * 60.0));
    if (traffic.requests > 0)
        traffic.p50 = p50;
    if (traffic.requests >= 100)
        traffic.p99 = p99;
    return traffic;
}

api::NodeView node(api::NodeKind kind, const std::string& name, const std::string& zone, const std::string& detail)
{
    api::NodeView made;
    made.kind = kind;
    made.name = name;
    made.zone = zone;
    made.mesh = zone.empty() ? "" : "default";
    made.detail = detail;
    made.health = api::Health::Good;
    made.id = (kind == api::NodeKind::Clients   ? "clients/"
               : kind == api::NodeKind::Gateway ? "gateway/"
                                                : "service/") +
              name;
    return made;
}

api::PlaneView plane(const std::string& name, const std::string& nodeId, const std::string& role,
                     const std::string& zone, std::uint64_t revision)
{
    api::PlaneView made;
    made.name = name;
    made.node = nodeId;
    made.role = role;
    made.zone = zone;
    made.state = api::PlaneState::InSync;
    made.servedRevision = revision;
    return made;
}

api::BackendView backend(const std::string& service, std::uint32_t weight, double sum)
{
    api::BackendView made;
    made.service = service;
    made.node = "service/" + service;
    made.weight = weight;
    made.desiredShare = weight / sum;
    return made;
}

api::EdgeView edge(const std::string& from, const std::string& to, std::vector<std::string> routes)
{
    api::EdgeView made;
    made.id = from + ">" + to;
    made.from = from;
    made.to = to;
    made.routes = std::move(routes);
    return made;
}

api::RouteView route(const std::string& label, const std::string& resource, const std::string& destination,
                     std::vector<api::BackendView> backends, std::uint64_t version)
{
    api::RouteView made;
    made.id = "MeshHTTPRoute/default/" + resource + "/" + destination + "/0";
    made.label = label;
    made.mesh = "default";
    made.kind = "MeshHTTPRoute";
    made.resource = resource;
    made.version = version;
    made.decidedBy = "gateway/gateway";
    made.destination = destination;
    made.backends = std::move(backends);
    return made;
}

WallTime afternoon()
{
    return WallTime(std::chrono::seconds(1'795'269'731));
}

void addFrame(api::ClusterView& view)
{
    view.name = "Local lab";
    view.time = afternoon();
    view.headRevision = 213;
    view.nodes = {node(api::NodeKind::Clients, "clients", "", "")};
    api::NodeView gateway = node(api::NodeKind::Gateway, "gateway", view.zones.front().name, "+ sidecar");
    gateway.planes = {"gateway-1", "gateway-1-sidecar"};
    view.nodes.push_back(gateway);
    view.planes = {plane("gateway-1", gateway.id, "gateway", gateway.zone, view.headRevision),
                   plane("gateway-1-sidecar", gateway.id, "sidecar", gateway.zone, view.headRevision)};
    view.edges = {edge("clients/clients", gateway.id, {})};
    view.load = api::LoadView{1240, 2000, {}};
}

void addService(api::ClusterView& view, const std::string& name, const std::string& zone, int instances)
{
    const std::string detail = instances > 1 ? fmt::format("{} instances", instances) : "";
    api::NodeView service = node(api::NodeKind::Service, name, zone, detail);
    for (int i = 1; i <= instances; ++i) {
        service.planes.push_back(fmt::format("{}-{}", name, i));
        view.planes.push_back(plane(service.planes.back(), service.id, "sidecar", zone, view.headRevision));
    }
    view.nodes.push_back(service);
    view.edges.push_back(edge("gateway/gateway", service.id, {}));
}

void addIngress(api::ClusterView& view, const std::string& zone)
{
    api::NodeView ingress = node(api::NodeKind::ZoneIngress, "zone ingress", zone, "SNI · mTLS");
    ingress.id = "ingress/" + zone;
    ingress.planes = {"ingress-" + zone};
    view.planes.push_back(plane(ingress.planes.front(), ingress.id, "zone ingress", zone, view.headRevision));
    view.nodes.push_back(std::move(ingress));
}

api::LinkView shapedLink(const std::string& from, const std::string& to)
{
    api::LinkView link;
    link.id = "link/" + from + "/" + to;
    link.fromZone = from;
    link.toZone = to;
    link.via = "transit hub";
    link.health = api::Health::Good;
    link.window = window;
    link.samples = 240;
    link.roundTrip = milliseconds(18);
    link.roundTripP99 = milliseconds(31);
    link.bytesPerSecond = 182'000;
    link.settings = api::LinkSettings{milliseconds(8), milliseconds(2), 0, 0, false};
    return link;
}

/// Nearly all requests take 8 ms, a fiftieth as long as the p99.
std::vector<api::LatencyBin> latenciesOf(std::uint32_t requests, milliseconds p99)
{
    const std::uint32_t slow = requests / 50;
    if (requests == 0)
        return {};
    return {{8'000, requests - slow}, {static_cast<std::uint32_t>(p99.count()) * 1'000, slow}};
}

void addSeconds(api::ClusterView& view, std::int64_t last)
{
    view.seconds.clear();
    for (std::int64_t second = last - 599; second <= last; ++second) {
        for (const api::RouteView& each : view.routes) {
            const double wave = 1.0 + 0.05 * std::sin(static_cast<double>(second) * 0.17);
            for (std::size_t i = 0; i < each.backends.size(); ++i) {
                const api::BackendView& to = each.backends[i];
                const double rate = each.traffic.requestsPerSecond * to.desiredShare * wave;
                const milliseconds p99(i == 0 ? 41 + second % 7 : 12 + second % 3);
                view.seconds.push_back({second, each.id, to.service, static_cast<std::uint64_t>(rate), 0,
                                        milliseconds(8), rate >= 10 ? std::optional<Duration>(p99) : std::nullopt,
                                        latenciesOf(static_cast<std::uint32_t>(rate), p99)});
            }
        }
    }
}

} // namespace

api::ClusterView cardScenario()
{
    api::ClusterView view;
    view.summary = "1 zone · mesh default";
    view.zones = {{"on-prem", {}, api::Health::Good, {}}};
    addFrame(view);
    addService(view, "monolith", "on-prem", 1);
    addService(view, "disputes", "on-prem", 2);
    view.routes = {route("/card/dispute", "disputes-cutover", "monolith",
                         {backend("monolith", 80, 100), backend("disputes", 20, 100)}, 213)};
    for (api::EdgeView& each : view.edges)
        each.routes = {cardRoute};
    return view;
}

api::ClusterView twoZoneScenario()
{
    using Kind = api::FaultKind;
    api::ClusterView view;
    view.summary = "2 zones · mesh default";
    view.zones = {{"on-prem", "4 data planes", api::Health::Good, {}},
                  {"cloud", "5 data planes", api::Health::Good, {}}};
    addFrame(view);
    addService(view, "monolith", "on-prem", 1);
    addService(view, "disputes", "cloud", 2);
    addService(view, "accounts", "cloud", 1);
    addService(view, "payments", "cloud", 1);
    addIngress(view, "on-prem");
    addIngress(view, "cloud");
    for (api::NodeView& each : view.nodes)
        each.isMutualTls = each.kind != api::NodeKind::Clients;
    view.trust.isMutualTls = true;
    view.routes = {route("/card/dispute", "disputes-cutover", "monolith",
                         {backend("monolith", 80, 100), backend("disputes", 20, 100)}, 213),
                   route("/card/account", "accounts-cutover", "monolith",
                         {backend("monolith", 95, 100), backend("accounts", 5, 100)}, 213)};
    for (api::EdgeView& each : view.edges) {
        if (each.to == "service/disputes" || each.to == "service/monolith" || each.to == "gateway/gateway")
            each.routes.push_back(view.routes[0].id);
        if (each.to == "service/accounts" || each.to == "service/monolith" || each.to == "gateway/gateway")
            each.routes.push_back(view.routes[1].id);
        if (each.to == "service/disputes" || each.to == "service/accounts" || each.to == "service/payments")
            each.via = "ingress/cloud";
    }
    view.links = {shapedLink("cloud", "on-prem")};
    view.faultOffers = {{Kind::SlowService,
                         "Slow service",
                         "Answers later; requests queue up behind its real limit of concurrency.",
                         {{"disputes", "disputes", "service/disputes"}, {"accounts", "accounts", "service/accounts"}},
                         "ms",
                         1,
                         5000,
                         200},
                        {Kind::ErrorRate,
                         "Error rate",
                         "Answers 500 to a part of its requests.",
                         {{"accounts", "accounts", "service/accounts"}},
                         "%",
                         1,
                         100,
                         10},
                        {Kind::StoppedInstance,
                         "Stopped instance",
                         "Does not listen any more.",
                         {{"disputes-2", "disputes-2", "service/disputes"}},
                         "",
                         0,
                         0,
                         0},
                        {Kind::CutLink,
                         "Cut link",
                         "Nothing passes between the zones.",
                         {{zoneLink, "on-prem ↔ cloud", zoneLink}},
                         "",
                         0,
                         0,
                         0}};
    return view;
}

api::ClusterView wideScenario(int zones, int services)
{
    api::ClusterView view;
    view.summary = fmt::format("{} zones · mesh default", zones);
    for (int i = 1; i <= zones; ++i)
        view.zones.push_back({fmt::format("zone-{}", i), {}, api::Health::Good, {}});
    addFrame(view);
    for (int i = 1; i <= services; ++i)
        addService(view, fmt::format("service-{}", i), view.zones[static_cast<std::size_t>(i % zones)].name, 1);
    view.routes = {route("/five", "five-ways", "service-1",
                         {backend("service-1", 52, 100), backend("service-2", 22, 100), backend("service-3", 14, 100),
                          backend("service-4", 8, 100), backend("service-5", 4, 100)},
                         213)};
    for (std::size_t i = 1; i <= 5 && i < view.edges.size(); ++i)
        view.edges[i].routes = {view.routes.front().id};
    return view;
}

void addTraffic(api::ClusterView& view, double requestsPerSecond, std::int64_t second)
{
    view.time = WallTime(std::chrono::seconds(second));
    for (api::RouteView& each : view.routes) {
        each.traffic = trafficOf(requestsPerSecond / 4, milliseconds(10), milliseconds(38));
        for (std::size_t i = 0; i < each.backends.size(); ++i) {
            api::BackendView& to = each.backends[i];
            const double rate = each.traffic.requestsPerSecond * to.desiredShare;
            to.traffic = trafficOf(rate, milliseconds(i == 0 ? 11 : 4), milliseconds(i == 0 ? 41 : 12));
            to.actualShare =
                to.desiredShare + (i == 0 ? 0.001 : -0.001 / static_cast<double>(each.backends.size() - 1));
        }
    }
    for (api::NodeView& each : view.nodes) {
        const bool isFront = each.kind != api::NodeKind::Service;
        each.traffic =
            trafficOf(isFront ? requestsPerSecond : requestsPerSecond / 3, milliseconds(9), milliseconds(41));
    }
    for (api::EdgeView& each : view.edges)
        each.traffic = trafficOf(requestsPerSecond / 3, milliseconds(9), milliseconds(41));
    if (view.load) {
        view.load->target = requestsPerSecond;
        view.load->traffic = trafficOf(requestsPerSecond, milliseconds(9), milliseconds(41));
    }
    addSeconds(view, second);
}

} // namespace causeway::testing
