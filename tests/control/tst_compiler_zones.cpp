#include "engine/control/compile/compiler.h"
#include "engine/control/compile/service_sni.h"
#include "engine/snapshot/codec.h"

#include <QtTest>

#include <algorithm>

using namespace causeway;
using model::PlaneDeclaration;

namespace {

constexpr const char* root = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

model::MeshService serviceNamed(const std::string& name, std::vector<model::ServiceInstance> instances = {})
{
    return {"default", name, {}, {{"main", 8080, model::Protocol::Http}}, std::move(instances)};
}

model::Mesh meshWithMtls(model::MeshMtls::Mode mode = model::MeshMtls::Mode::Strict)
{
    return {"default", {}, model::MeshMtls{"ca-1", true, mode}};
}

PlaneDeclaration planeIn(const std::string& zone, const std::string& name)
{
    PlaneDeclaration plane;
    plane.mesh = "default";
    plane.zone = zone;
    plane.name = name;
    plane.workload = name;
    return plane;
}

PlaneDeclaration callerIn(const std::string& zone, const std::string& service)
{
    PlaneDeclaration plane = planeIn(zone, zone + "-caller");
    plane.listeners.push_back({"127.0.0.1", 33'033, service});
    return plane;
}

PlaneDeclaration instanceIn(const std::string& zone, const std::string& service, std::uint16_t number)
{
    PlaneDeclaration plane = planeIn(zone, service + "-" + std::to_string(number));
    plane.workload = service;
    plane.inbounds.push_back(
        {service, "127.0.1." + std::to_string(number), 8080, "127.0.0.1", static_cast<std::uint16_t>(9000 + number)});
    return plane;
}

PlaneDeclaration ingressIn(const std::string& zone)
{
    PlaneDeclaration plane = planeIn(zone, zone + "-ingress");
    plane.role = model::PlaneRole::ZoneIngress;
    plane.listeners.push_back({"127.0.2.1", 10'001, {}});
    plane.advertisedAddress = "127.0.3.1";
    plane.advertisedPort = 20'001;
    return plane;
}

/// A mesh with mTLS over two zones: the caller here, two instances of `disputes` there behind an ingress.
struct TwoZones
{
    control::Compiler compiler;

    TwoZones()
    {
        compiler.setTrust("default", {root});
        compiler.setResource(meshWithMtls());
        compiler.setResource(serviceNamed("disputes"));
        for (const PlaneDeclaration& plane : {callerIn("here", "disputes"), ingressIn("there"),
                                              instanceIn("there", "disputes", 1), instanceIn("there", "disputes", 2)})
            compiler.setPlane(plane);
    }

    std::shared_ptr<const snapshot::Snapshot> snapshotOf(const std::string& plane)
    {
        const auto assembled = snapshot::assemble(1, compiler.compile("default/" + plane)->sections);
        if (!assembled)
            qFatal("%s", assembled.error().message.c_str());
        return *assembled;
    }
    std::vector<std::string> endpointsOf(const std::string& plane, const std::string& cluster = "default/disputes")
    {
        std::vector<std::string> found;
        const auto snapshot = snapshotOf(plane);
        for (const snapshot::Endpoints& section : snapshot->endpoints)
            for (const snapshot::Endpoint& endpoint : section.endpoints)
                if (section.name == cluster)
                    found.push_back(endpoint.instance + " " + endpoint.address + ":" + std::to_string(endpoint.port));
        return found;
    }
    snapshot::Cluster clusterOf(const std::string& plane)
    {
        const auto snapshot = snapshotOf(plane);
        for (const snapshot::Cluster& cluster : snapshot->clusters)
            if (cluster.name == "default/disputes")
                return cluster;
        qFatal("no cluster");
    }
};

using Names = std::vector<std::string>;

} // namespace

class CompilerZonesTest : public QObject
{
    Q_OBJECT

private slots:
    void namesServersAsKumaDoes()
    {
        model::MeshService service = serviceNamed("backend");
        service.mesh = "demo";
        QCOMPARE(control::sniOf(service), std::string("ae10a8071b8a8eeb8.backend.8080.demo.ms"));

        service.name = std::string(63, 'n');
        const std::string cut = std::string(62, 'n') + "x";
        QVERIFY(control::sniOf(service).find("." + cut + ".8080.") != std::string::npos);
    }

    void anotherZoneIsReachedThroughItsIngress()
    {
        TwoZones world;

        const snapshot::Cluster cluster = world.clusterOf("here-caller");

        QCOMPARE(world.endpointsOf("here-caller"), Names{"there-ingress 127.0.3.1:20001"});
        QVERIFY(cluster.tls);
        QCOMPARE(cluster.tls->trust, std::string("default"));
        QCOMPARE(cluster.tls->sni, control::sniOf(serviceNamed("disputes")));
        QCOMPARE(cluster.tls->servers.size(), 1UL);
        QCOMPARE(cluster.tls->servers[0].value, std::string("spiffe://default/disputes"));
    }

    void theSameZoneIsReachedDirectly()
    {
        TwoZones world;
        world.compiler.setPlane(callerIn("there", "disputes"));

        QCOMPARE(world.endpointsOf("there-caller"), (Names{"disputes-1 127.0.1.1:8080", "disputes-2 127.0.1.2:8080"}));
        QVERIFY(world.clusterOf("there-caller").tls);
    }

    void theOwnZoneComesBeforeOthers()
    {
        TwoZones world;
        world.compiler.setPlane(instanceIn("here", "disputes", 7));

        QCOMPARE(world.endpointsOf("here-caller"), Names{"disputes-7 127.0.1.7:8080"});
    }

    void theIngressPassesEachServiceOfItsZone()
    {
        TwoZones world;
        world.compiler.setResource(serviceNamed("accounts"));
        world.compiler.setPlane(instanceIn("here", "accounts", 3));

        const auto snapshot = world.snapshotOf("there-ingress");

        QCOMPARE(snapshot->listeners.size(), 1UL);
        const snapshot::Listener& listener = snapshot->listeners[0];
        QCOMPARE(listener.port, std::uint16_t(10'001));
        QCOMPARE(listener.streams.size(), 1UL);
        QVERIFY(listener.streams[0].kind == snapshot::StreamRoute::Kind::Passthrough);
        QVERIFY(listener.streams[0].serverNames == Names{control::sniOf(serviceNamed("disputes"))});
        QVERIFY(!snapshot->clusters[0].tls);
        QCOMPARE(world.endpointsOf("there-ingress"), (Names{"disputes-1 127.0.1.1:8080", "disputes-2 127.0.1.2:8080"}));
    }

    void aDisabledZoneIsNotReachedFromOthers()
    {
        TwoZones world;
        world.compiler.setPlane(callerIn("there", "disputes"));

        world.compiler.setResource(model::Zone{"there", {}, false});
        QCOMPARE(world.endpointsOf("here-caller"), Names());
        QCOMPARE(world.endpointsOf("there-caller").size(), 2UL);

        world.compiler.removeResource({model::ResourceKind::Zone, {}, "there"});
        QCOMPARE(world.endpointsOf("here-caller").size(), 1UL);
    }

    void withoutMtlsAZoneKeepsToItself()
    {
        TwoZones world;
        world.compiler.setPlane(callerIn("there", "disputes"));

        world.compiler.setResource(model::Mesh{"default", {}});

        QCOMPARE(world.endpointsOf("here-caller"), Names());
        QCOMPARE(world.endpointsOf("there-caller").size(), 2UL);
        QVERIFY(!world.clusterOf("there-caller").tls);
        QVERIFY(world.snapshotOf("there-ingress")->listeners[0].streams.empty());
        QVERIFY(!world.snapshotOf("disputes-1")->listeners[0].tls);
    }

    void instancesWithoutASidecarCountWhileNobodyNeedsTls()
    {
        TwoZones world;
        world.compiler.setPlane(callerIn("there", "disputes"));
        world.compiler.setResource(
            serviceNamed("disputes", {{"bare", "127.0.0.1", 7000}, {"same-as-1", "127.0.0.1", 9001}}));

        QCOMPARE(world.endpointsOf("there-caller").size(), 2UL);

        world.compiler.setResource(model::Mesh{"default", {}});
        QCOMPARE(world.endpointsOf("there-caller"),
                 (Names{"disputes-1 127.0.1.1:8080", "disputes-2 127.0.1.2:8080", "bare 127.0.0.1:7000"}));
    }

    void anInboundLeadsToItsApplication()
    {
        TwoZones world;

        const auto snapshot = world.snapshotOf("disputes-1");

        QCOMPARE(snapshot->listeners.size(), 1UL);
        const snapshot::Listener& listener = snapshot->listeners[0];
        QCOMPARE(listener.name, std::string("inbound/disputes/127.0.1.1:8080"));
        QCOMPARE(listener.virtualHost, std::string("inbound/default/disputes"));
        QVERIFY(listener.tls && !listener.tls->acceptsPlain);
        QVERIFY(listener.allowed.empty());
        const snapshot::Route& route = snapshot->virtualHosts[0].routes[0];
        QCOMPARE(route.name, std::string("inbound/default/disputes"));
        QVERIFY(route.paths.empty() && route.preserveHost);
        QCOMPARE(world.endpointsOf("disputes-1", "inbound/default/disputes"), Names{"disputes-1 127.0.0.1:9001"});
    }

    void permissiveMeshesTakePlainTextToo()
    {
        TwoZones world;

        world.compiler.setResource(meshWithMtls(model::MeshMtls::Mode::Permissive));

        QVERIFY(world.snapshotOf("disputes-1")->listeners[0].tls->acceptsPlain);
        QVERIFY(world.clusterOf("here-caller").tls);
    }

    void aPermissionConcernsTheInboundsOfItsPlanesOnly()
    {
        TwoZones world;
        for (const std::string& plane : world.compiler.takeTouched())
            world.compiler.compile(plane);
        model::MeshTrafficPermission permission;
        permission.mesh = "default";
        permission.name = "callers";
        permission.planes.name = "disputes-1";
        permission.rules = {{{}, {{model::PeerMatch::Kind::Exact, "spiffe://default/here-caller"}}}};

        world.compiler.setResource(permission);

        QCOMPARE(world.compiler.takeTouched(), Names{"default/disputes-1"});
        QCOMPARE(world.snapshotOf("disputes-1")->listeners[0].allowed.size(), 1UL);
        QCOMPARE(world.snapshotOf("disputes-2")->listeners[0].allowed.size(), 0UL);
        permission.labels["kuma.io/effect"] = "shadow";
        world.compiler.setResource(permission);
        QCOMPARE(world.snapshotOf("disputes-1")->listeners[0].allowed.size(), 0UL);
    }

    void everyPlaneOfAMeshIsToldTheRoots()
    {
        TwoZones world;
        PlaneDeclaration gateway = planeIn("here", "gateway");
        gateway.role = model::PlaneRole::Gateway;
        world.compiler.setPlane(gateway);

        for (const char* const plane : {"here-caller", "there-ingress", "disputes-1", "gateway"}) {
            const auto bundles = world.snapshotOf(plane)->trustBundles;
            QCOMPARE(bundles.size(), 1UL);
            QCOMPARE(bundles[0].rootsPem, Names{root});
        }
    }

    void aPlaneThatLeavesIsNoEndpointAnyMore()
    {
        TwoZones world;
        world.compiler.setPlane(callerIn("there", "disputes"));

        world.compiler.removePlane("default/disputes-1");
        QCOMPARE(world.endpointsOf("there-caller"), Names{"disputes-2 127.0.1.2:8080"});

        world.compiler.removePlane("default/disputes-2");
        QCOMPARE(world.endpointsOf("there-caller"), Names());
        QVERIFY(!world.clusterOf("there-caller").tls);
        QVERIFY(world.snapshotOf("there-ingress")->listeners[0].streams.empty());
    }

    void aWeightTouchesNeitherIngressesNorReceivers()
    {
        TwoZones world;
        world.compiler.setResource(serviceNamed("accounts"));
        for (const std::string& plane : world.compiler.takeTouched())
            world.compiler.compile(plane);
        model::MeshHttpRoute route;
        route.mesh = "default";
        route.name = "cutover";
        route.to = {{"disputes", {{{{}}, {}, {}, {}, {{"disputes", {}, 9}, {"accounts", {}, 1}}}}}};

        world.compiler.setResource(route);

        QCOMPARE(world.compiler.takeTouched(), Names{"default/here-caller"});
    }
};

QTEST_APPLESS_MAIN(CompilerZonesTest)
#include "tst_compiler_zones.moc"
