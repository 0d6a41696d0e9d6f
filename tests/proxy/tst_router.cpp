#include "engine/base/random.h"
#include "engine/proxy/router.h"
#include "tests/proxy/plain_search.h"

#include <QtTest>

#include <deque>

using namespace causeway;
using model::FieldMatch;
using model::PathMatch;
using model::TextMatch;
using proxy::Router;
using proxy::RouteRequest;

namespace {

template <typename T>
const T& oneOf(Random& random, const std::vector<T>& values)
{
    return values[random.below(values.size())];
}

const std::vector<std::string> hosts = {"a.example", "b.example", "x.a.example", "a.test", "[::1]", "y.x.a.example"};
const std::vector<std::string> hostPatterns = {"a.example",  "b.example", "*.example",    "*.a.example",    "a.*",
                                               "x.a.*",      "[::1]",     "a.example:80", "*.example:8080", "a.*:80",
                                               "[::1]:8080", "c.example"};
const std::vector<std::string> methods = {"GET", "POST", "BREW", "WHEN"};
const std::vector<std::string> pathRegexes = {"/a",      "/a.*",   "/[ab]+", "/b/a$",  "/(a|ab)", "/.b",     "/a/?",
                                              "/(?:a)b", "/b{2,}", "/a|/b",  "/bb/.+", "/[^a]",   "/ab|/aba"};
const std::vector<std::string> valueRegexes = {"a", "a+", "^b", "[ab]c", "c$"};

std::string randomPath(Random& random)
{
    std::string path = "/";
    for (std::uint64_t i = random.below(6); i > 0; --i)
        path += oneOf(random, std::vector<char>{'a', 'b', '/'});
    return path;
}

std::string randomValue(Random& random)
{
    std::string value;
    for (std::uint64_t i = random.below(4); i > 0; --i)
        value += oneOf(random, std::vector<char>{'a', 'b', 'c'});
    return value;
}

PathMatch randomPathMatch(Random& random)
{
    const auto kind = static_cast<PathMatch::Kind>(random.below(5));
    return {kind, isRegex(kind) ? oneOf(random, pathRegexes) : randomPath(random)};
}

FieldMatch randomFieldMatch(Random& random, const std::vector<std::string>& names)
{
    FieldMatch match{oneOf(random, names), random.below(5) == 0, random.below(3) == 0, {}};
    for (std::uint64_t i = match.isAbsent ? 0 : random.below(3); i > 0; --i) {
        const auto kind = static_cast<TextMatch::Kind>(random.below(4));
        const bool isRegex = kind == TextMatch::Kind::Regex || kind == TextMatch::Kind::RegexPart;
        match.values.push_back({kind, isRegex ? oneOf(random, valueRegexes) : randomValue(random)});
    }
    return match;
}

snapshot::Route randomRoute(Random& random)
{
    snapshot::Route route;
    for (std::uint64_t i = random.below(3); i > 0; --i)
        route.hosts.push_back(oneOf(random, hostPatterns));
    for (std::uint64_t i = random.below(3); i > 0; --i)
        route.paths.push_back(randomPathMatch(random));
    for (std::uint64_t i = random.below(3); i > 0; --i)
        route.methods.push_back(oneOf(random, methods));
    if (random.below(4) == 0)
        route.headers.push_back(randomFieldMatch(random, {"x-a", "accept"}));
    if (random.below(4) == 0)
        route.query.push_back(randomFieldMatch(random, {"q", "r"}));
    if (random.below(8) == 0)
        route.snis.push_back(oneOf(random, std::vector<std::string>{"a.example", "*.example", "a.*"}));
    return route;
}

/// A request with the memory that its slices lie in.
struct Asked
{
    std::deque<std::string> texts;
    http::FieldList fields;
    RouteRequest request;

