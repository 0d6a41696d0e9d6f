#include "engine/base/random.h"
#include "engine/control/compile/compiler.h"
#include "engine/snapshot/codec.h"

#include <QtTest>

#include <map>

using namespace causeway;

namespace {

std::string numbered(const std::string& name, std::uint64_t number)
{
    return name + "-" + std::to_string(number);
}

model::MeshService serviceOf(const std::string& name, std::uint64_t instances)
{
    model::MeshService service{"default", name, {}, {{"main", 80, model::Protocol::Http}}, {}};
    for (std::uint64_t i = 0; i < instances; ++i)
        service.instances.push_back({numbered(name, i), "127.0.0.1", static_cast<std::uint16_t>(9000 + i)});
    return service;
}

model::MeshHttpRoute routeOf(const std::string& name, const std::string& from, const std::string& to,
                             std::uint32_t weight)
{
    model::MeshHttpRoute route;
    route.mesh = "default";
    route.name = name;
    model::HttpRule rule;
    rule.matches.push_back({model::PathMatch{model::PathMatch::Kind::SegmentPrefix, "/" + to}, {}});
    rule.backends = {{from, {}, 100 - weight}, {to, {}, weight}};
    route.to.push_back({from, {rule}});
    return route;
}

model::PlaneDeclaration sidecarOf(const std::string& workload, std::vector<std::string> services)
{
    model::PlaneDeclaration plane;
    plane.mesh = "default";
    plane.zone = "here";
    plane.name = workload + "-sidecar";
    plane.role = model::PlaneRole::Sidecar;
    plane.workload = workload;
    std::uint16_t port = 33000;
    for (std::string& service : services)
        plane.listeners.push_back({"127.0.0.1", ++port, std::move(service)});
    return plane;
}

/// A sidecar that takes traffic for a service in one of two zones.
model::PlaneDeclaration instanceOf(const std::string& service, std::uint64_t number, Random& random)
{
    model::PlaneDeclaration plane = sidecarOf(numbered(service, number), {numbered("s", random.below(5))});
    plane.zone = random.below(2) ? "here" : "there";
    plane.workload = service;
    const auto port = static_cast<std::uint16_t>(8000 + random.below(3));
    plane.inbounds.push_back({service, "127.0.0.1", port, "127.0.0.1", static_cast<std::uint16_t>(9000 + number)});
    return plane;
}

model::PlaneDeclaration ingressOf(const std::string& zone, std::uint64_t number)
{
    model::PlaneDeclaration plane;
    plane.mesh = "default";
    plane.zone = zone;
    plane.name = numbered(zone + "-ingress", number);
    plane.role = model::PlaneRole::ZoneIngress;
    plane.listeners.push_back({"127.0.0.1", static_cast<std::uint16_t>(10'001 + number), {}});
    return plane;
}

model::MeshTrafficPermission permissionOf(const std::string& name, const std::string& caller, Random& random)
{
    model::MeshTrafficPermission permission;
    permission.mesh = "default";
    permission.name = name;
    if (random.below(2))
        permission.from.push_back(
            {random.below(2) ? std::optional(caller) : std::nullopt,
             random.below(2) ? model::PermissionSource::Action::Allow : model::PermissionSource::Action::Deny});
    else
        permission.rules.push_back({{}, {{model::PeerMatch::Kind::Exact, "spiffe://default/" + caller}}});
    if (random.below(2))
        permission.planes.name = numbered(caller, random.below(3)) + "-sidecar";
    return permission;
}

model::Mesh meshWith(std::uint64_t kind)
{
    model::Mesh mesh{"default", {}};
    if (kind > 0)
        mesh.mtls = model::MeshMtls{"ca-1", kind > 1,
                                    kind > 2 ? model::MeshMtls::Mode::Strict : model::MeshMtls::Mode::Permissive};
    return mesh;
}

model::PlaneDeclaration gatewayOf(const std::string& workload)
{
    model::PlaneDeclaration plane;
    plane.mesh = "default";
    plane.name = workload;
    plane.role = model::PlaneRole::Gateway;
    plane.workload = workload;
    plane.listeners.push_back({"127.0.0.1", 8000, {}});
    return plane;
}

/// The same resources and planes, in another order, compiled from nothing.
class World
{
public:
    control::Compiler incremental;

    void set(const model::Resource& resource)
    {
        m_resources.insert_or_assign(model::keyOf(resource), resource);
        incremental.setResource(resource);
    }
    void remove(const model::ResourceKey& key)
    {
        m_resources.erase(key);
        incremental.removeResource(key);
    }
    void set(const model::PlaneDeclaration& plane)
    {
        m_planes.insert_or_assign(control::planeKeyOf(plane), plane);
        incremental.setPlane(plane);
    }
    void remove(const std::string& plane)
    {
        m_planes.erase(plane);
        incremental.removePlane(plane);
        m_compiled.erase(plane);
    }
    void trust(std::vector<std::string> roots)
    {
        m_roots = std::move(roots);
        incremental.setTrust("default", m_roots);
    }
    void compileTouched()
    {
        for (const std::string& plane : incremental.takeTouched())
            m_compiled[plane] = incremental.compile(plane)->hash;
    }
    std::map<std::string, Digest> compiled() const { return m_compiled; }
    std::map<std::string, Digest> compiledFromNothing() const
    {
        control::Compiler fresh;
        for (auto plane = m_planes.rbegin(); plane != m_planes.rend(); ++plane)
            fresh.setPlane(plane->second);
        for (auto resource = m_resources.rbegin(); resource != m_resources.rend(); ++resource)
            fresh.setResource(resource->second);
        fresh.setTrust("default", {m_roots.rbegin(), m_roots.rend()});
        std::map<std::string, Digest> hashes;
        for (const auto& [key, plane] : m_planes)
            hashes[key] = fresh.compile(key)->hash;
        return hashes;
    }

private:
    std::map<model::ResourceKey, model::Resource> m_resources;
    std::map<std::string, model::PlaneDeclaration> m_planes;
    std::map<std::string, Digest> m_compiled;
    std::vector<std::string> m_roots;
};

void changeWhoMayReachWhom(World& world, Random& random)
{
    const std::string service = numbered("s", random.below(5));
    const std::string zone = random.below(2) ? "here" : "there";
    switch (random.below(9)) {
    case 0:
        return world.set(meshWith(random.below(4)));
    case 1:
        return world.remove({model::ResourceKind::Mesh, {}, "default"});
    case 2:
        return world.set(permissionOf(numbered("p", random.below(4)), service, random));
    case 3:
        return world.remove({model::ResourceKind::MeshTrafficPermission, "default", numbered("p", random.below(4))});
    case 4:
        return world.set(ingressOf(zone, random.below(2)));
    case 5:
        return world.remove("default/" + numbered(zone + "-ingress", random.below(2)));
    case 6:
        return world.set(model::Zone{zone, {}, random.below(2) == 0});
    case 7:
        return random.below(4) ? world.set(instanceOf(service, random.below(3), random))
                               : world.remove("default/" + numbered(service, random.below(3)) + "-sidecar");
    default:
        return world.trust(random.below(2) ? std::vector<std::string>{"b", "a"} : std::vector<std::string>{"a"});
    }
}

void changeSomething(World& world, Random& random)
{
    const std::string service = numbered("s", random.below(5));
    const std::string other = numbered("s", random.below(5));
    const std::string name = numbered("n", random.below(4));
    switch (random.below(20)) {
    case 0:
        return world.set(serviceOf(service, random.below(3)));
    case 1:
        return world.remove({model::ResourceKind::MeshService, "default", service});
    case 2:
        return world.remove({model::ResourceKind::MeshHttpRoute, "default", name});
    case 3:
        return world.set(sidecarOf(name, {service, other}));
    case 4:
        return world.set(gatewayOf(name));
    case 5:
        return world.remove("default/" + (random.below(2) ? name : name + "-sidecar"));
    case 6: {
        model::GatewayService gateway;
        gateway.name = name;
        gateway.host = random.below(2) ? service : "127.0.0.9";
        return world.set(gateway);
    }
    case 7: {
        model::GatewayRoute route;
        route.name = numbered("r", random.below(3));
        route.service = name;
        route.paths = {"/" + service};
        return world.set(route);
    }
    case 8:
    case 9: {
        auto route = routeOf(name, service, other, static_cast<std::uint32_t>(random.below(101)));
        if (random.below(3) == 0)
            route.planes.name = numbered("n", random.below(4)) + "-sidecar";
        return world.set(route);
    }
    default:
        return changeWhoMayReachWhom(world, random);
    }
}

} // namespace

class CompilerTest : public QObject
{
    Q_OBJECT

private slots:
    void compilingWhatChangedEqualsCompilingAll_data()
    {
        QTest::addColumn<quint64>("seed");
        for (quint64 seed = 1; seed <= 8; ++seed)
            QTest::addRow("seed %llu", seed) << seed;
    }

    void compilingWhatChangedEqualsCompilingAll()
    {
        QFETCH(quint64, seed);
        Random random(seed);
        World world;
        for (int step = 0; step < 300; ++step) {
            changeSomething(world, random);
            if (random.below(3) != 0)
                continue;
            world.compileTouched();
            QVERIFY2(world.compiled() == world.compiledFromNothing(), qPrintable(QString("step %1").arg(step)));
        }
    }

    void whatItMakesCanBeServed()
    {
        control::Compiler compiler;
        compiler.setResource(serviceOf("old", 1));
        compiler.setResource(serviceOf("new", 2));
        compiler.setResource(routeOf("cutover", "old", "new", 30));
        compiler.setPlane(sidecarOf("front", {"old"}));

        const auto compiled = compiler.compile("default/front-sidecar");
        const auto snapshot = snapshot::assemble(1, compiled->sections);

        QVERIFY2(snapshot.has_value(), snapshot ? "" : snapshot.error().message.c_str());
        QCOMPARE((*snapshot)->clusters.size(), 2U);
        QVERIFY((*snapshot)->hash == compiled->hash);
    }

    void aWeightConcernsOnlyThePlanesThatSplitByIt()
    {
        control::Compiler compiler;
        for (const char* const name : {"a", "b", "c"})
            compiler.setResource(serviceOf(name, 1));
        compiler.setResource(routeOf("cutover", "a", "b", 0));
        compiler.setPlane(sidecarOf("one", {"a"}));
        compiler.setPlane(sidecarOf("two", {"c"}));
        compiler.setPlane(gatewayOf("one"));
        for (const std::string& plane : compiler.takeTouched())
            compiler.compile(plane);

        compiler.setResource(routeOf("cutover", "a", "b", 10));

        QCOMPARE(compiler.takeTouched(), std::vector<std::string>{"default/one-sidecar"});
    }

    void aWeightChangesOneSectionAndSharesTheRest()
    {
        control::Compiler compiler;
        std::vector<std::string> services;
        for (std::uint64_t i = 0; i < 50; ++i) {
            services.push_back(numbered("s", i));
            compiler.setResource(serviceOf(services.back(), 2));
        }
        compiler.setResource(routeOf("cutover", "s-1", "s-2", 0));
        compiler.setPlane(sidecarOf("front", services));
        const auto before = compiler.compile("default/front-sidecar");

        compiler.setResource(routeOf("cutover", "s-1", "s-2", 10));
        const auto after = compiler.compile("default/front-sidecar");

        QCOMPARE(before->sections.size(), after->sections.size());
        std::size_t changed = 0;
        for (std::size_t i = 0; i < before->sections.size(); ++i)
            changed += before->sections[i] != after->sections[i];
        QCOMPARE(changed, 1U);
    }

    void aGatewayReachesAMeshServiceThroughTheSidecarBesideIt()
    {
        control::Compiler compiler;
        model::GatewayService service;
        service.name = "walk";
        service.host = "old";
        compiler.setResource(service);
        compiler.setPlane(gatewayOf("front"));
        compiler.setPlane(sidecarOf("front", {"old"}));
        compiler.setPlane(sidecarOf("elsewhere", {"old"}));

        const auto compiled = compiler.compile("default/front");
        const auto snapshot = snapshot::assemble(1, compiled->sections);

        QVERIFY(snapshot.has_value());
        QCOMPARE((*snapshot)->endpoints[0].endpoints[0].instance, std::string("front-sidecar"));
        QCOMPARE((*snapshot)->endpoints[0].endpoints[0].port, std::uint16_t(33001));
    }
};

QTEST_APPLESS_MAIN(CompilerTest)
#include "tst_compiler.moc"
