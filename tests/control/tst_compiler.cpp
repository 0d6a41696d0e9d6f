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
        std::map<std::string, Digest> hashes;
        for (const auto& [key, plane] : m_planes)
            hashes[key] = fresh.compile(key)->hash;
        return hashes;
    }

private:
    std::map<model::ResourceKey, model::Resource> m_resources;
    std::map<std::string, model::PlaneDeclaration> m_planes;
    std::map<std::string, Digest> m_compiled;
};

void changeSomething(World& world, Random& random)
{
    const std::string service = numbered("s", random.below(5));
    const std::string other = numbered("s", random.below(5));
    const std::string name = numbered("n", random.below(4));
    switch (random.below(10)) {
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
    default: {
        auto route = routeOf(name, service, other, static_cast<std::uint32_t>(random.below(101)));
        if (random.below(3) == 0)
            route.planes.name = numbered("n", random.below(4)) + "-sidecar";
        return world.set(route);
    }
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