    std::string_view keep(std::string text) { return texts.emplace_back(std::move(text)); }
    void addField(std::string name, std::string value)
    {
        http::Field field;
        field.name = keep(std::move(name));
        field.value = keep(std::move(value));
        field.id = http::findFieldName(field.name);
        fields.add(field);
    }
};

void fillRandomly(Asked& asked, Random& random)
{
    RouteRequest& request = asked.request;
    request.host = oneOf(random, hosts);
    request.port = random.below(2) == 0 ? 80 : 8080;
    request.path = asked.keep(random.below(20) ? randomPath(random) : "*");
    request.methodText = oneOf(random, methods);
    request.method = http::findMethod(request.methodText);
    std::string query;
    for (std::uint64_t i = random.below(3); i > 0; --i)
        query += oneOf(random, std::vector<std::string>{"q=", "r=", "q", "qq="}) + randomValue(random) + "&";
    request.query = asked.keep(query);
    for (std::uint64_t i = random.below(3); i > 0; --i)
        asked.addField(oneOf(random, std::vector<std::string>{"X-A", "Accept", "x-b"}),
                       oneOf(random, std::vector<std::string>{"A", "aC", "b", "abc", "C"}));
    request.fields = &asked.fields;
    request.isSecure = random.below(2) == 0;
    request.serverName = request.isSecure ? std::string_view(oneOf(random, hosts)) : std::string_view();
}

Router routerOf(const std::vector<snapshot::Route>& routes)
{
    auto router = Router::create(routes);
    if (!router)
        qFatal("%s", router.error().message.c_str());
    return *std::move(router);
}

std::optional<Router::Match> find(const Router& router, RouteRequest request)
{
    Router::Scratch scratch;
    if (request.host.empty())
        request.host = "h";
    if (request.methodText.empty())
        request.methodText = "GET";
    request.method = http::findMethod(request.methodText);
    return router.find(request, scratch);
}

RouteRequest forPath(std::string_view path)
{
    RouteRequest request;
    request.path = path;
    return request;
}

snapshot::Route under(PathMatch::Kind kind, std::string path)
{
    snapshot::Route route;
    route.paths = {{kind, std::move(path)}};
    return route;
}

} // namespace

