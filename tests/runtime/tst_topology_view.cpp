#include "engine/runtime/view/refusal_log.h"
#include "engine/runtime/view/route_views.h"
#include "engine/runtime/view/topology_view.h"

#include <QtTest>

using namespace causeway;
using namespace std::chrono_literals;

namespace {

constexpr WallTime now{std::chrono::seconds(1'800'000'000)};

control::ResourceEntry entryOf(model::Resource resource)
{
    return {std::move(resource), 1, now, now};
}

model::Mesh strictMesh()
{
    model::Mesh mesh;
    mesh.name = "default";
    mesh.mtls.emplace();
    mesh.mtls->backend = "ca-1";
    return mesh;
}

model::MeshService serviceIn(const std::string& name, const std::string& zone)
{
    model::MeshService service;
    service.mesh = "default";
    service.name = name;
    service.labels = {{"kuma.io/zone", zone}};
    service.ports = {{"", 8080, model::Protocol::Http}};
    return service;
}

control::PlaneStatus planeOf(model::PlaneRole role, const std::string& name, const std::string& zone)
{
    control::PlaneStatus plane;
    plane.declaration.mesh = "default";
    plane.declaration.zone = zone;
    plane.declaration.name = name;
    plane.declaration.workload = name;
    plane.declaration.role = role;
    plane.isConnected = true;
    plane.isInSync = true;
    return plane;
}

control::PlaneStatus sidecarOf(const std::string& service, const std::string& name, const std::string& zone)
{
    control::PlaneStatus plane = planeOf(model::PlaneRole::Sidecar, name, zone);
    plane.declaration.workload = service;
    plane.declaration.inbounds = {{service, "127.1.1.1", 15080, "127.1.1.1", 8080}};
    return plane;
}

/// A gateway on one side calls a shop with two instances on the other.
struct TwoZones
{
    TwoZones()
    {
        resources = {entryOf(strictMesh()), entryOf(serviceIn("shop", "cloud"))};
        control::PlaneStatus door = planeOf(model::PlaneRole::Sidecar, "door-sidecar", "site");
        door.declaration.workload = "door";
        door.declaration.listeners = {{"127.1.1.2", 33033, "shop"}};
        planes = {planeOf(model::PlaneRole::ZoneIngress, "cloud-in", "cloud"),
                  sidecarOf("shop", "shop-1-sidecar", "cloud"), sidecarOf("shop", "shop-2-sidecar", "cloud"), door,
                  planeOf(model::PlaneRole::Gateway, "door", "site")};
    }
    void rebuild() { topology.rebuild(resources, planes, runtime::splitRules(resources)); }
    const api::NodeView& node(const std::string& id) const
    {
        static const api::NodeView none;
        for (const api::NodeView& each : topology.nodes())
            if (each.id == id)
                return each;
        return none;
    }
    void report(const std::string& plane, const std::string& backend, std::uint64_t requests, std::uint64_t failures,
                const std::string& instance = {})
    {
        telemetry::TrafficReport report;
        report.plane = plane;
        report.from = now - 1s;
        report.until = now - 500ms;
        telemetry::TrafficCount count;
        count.route = backend;
        count.backend = backend;
        count.requests = requests;
        count.failures = failures;
        count.instance = instance;
        report.counts = {count};
        traffic.record(report);
    }

    std::vector<control::ResourceEntry> resources;
    std::vector<control::PlaneStatus> planes;
    runtime::TrafficWindows traffic;
    runtime::Topology topology{runtime::Topology::Clients::Unknown};
};

} // namespace

class TopologyViewTest : public QObject
{
    Q_OBJECT

private slots:
    void drawsASidecarAsPartOfItsService()
    {
        TwoZones zones;

        zones.rebuild();

        const api::NodeView& shop = zones.node("service/default/shop");
        QCOMPARE(shop.detail, std::string("2 instances + sidecars"));
        QCOMPARE(shop.planes, (std::vector<std::string>{"shop-1-sidecar", "shop-2-sidecar"}));
        QVERIFY(shop.isMutualTls);
        QVERIFY(shop.health == api::Health::Good);
        QCOMPARE(zones.node("workload/default/door").detail, std::string("+ sidecar"));
        QCOMPARE(zones.node("ingress/cloud").zone, std::string("cloud"));
        QCOMPARE(zones.topology.nodes().size(), std::size_t(3));
        QVERIFY(zones.topology.isMutualTls());
    }

    void leadsAnEdgeIntoAnotherZoneOverItsIngress()
    {
        TwoZones zones;

        zones.rebuild();

        QCOMPARE(zones.topology.edges().size(), std::size_t(1));
        QCOMPARE(zones.topology.edges().front().id, std::string("workload/default/door > service/default/shop"));
        QCOMPARE(zones.topology.edges().front().via, std::string("ingress/cloud"));
    }

    void countsAtTheNodeWhatItsSidecarsTookAndOnTheEdgeWhatCallersSent()
    {
        TwoZones zones;
        zones.rebuild();
        zones.report("door-sidecar", "default/shop", 100, 10); // Ten never arrived.
        zones.report("shop-1-sidecar", "inbound/default/shop", 50, 0);
        zones.report("shop-2-sidecar", "inbound/default/shop", 40, 0);

        zones.topology.count(zones.traffic, now, nullptr);

        QCOMPARE(zones.node("service/default/shop").traffic.requests, 90U);
        QCOMPARE(zones.topology.edges().front().traffic.requests, 100U);
        QCOMPARE(zones.topology.edges().front().traffic.failures, 10U);
        QCOMPARE(zones.node("ingress/cloud").traffic.requests, 100U);
    }

    void saysWhichSidecarIsOfflineAndInWhichZone()
    {
        TwoZones zones;
        zones.planes[1].isConnected = false;

        zones.rebuild();

        QVERIFY(zones.node("service/default/shop").health == api::Health::Degraded);
        QCOMPARE(zones.node("service/default/shop").healthReason, std::string("shop-1-sidecar is offline"));
        const auto& cloud = zones.topology.zones().front();
        QCOMPARE(cloud.detail, std::string("3 data planes"));
        QVERIFY(cloud.health == api::Health::Degraded);
        QCOMPARE(cloud.healthReason, std::string("shop-1-sidecar is offline"));
    }

    void callsAServiceBadWhenNoneOfItsSidecarsIsThere()
    {
        TwoZones zones;
        zones.planes[1].isConnected = zones.planes[2].isConnected = false;

        zones.rebuild();

        QVERIFY(zones.node("service/default/shop").health == api::Health::Bad);
    }

    void seesANodeFailAndGetWell()
    {
        TwoZones zones;
        zones.rebuild();
        zones.report("shop-1-sidecar", "inbound/default/shop", 50, 30);

        zones.topology.count(zones.traffic, now, nullptr);
        QVERIFY(zones.node("service/default/shop").health == api::Health::Bad);
        const std::string& reason = zones.node("service/default/shop").healthReason;
        QVERIFY2(reason.starts_with("30 of 50 requests failed") && reason.ends_with("no instance answered"),
                 reason.c_str());

        zones.topology.count(zones.traffic, now + 2s, nullptr);
        QVERIFY(zones.node("service/default/shop").health == api::Health::Good);
    }

    void tellsErrorsOfAServiceFromRequestsThatReachedNobody()
    {
        TwoZones zones;
        zones.rebuild();
        zones.report("shop-1-sidecar", "inbound/default/shop", 40, 20, "shop-1");
        const auto reason = [&] {
            zones.topology.count(zones.traffic, now, nullptr);
            return zones.node("service/default/shop").healthReason;
        };
        QVERIFY(reason().ends_with("answered with an error, or not to the end"));

        zones.report("shop-2-sidecar", "inbound/default/shop", 10, 5);

        QVERIFY(reason().ends_with(": 20 answered with an error, or not to the end; 5 by no instance"));
    }

    void namesAnApplicationThatDoesNotListen()
    {
        TwoZones zones;
        runtime::Topology::Absences absences{{"shop-1-sidecar", {"shop", "till"}}, {"door-sidecar", {"shop"}}};
        const auto shop = [&] {
            zones.topology.rebuild(zones.resources, zones.planes, {}, absences);
            return zones.node("service/default/shop");
        };
        QVERIFY(shop().health == api::Health::Degraded);
        QVERIFY(shop().healthReason.ends_with("behind shop-1-sidecar"));

        absences["shop-2-sidecar"] = {"shop"};
        QVERIFY(shop().health == api::Health::Bad);
        QCOMPARE(shop().healthReason, std::string("no instance listens"));

        absences.clear();
        QVERIFY(shop().health == api::Health::Good);
    }

    void countsWhatReachesAServicePastItsSidecar()
    {
        TwoZones zones;
        model::GatewayService direct;
        direct.name = "old";
        direct.host = "127.1.1.1";
        direct.port = 8080;
        zones.resources.push_back(entryOf(direct));
        zones.rebuild();
        zones.report("door", "services/old", 7, 0);
        zones.report("shop-1-sidecar", "inbound/default/shop", 5, 0);

        zones.topology.count(zones.traffic, now, nullptr);

        QCOMPARE(zones.node("service/default/shop").traffic.requests, 12U);
        QCOMPARE(zones.node("workload/default/door").traffic.requests, 7U);
    }

    void remembersWhoWasTurnedAwayForAMinute()
    {
        runtime::RefusalLog log;
        telemetry::TrafficReport report;
        report.plane = "shop-1-sidecar";
        report.until = now;
        report.refusals = {{"spiffe://default/stranger", "no permission", 2, "inbound"}};
        log.record(report);
        log.record(report);

        const auto nodeOf = [](const std::string& plane) { return "node of " + plane; };
        const auto refusals = log.recent(now + 1s, nodeOf);

        QCOMPARE(refusals.size(), std::size_t(1));
        QCOMPARE(refusals.front().times, 4U);
        QCOMPARE(refusals.front().at, std::string("node of shop-1-sidecar"));
        QVERIFY(log.recent(now + 61s, nodeOf).empty());
    }

    void countsStrangersAtTheDoorFromTheirFirstSight()
    {
        runtime::RefusalLog log;
        control::RefusedStranger stranger{now, "spiffe://default/plane/door", "127.1.1.1", "expired", 3};
        log.record({stranger}, now);
        log.record({stranger}, now + 30s);
        stranger.times = 5;
        log.record({stranger}, now + 40s);

        const auto nodeOf = [](const std::string& plane) { return plane; };

        QCOMPARE(log.recent(now + 40s, nodeOf).front().times, 5U);
        QCOMPARE(log.recent(now + 40s, nodeOf).front().at, std::string("door"));
        QCOMPARE(log.recent(now + 70s, nodeOf).front().times, 2U);
    }
};

QTEST_APPLESS_MAIN(TopologyViewTest)
#include "tst_topology_view.moc"
