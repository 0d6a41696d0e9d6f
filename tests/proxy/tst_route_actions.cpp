#include "tests/support/raw_client.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::test;
using model::PathMatch;
using snapshot::Redirect;
using snapshot::Rewrite;

Q_DECLARE_METATYPE(Redirect)

namespace {

/// A gateway with one route to one upstream that remembers what it got.
struct Routed
{
    Routed()
        : upstream([this](UpstreamPeer& peer) {
            for (std::string request = peer.readRequest(); !request.empty(); request = peer.readRequest()) {
                upstream.noteRequest(request);
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        })
    {
        plane.addCluster("svc", {upstream.port()});
        plane.addRoute("r", {{"svc", 1}});
    }

    snapshot::Route& route() { return plane.snapshot.virtualHosts[0].routes[0]; }
    std::string ask(const std::string& request)
    {
        if (const auto applied = plane.apply(); !applied)
            qFatal("%s", applied.error().message.c_str());
        RawClient client(plane.address());
        client.send(request);
        return client.readResponse(request.starts_with("HEAD"));
    }
    /// The request line that the upstream got last.
    std::string seenLine() const
    {
        const auto received = upstream.received();
        return received.empty() ? std::string() : received.back().substr(0, received.back().find("\r\n"));
    }

    ScriptedUpstream upstream;
    RunningPlane plane;
};

std::string get(const std::string& target, const std::string& more = {})
{
    return "GET " + target + " HTTP/1.1\r\nHost: Shop.Example:8080\r\n" + more + "\r\n";
}

} // namespace

class RouteActionsTest : public QObject
{
    Q_OBJECT

private slots:
    void redirects_data()
    {
        QTest::addColumn<Redirect>("redirect");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("location");
        const auto row = [](const char* name, Redirect redirect, const char* target, const char* location) {
            QTest::newRow(name) << std::move(redirect) << QByteArray(target) << QByteArray(location);
        };
        const auto path = [](Rewrite::Kind kind, const char* value, const char* pattern = "") {
            return Redirect{"", "", 0, {kind, value, false, pattern}, 302};
        };
        row("scheme", {"https", "", 0, {}, 301}, "/a/b?c", "https://Shop.Example/a/b?c");
        row("host", {"", "new.example", 0, {}, 302}, "/a?", "http://new.example/a?");
        row("port", {"", "", 9000, {}, 303}, "/a", "http://Shop.Example:9000/a");
        row("usual port", {"https", "", 443, {}, 307}, "/a", "https://Shop.Example/a");
        row("nothing but the path", path(Rewrite::Kind::ReplaceFullPath, "/new"), "/a/b?c",
            "http://Shop.Example:8080/new?c");
        row("prefix", path(Rewrite::Kind::ReplaceSegmentPrefix, "/new"), "/a/b", "http://Shop.Example:8080/new/b");
        row("expression", path(Rewrite::Kind::ReplaceRegex, "/new/\\1", "/a/(\\w+)"), "/a/b/c",
            "http://Shop.Example:8080/new/b/c");
        row("a path that has to be escaped", path(Rewrite::Kind::ReplaceSegmentPrefix, "/"), "/a/%0d%0ax",
            "http://Shop.Example:8080/%0D%0Ax");
    }

    void redirects()
    {
        QFETCH(Redirect, redirect);
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, location);
        Routed routed;
        routed.route().split.clear();
        routed.route().paths = {{PathMatch::Kind::SegmentPrefix, "/a"}};
        routed.route().redirect = redirect;

        const std::string response = routed.ask(get(target.toStdString()));

        QCOMPARE(statusOf(response), int(redirect.status));
        QCOMPARE(QByteArray::fromStdString(headerOf(response, "Location")), location);
        QCOMPARE(headerOf(response, "Content-Length"), std::string("0"));
    }

    void tellsPlainClientsToUseHttps()
    {
        Routed routed;
        routed.route().plainStatus = 426;
        const std::string told = routed.ask(get("/a"));
        routed.route().plainStatus = 301;
        const std::string sent = routed.ask(get("/a//b?c"));
        const std::string nameless = routed.ask("GET / HTTP/1.0\r\n\r\n");

        QCOMPARE(statusOf(told), 426);
        QCOMPARE(headerOf(told, "Upgrade"), std::string("TLS/1.2, HTTP/1.1"));
        QCOMPARE(headerOf(told, "Connection"), std::string("Upgrade"));
        QVERIFY(bodyOf(told).find("Please use HTTPS protocol") != std::string::npos);
        QCOMPARE(statusOf(sent), 301);
        QCOMPARE(headerOf(sent, "Location"), std::string("https://Shop.Example/a//b?c"));
        QCOMPARE(statusOf(nameless), 426);
        QCOMPARE(routed.upstream.requests(), 0);
    }