class RouterTest : public QObject
{
    Q_OBJECT

private slots:
    void findsWhatALinearSearchFinds()
    {
        Random random(4);
        Router::Scratch scratch;
        std::size_t found = 0;
        for (int round = 0; round < 250; ++round) {
            std::vector<snapshot::Route> routes(random.below(40));
            for (snapshot::Route& route : routes)
                route = randomRoute(random);
            const Router router = routerOf(routes);
            for (int ask = 0; ask < 40; ++ask) {
                Asked asked;
                fillRandomly(asked, random);

                const auto expected = test::findPlainly(routes, asked.request);
                const auto actual = router.find(asked.request, scratch);

                QCOMPARE(actual.has_value(), expected.has_value());
                if (!expected)
                    continue;
                ++found;
                QCOMPARE(actual->route, expected->route);
                QCOMPARE(actual->matchedLength, expected->matchedLength);
            }
        }
        QVERIFY(found > 5'000);
    }

    void theFirstOfTwoThatMatchWins()
    {
        const Router router = routerOf({under(PathMatch::Kind::PlainPrefix, "/"), under(PathMatch::Kind::Exact, "/a"),
                                        under(PathMatch::Kind::Regex, "/a")});

        QCOMPARE(find(router, forPath("/a"))->route, std::size_t(0));
    }

    void aSegmentPrefixEndsAtASlash()
    {
        const Router router = routerOf({under(PathMatch::Kind::SegmentPrefix, "/card")});

        QVERIFY(find(router, forPath("/card")));
        QVERIFY(find(router, forPath("/card/7")));
        QVERIFY(!find(router, forPath("/cards")));
    }

    void knowsWhereClientsComeFrom_data()
    {
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<int>("bits");
        QTest::addColumn<int>("port");
        QTest::addColumn<QByteArray>("client");
        QTest::addColumn<bool>("fits");
        const auto row = [](const char* name, const char* address, int bits, int port, const char* client, bool fits) {
            QTest::newRow(name) << QByteArray(address) << bits << port << QByteArray(client) << fits;
        };
        row("in the network", "10.1.0.0", 16, 0, "10.1.200.3:5000", true);
        row("beside the network", "10.1.0.0", 16, 0, "10.2.0.1:5000", false);
        row("within a byte", "10.1.16.0", 20, 0, "10.1.31.9:5000", true);
        row("beside it within a byte", "10.1.16.0", 20, 0, "10.1.32.9:5000", false);
        row("one address", "10.1.2.3", 32, 0, "10.1.2.3:1", true);
        row("another address", "10.1.2.3", 32, 0, "10.1.2.4:1", false);
        row("any of IPv4", "0.0.0.0", 0, 0, "1.2.3.4:5", true);
        row("IPv6", "2001:db8::", 32, 0, "[2001:db8:1::2]:5", true);
        row("IPv6 beside it", "2001:db8::", 32, 0, "[2001:db9::2]:5", false);
        row("IPv4 is not any of IPv6 but all", "2001:db8::", 32, 0, "10.0.0.1:5", false);
        row("by port", "", 0, 5000, "10.0.0.1:5000", true);
        row("by another port", "", 0, 5000, "10.0.0.1:5001", false);
        row("a dual-stack client", "10.1.0.0", 16, 0, "[::ffff:10.1.2.3]:5000", true);
    }

    void knowsWhereClientsComeFrom()
    {
        QFETCH(QByteArray, address);
        QFETCH(int, bits);
        QFETCH(int, port);
        QFETCH(QByteArray, client);
        QFETCH(bool, fits);
        snapshot::Route route;
        route.sources = {{address.toStdString(), static_cast<std::uint32_t>(bits), static_cast<std::uint16_t>(port)}};
        const Router router = routerOf({route});
        const auto source = net::SocketAddress::parse(client.toStdString());
        RouteRequest request = forPath("/");
        request.source = &*source;

        QVERIFY(source && router.readsClient());
        QCOMPARE(find(router, request).has_value(), fits);
        QVERIFY(!find(router, forPath("/")));
    }

    void aRouteByServerNameAsksNobodyWithoutTls()
    {
        snapshot::Route route;
        route.snis = {"a.example"};
        const Router router = routerOf({route});
        RouteRequest secure = forPath("/");
        secure.isSecure = true;

        QVERIFY(find(router, forPath("/")));
        QVERIFY(!find(router, secure));
        secure.serverName = "A.example.";
        QVERIFY(find(router, secure));
    }

    void namesTheRouteOfAnExpressionThatCannotBeUsed()
    {
        auto route = under(PathMatch::Kind::Regex, "/(?=a)");
        route.name = "routes/ahead";

        const auto router = Router::create({route});

        QVERIFY(!router);
        QVERIFY(router.error().message.find("routes/ahead") != std::string::npos);
    }

    void tenThousandRoutesAreAllFound_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("by segments") << static_cast<int>(PathMatch::Kind::SegmentPrefix);
        QTest::newRow("by expressions") << static_cast<int>(PathMatch::Kind::RegexStart);
    }

    void tenThousandRoutesAreAllFound()
    {
        QFETCH(int, kind);
        std::vector<snapshot::Route> routes;
        for (int i = 0; i < 10'000; ++i)
            routes.push_back(under(static_cast<PathMatch::Kind>(kind), "/r" + std::to_string(i) + "/"));
        const Router router = routerOf(routes);

        for (std::size_t i = 0; i < routes.size(); ++i) {
            const std::string path = routes[i].paths[0].value + "x";
            const auto match = find(router, forPath(path));
            QVERIFY(match && match->route == i);
        }
        QVERIFY(!find(router, forPath("/other")));
    }

    void withoutRoutesNothingMatches() { QVERIFY(!find(routerOf({}), forPath("/"))); }
};

QTEST_APPLESS_MAIN(RouterTest)
#include "tst_router.moc"
