#include "engine/control/compile/gateway_routes.h"
#include "engine/control/compile/uuid.h"

#include <QtTest>

using namespace causeway;

namespace {

model::GatewayRoute routeOf(const std::string& name, std::vector<std::string> paths,
                            std::vector<std::string> hosts = {}, std::vector<std::string> methods = {})
{
    model::GatewayRoute route;
    route.name = name;
    route.service = "web";
    route.paths = std::move(paths);
    route.hosts = std::move(hosts);
    route.methods = std::move(methods);
    return route;
}

std::vector<snapshot::Route> compile(const std::vector<model::GatewayRoute>& routes,
                                     const model::GatewayService& service)
{
    std::vector<const model::GatewayRoute*> borrowed;
    for (const model::GatewayRoute& route : routes)
        borrowed.push_back(&route);
    return control::compileGatewayRoutes(
        borrowed, [&](const std::string& name) { return name == service.name ? &service : nullptr; });
}

model::GatewayService web()
{
    model::GatewayService service;
    service.name = "web";
    service.host = "127.0.0.1";
    service.path = "/base";
    return service;
}

std::vector<std::string> namesOf(const std::vector<snapshot::Route>& routes)
{
    std::vector<std::string> names;
    for (const snapshot::Route& route : routes)
        names.push_back(route.name);
    return names;
}

} // namespace

class GatewayRoutesTest : public QObject
{
    Q_OBJECT

private slots:
    void namesHostsAsAPlaneComparesThem()
    {
        const auto routes = compile({routeOf("hosts", {}, {"Shop.Example", "10.0.0.1", "::1"})}, web());

        QCOMPARE(routes[0].hosts, std::vector<std::string>({"shop.example", "10.0.0.1", "[::1]"}));
    }

    void moreKindsOfConditionsComeFirstThenLongerPaths()
    {
        const auto routes = compile({routeOf("short", {"/a"}), routeOf("long", {"/a/b"}),
                                     routeOf("host", {"/a"}, {"x.test"}), routeOf("all", {"/a"}, {"x.test"}, {"GET"})},
                                    web());

        const std::vector<std::string> expected = {"routes/all", "routes/host", "routes/long", "routes/short"};
        QCOMPARE(namesOf(routes), expected);
    }

    void aRouteWithPathsOfSeveralLengthsBecomesOneALength()
    {
        const auto routes = compile({routeOf("r", {"/a", "/long", "/b"})}, web());

        const std::vector<std::string> expected = {"routes/r#2", "routes/r#1"};
        QCOMPARE(namesOf(routes), expected);
        QCOMPARE(routes[1].paths.size(), 2U);
    }

    void aDisabledServiceTakesItsRoutesAway()
    {
        auto disabled = web();
        disabled.isEnabled = false;

        QVERIFY(compile({routeOf("r", {"/a"})}, disabled).empty());
    }

    void aRouteWithoutServiceStaysAndHasNoBackend()
    {
        auto route = routeOf("r", {"/a"});
        route.service.clear();

        const auto routes = compile({route}, web());

        QCOMPARE(routes.size(), 1U);
        QVERIFY(routes[0].split.empty());
    }

    void equalRoutesStandInTheOrderOfTheirIdsWhateverOrderTheyCameIn()
    {
        const std::vector<model::GatewayRoute> routes = {routeOf("one", {"/a"}), routeOf("two", {"/b"}),
                                                         routeOf("three", {"/c"})};
        const std::vector<model::GatewayRoute> turned(routes.rbegin(), routes.rend());

        QCOMPARE(namesOf(compile(routes, web())), namesOf(compile(turned, web())));
    }

    // RFC 9562 appendix A.4.
    void namesGiveTheUuidOfTheStandard()
    {
        const control::Uuid dns{
            {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}};

        QCOMPARE(control::Uuid::ofName(dns, "www.example.com").text(),
                 std::string("2ed6657d-e927-568b-95e1-2665a8aea6a2"));
    }
};

QTEST_APPLESS_MAIN(GatewayRoutesTest)
#include "tst_gateway_routes.moc"