    void answersAsTold()
    {
        Routed routed;
        routed.route().split.clear();
        routed.route().answer = snapshot::DirectAnswer{503, "text/plain", "closed\n"};
        routed.route().responseHeaders.set = {{"Retry-After", "60"}};

        const std::string response = routed.ask(get("/"));
        const std::string head = routed.ask("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");

        QCOMPARE(statusOf(response), 503);
        QCOMPARE(bodyOf(response), std::string("closed\n"));
        QCOMPARE(headerOf(response, "Content-Type"), std::string("text/plain"));
        QCOMPARE(headerOf(response, "Retry-After"), std::string("60"));
        QCOMPARE(headerOf(head, "Content-Length"), std::string("7"));
        QVERIFY(bodyOf(head).empty());
    }

    void rewritesTheHost()
    {
        Routed routed;
        routed.route().preserveHost = true;
        routed.route().hostRewrite = "inner.example";

        routed.ask(get("/"));

        QCOMPARE(headerOf(routed.upstream.received().back(), "Host"), std::string("inner.example"));
        QCOMPARE(headerOf(routed.upstream.received().back(), "X-Forwarded-Host"), std::string("Shop.Example"));
    }

    void stripsWhatAnExpressionMatched()
    {
        Routed routed;
        routed.route().paths = {{PathMatch::Kind::RegexStart, "/v\\d+"}};
        routed.route().rewrite = {Rewrite::Kind::KongServicePath, "/srv", true, {}};

        routed.ask(get("/v12/items?x"));

        QCOMPARE(routed.seenLine(), std::string("GET /srv/items?x HTTP/1.1"));
        QCOMPARE(headerOf(routed.upstream.received().back(), "X-Forwarded-Prefix"), std::string("/v12"));
        QCOMPARE(headerOf(routed.upstream.received().back(), "X-Forwarded-Path"), std::string("/v12/items"));
    }

    void rewritesByAnExpression()
    {
        Routed routed;
        routed.route().rewrite = {Rewrite::Kind::ReplaceRegex, "/\\2/\\1", false, "^/(\\w+)/(\\w+)"};

        routed.ask(get("/cards/17/x?q"));
        QCOMPARE(routed.seenLine(), std::string("GET /17/cards/x?q HTTP/1.1"));

        routed.ask(get("/cards"));
        QCOMPARE(routed.seenLine(), std::string("GET /cards HTTP/1.1"));
    }

    void findsARouteByWhatTheRequestSays_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("more");
        QTest::addColumn<int>("status");
        QTest::newRow("all fits") << QByteArray("/?v=2&v=1") << QByteArray("X-Tier: Gold\r\n") << 200;
        QTest::newRow("any of the fields")
            << QByteArray("/?v=2") << QByteArray("x-tier: iron\r\nX-TIER: gold\r\n") << 200;
        QTest::newRow("another value") << QByteArray("/?v=2") << QByteArray("X-Tier: silver\r\n") << 404;
        QTest::newRow("another parameter first") << QByteArray("/?v=1&v=2") << QByteArray("X-Tier: gold\r\n") << 404;
        QTest::newRow("nothing") << QByteArray("/") << QByteArray() << 404;
        QTest::newRow("what must be absent")
            << QByteArray("/?v=2") << QByteArray("X-Tier: gold\r\nX-Debug: 1\r\n") << 404;
    }

    void findsARouteByWhatTheRequestSays()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, more);
        QFETCH(int, status);
        Routed routed;
        routed.route().hosts = {"*.example:8080"};
        routed.route().headers = {{"x-tier", false, true, {{model::TextMatch::Kind::Exact, "gold"}}},
                                  {"x-debug", true, false, {}}};
        routed.route().query = {{"v", false, false, {{model::TextMatch::Kind::Exact, "2"}}}};

        QCOMPARE(statusOf(routed.ask(get(target.toStdString(), more.toStdString()))), status);
    }

    void aHostMayEndInADot()
    {
        Routed routed;
        routed.route().hosts = {"a.example"};

        QCOMPARE(statusOf(routed.ask("GET / HTTP/1.1\r\nHost: A.Example.\r\n\r\n")), 200);
    }

    void aRouteBySourceKnowsItsClient()
    {
        Routed routed;
        routed.route().sources = {{"127.0.0.0", 8, 0}};
        QCOMPARE(statusOf(routed.ask(get("/"))), 200);

        routed.route().sources = {{"10.0.0.0", 8, 0}};
        QCOMPARE(statusOf(routed.ask(get("/"))), 404);
    }

    void refusesAnExpressionThatCannotBeUsedAndServesOn()
    {
        Routed routed;
        QCOMPARE(statusOf(routed.ask(get("/"))), 200);
        routed.route().paths = {{PathMatch::Kind::Regex, "/(?!a)"}};

        const auto applied = routed.plane.apply();

        QVERIFY(!applied);
        QVERIFY2(applied.error().message.find("route 'r'") != std::string::npos, applied.error().message.c_str());
        RawClient client(routed.plane.address());
        client.send(get("/"));
        QCOMPARE(statusOf(client.readResponse()), 200);
    }
};

QTEST_GUILESS_MAIN(RouteActionsTest)
#include "tst_route_actions.moc"
