#include "engine/control/compile/gateway_routes.h"
#include "engine/control/compile/uuid.h"

#include <QtTest>

using namespace causeway;

Q_DECLARE_METATYPE(model::GatewayRoute)

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

    // kong.md §4.1.
    void ordersRoutesAsKongDoes_data()
    {
        QTest::addColumn<model::GatewayRoute>("first");
        QTest::addColumn<model::GatewayRoute>("second");
        const auto row = [](const char* name, const model::GatewayRoute& first, const model::GatewayRoute& second) {
            QTest::newRow(name) << first << second;
        };
        const auto withHeaders = [](model::GatewayRoute route, int count) {
            for (int i = 0; i < count; ++i)
                route.headers.push_back({"x-" + std::to_string(i), {"1"}});
            return route;
        };
        const auto withPriority = [](model::GatewayRoute route, std::int64_t priority) {
            route.regexPriority = priority;
            return route;
        };
        const auto withId = [](model::GatewayRoute route, const char* id) {
            route.id = id;
            return route;
        };
        auto bySni = routeOf("first", {"/a"});
        bySni.snis = {"a.b"};
        row("more kinds of conditions", routeOf("first", {"/a"}, {"*.x.test"}, {"GET"}),
            routeOf("second", {"/a/b/c"}, {"x.test"}));
        row("a server name is a kind", bySni, routeOf("second", {"/a/b"}));
        row("hosts are a kind", routeOf("first", {"/a"}, {"x.test"}), routeOf("second", {"~/a/.*"}));
        row("plain hosts before wildcards", routeOf("first", {"/a"}, {"x.test"}),
            routeOf("second", {"~/a/b"}, {"*.test"}));
        row("one wildcard among hosts is enough", routeOf("first", {"/a"}, {"x.test"}),
            routeOf("second", {"/a/b"}, {"x.test", "*.test"}));
        row("more headers", withHeaders(routeOf("first", {"/a"}), 2), withHeaders(routeOf("second", {"~/a/b"}), 1));
        row("an expression before any prefix", routeOf("first", {"~/a"}), routeOf("second", {"/a/b/c/d"}));
        row("the priority of expressions", withPriority(routeOf("first", {"~/a"}), 2),
            withPriority(routeOf("second", {"~/a/b/c"}), 1));
        row("the priority says nothing of prefixes", withPriority(routeOf("first", {"/a/b"}), 0),
            withPriority(routeOf("second", {"/a"}), 9));
        row("longer prefixes", routeOf("first", {"/a/b"}), routeOf("second", {"/a"}));
        row("the larger id", withId(routeOf("first", {"/a"}), "F0000000-0000-0000-0000-000000000000"),
            withId(routeOf("second", {"/a"}), "0fffffff-ffff-ffff-ffff-ffffffffffff"));
        row("the length of an expression says nothing",
            withId(routeOf("first", {"~/a"}), "f0000000-0000-0000-0000-000000000000"),
            withId(routeOf("second", {"~/a/b"}), "0fffffff-ffff-ffff-ffff-ffffffffffff"));
    }

    void ordersRoutesAsKongDoes()
    {
        QFETCH(model::GatewayRoute, first);
        QFETCH(model::GatewayRoute, second);
        const std::vector<std::string> expected = {"routes/first", "routes/second"};

        QCOMPARE(namesOf(compile({first, second}, web())), expected);
        QCOMPARE(namesOf(compile({second, first}, web())), expected);
    }

    void compilesConditionsAsKongComparesThem()
    {
        auto route = routeOf("r", {"~/v(\\d+)", "/plain", "~/w"}, {"*.Shop.Example", "shop.*:8080", "::1"});
        route.headers = {{"X-Tier", {"Gold", "~*^S\\D"}}};
        route.snis = {"Shop.Example."};

        const auto routes = compile({route}, web());

        QCOMPARE(routes.size(), 2U);
        QCOMPARE(routes[0].name, std::string("routes/r#1"));
        const std::vector<model::PathMatch> regexes = {{model::PathMatch::Kind::RegexStart, "/v(\\d+)"},
                                                       {model::PathMatch::Kind::RegexStart, "/w"}};
        QVERIFY(routes[0].paths == regexes);
        QCOMPARE(routes[0].hosts, (std::vector<std::string>{"*.shop.example", "shop.*:8080", "[::1]"}));
        const model::FieldMatch tier{
            "x-tier",
            false,
            true,
            {{model::TextMatch::Kind::Exact, "gold"}, {model::TextMatch::Kind::RegexPart, "^s\\d"}}};
        QVERIFY(routes[0].headers == std::vector{tier});
        QCOMPARE(routes[0].snis, std::vector<std::string>{"shop.example"});
    }

    void plainClientsOfARouteOfHttpsAreToldSo()
    {
        auto secure = routeOf("r", {"/a"});
        secure.protocols = {"https"};
        secure.httpsRedirectStatus = 301;

        QCOMPARE(compile({secure}, web())[0].plainStatus, std::uint16_t(301));
        QCOMPARE(compile({routeOf("r", {"/a"})}, web())[0].plainStatus, std::uint16_t(0));
    }

    void aServiceSaysHowOftenIsRetried()
    {
        auto service = web();
        service.retries = 2;

        const snapshot::Retry expected{2, true, true, false};
        QVERIFY(compile({routeOf("r", {"/a"})}, service)[0].retry == expected);
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
