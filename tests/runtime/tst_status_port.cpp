#include "engine/runtime/status/status_server.h"
#include "tests/support/prometheus_page.h"
#include "tests/support/raw_client.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

#include <nlohmann/json.hpp>

using namespace causeway;
using namespace causeway::test;
using nlohmann::json;

namespace {

/// A plane with two routes, and its status port.
struct Watched
{
    explicit Watched(std::size_t workers = 1, runtime::StatusAudience audience = runtime::StatusAudience::ThisMachine)
        : upstream(ScriptedUpstream::answering("hello"))
        , broken([](UpstreamPeer& peer) { peer.readRequest(); })
        , plane(workers)
    {
        plane.snapshot.revision = 7;
        plane.addCluster("svc", {upstream.port()});
        plane.addCluster("broken", {broken.port()});
        plane.addRoute("bad", {{"broken", 1}}).methods = {"PUT"};
        plane.addRoute("good \"one\"", {{"svc", 1}}).methods = {"GET"};
        runtime::StatusOptions options;
        options.address = net::SocketAddress::parse("127.0.0.1:0").value();
        options.audience = audience;
        status = runtime::StatusServer::start(plane.plane(), options).value();
    }

    int ask(const std::string& method)
    {
        RawClient client(plane.address());
        client.send(method + " /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        const std::string response = client.readAll();
        received += response.size();
        return statusOf(response);
    }

    std::string read(const std::string& path, const std::string& fields = "",
                     const std::string& host = "localhost") const
    {
        RawClient client(status->address());
        client.send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields + "\r\n");
        return client.readResponse();
    }
    PrometheusPage metrics() const { return PrometheusPage::read(bodyOf(read("/metrics"))); }
    std::string message(const std::string& path) const { return json::parse(bodyOf(read(path)))["message"]; }

    ScriptedUpstream upstream;
    ScriptedUpstream broken;
    RunningPlane plane;
    std::unique_ptr<runtime::StatusServer> status;
    std::size_t received = 0;
};

} // namespace

class StatusPortTest : public QObject
{
    Q_OBJECT

private slots:
    void isReadyWhenAConfigurationIsServedAndUntilItDrains()
    {
        Watched watched;
        QCOMPARE(statusOf(watched.read("/ready")), 503);
        QCOMPARE(watched.message("/status/ready"),
                 std::string("no configuration available (empty configuration present)"));
        QVERIFY(watched.metrics().problem.empty());

        QVERIFY(watched.plane.apply());
        QCOMPARE(statusOf(watched.read("/ready")), 200);
        QCOMPARE(watched.message("/status/ready"), std::string("ready"));

        watched.plane.drain(std::chrono::milliseconds(10));
        QCOMPARE(statusOf(watched.read("/ready")), 503);
        QCOMPARE(watched.message("/ready"), std::string("draining"));
    }

    void metricsAddUpWithWhatAClientCounted_data()
    {
        QTest::addColumn<int>("workers");
        QTest::newRow("one worker") << 1;
        QTest::newRow("three workers") << 3;
    }

    void metricsAddUpWithWhatAClientCounted()
    {
        QFETCH(const int, workers);
        Watched watched(static_cast<std::size_t>(workers));
        QVERIFY(watched.plane.apply());
        for (int i = 0; i < 30; ++i)
            QCOMPARE(watched.ask("GET"), 200);
        for (int i = 0; i < 7; ++i)
            QCOMPARE(watched.ask("PUT"), 502);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(watched.ask("PATCH"), 404);
        watched.plane.collect(); // Who collects for a report takes nothing away.

        const PrometheusPage page = watched.metrics();

        QCOMPARE(page.problem, std::string());
        const std::string good = "route=\"good \\\"one\\\"\"";
        QCOMPARE(page.sum("kong_http_requests_total"), 40.);
        QCOMPARE(page.sum("kong_http_requests_total", {good, "service=\"svc\"", "code=\"200\"", "source=\"service\""}),
                 30.);
        QCOMPARE(page.sum("kong_http_requests_total", {"route=\"bad\"", "code=\"502\"", "source=\"error\""}), 7.);
        QCOMPARE(page.sum("kong_http_requests_total", {"route=\"\"", "code=\"404\"", "source=\"exit\""}), 3.);
        QCOMPARE(page.sum("kong_request_latency_ms_count"), 40.);
        QCOMPARE(page.sum("kong_upstream_latency_ms_count", {good}), 30.);
        QCOMPARE(page.sum("kong_bandwidth_bytes", {"direction=\"egress\""}), static_cast<double>(watched.received));
        QCOMPARE(page.sum("causeway_flagged_requests_total", {"flag=\"NR\""}), 3.);
        QCOMPARE(page.sum("causeway_flagged_requests_total", {"flag=\"UC\""}), 7.);
        QCOMPARE(page.sum("kong_nginx_requests_total"), 40.);
        QCOMPARE(page.sum("kong_nginx_connections_total", {"state=\"accepted\""}), 40.);
        QCOMPARE(page.sum("causeway_snapshot_revision"), 7.);
        QVERIFY(page.sum("process_resident_memory_bytes") > 1e6);
        QVERIFY(page.sum("process_open_fds") > 3);
        QCOMPARE(page.types.at("kong_http_requests_total"), std::string("counter"));
        QCOMPARE(page.types.at("kong_request_latency_ms"), std::string("histogram"));
    }

    void readingThemTakesNothingFromWhoReports()
    {
        Watched watched;
        QVERIFY(watched.plane.apply());
        for (int i = 0; i < 5; ++i)
            QCOMPARE(watched.ask("GET"), 200);
        QVERIFY(watched.metrics().problem.empty());
        QCOMPARE(watched.ask("GET"), 200);
        QVERIFY(watched.metrics().problem.empty());

        const auto report = watched.plane.collect();

        QCOMPARE(report.counts.size(), std::size_t(1));
        QCOMPARE(report.counts[0].requests, std::uint64_t(6));
        QCOMPARE(report.downstreamConnections, std::uint64_t(0));
    }

    void routesThatAreNoMoreGoAway()
    {
        Watched watched;
        QVERIFY(watched.plane.apply());
        QCOMPARE(watched.ask("PUT"), 502);
        QVERIFY(watched.metrics().has("kong_http_requests_total", {"route=\"bad\""}));

        watched.plane.snapshot.virtualHosts[0].routes.erase(watched.plane.snapshot.virtualHosts[0].routes.begin());
        QVERIFY(watched.plane.apply());

        const PrometheusPage page = watched.metrics();
        QVERIFY(!page.has("kong_http_requests_total", {"route=\"bad\""}));
        QCOMPARE(page.sum("kong_nginx_requests_total"), 1.);
    }

    void statusHasTheShapeOfKong()
    {
        Watched watched;
        QVERIFY(watched.plane.apply());
        QCOMPARE(watched.ask("GET"), 200);
        RawClient idle(watched.plane.address());
        idle.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        QCOMPARE(statusOf(idle.readResponse()), 200);

        const json page = json::parse(bodyOf(watched.read("/status")));

        QCOMPARE(page["server"]["connections_accepted"].get<int>(), 2);
        QCOMPARE(page["server"]["connections_active"].get<int>(), 1);
        QCOMPARE(page["server"]["connections_waiting"].get<int>(), 1);
        QCOMPARE(page["server"]["total_requests"].get<int>(), 2);
        QCOMPARE(page["configuration_hash"].get<std::string>().size(), std::size_t(32));
        QCOMPARE(page["revision"].get<int>(), 7);
        QVERIFY(page["memory"]["resident_bytes"].get<std::size_t>() > 1'000'000);
        QCOMPARE(page["memory"]["workers"].size(), std::size_t(1));
    }

    void theConfigurationNamesSectionsAndOrigins()
    {
        Watched watched;
        watched.plane.snapshot.virtualHosts[0].routes[0].origin = "MeshHTTPRoute/bad rule 1";
        QVERIFY(watched.plane.apply());

        const json page = json::parse(bodyOf(watched.read("/config")));

        QCOMPARE(page["revision"].get<int>(), 7);
        QCOMPARE(page["hash"].get<std::string>().size(), std::size_t(64));
        std::map<std::string, json> byKind;
        for (const json& section : page["sections"])
            byKind.emplace(section["kind"], section);
        QCOMPARE(page["sections"].size(), std::size_t(6)); // A listener, a host, and two clusters with their endpoints.
        QCOMPARE(byKind["virtual host"]["routes"][0]["origin"].get<std::string>(),
                 std::string("MeshHTTPRoute/bad rule 1"));
        QCOMPARE(byKind["virtual host"]["routes"][0]["split"][0]["cluster"].get<std::string>(), std::string("broken"));
        QCOMPARE(byKind["virtual host"]["hash"].get<std::string>().size(), std::size_t(64));
    }

    void pagesOfTheWebMayNotRead_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<int>("status");
        QTest::newRow("from here") << QByteArray() << QByteArray("127.0.0.1:8007") << 200;
        QTest::newRow("a name that was bound to here") << QByteArray() << QByteArray("evil.example") << 403;
        QTest::newRow("another origin") << QByteArray("Origin: http://evil.example\r\n") << QByteArray("localhost")
                                        << 403;
        QTest::newRow("another site") << QByteArray("Sec-Fetch-Site: cross-site\r\n") << QByteArray("localhost") << 403;
    }

    void pagesOfTheWebMayNotRead()
    {
        QFETCH(const QByteArray, fields);
        QFETCH(const QByteArray, host);
        QFETCH(const int, status);
        Watched watched;
        QVERIFY(watched.plane.apply());

        for (const char* const path : {"/config", "/metrics", "/status", "/ready"})
            QCOMPARE(statusOf(watched.read(path, fields.toStdString(), host.toStdString())), status);
    }

    void othersMayBeLetInToTheMetricsButNotToTheConfiguration()
    {
        Watched watched(1, runtime::StatusAudience::MetricsForAll);
        QVERIFY(watched.plane.apply());

        QCOMPARE(statusOf(watched.read("/metrics", "", "gateway.example:8007")), 200);
        QCOMPARE(statusOf(watched.read("/config", "", "gateway.example:8007")), 403);
        QCOMPARE(statusOf(watched.read("/metrics", "Origin: http://evil.example\r\n", "gateway.example:8007")), 403);
    }

    void anAddressThatOthersReachHasToBeWanted()
    {
        RunningPlane plane;
        runtime::StatusOptions options;
        options.address = net::SocketAddress::parse("0.0.0.0:0").value();

        const auto refused = runtime::StatusServer::start(plane.plane(), options);
        options.audience = runtime::StatusAudience::MetricsForAll;
        const auto wanted = runtime::StatusServer::start(plane.plane(), options);

        QVERIFY(!refused);
        QVERIFY2(refused.error().message.find("--status-remote") != std::string::npos, refused.error().message.c_str());
        QVERIFY(wanted);
    }

    void nothingCanBeChangedHere()
    {
        Watched watched;
        QVERIFY(watched.plane.apply());
        RawClient client(watched.status->address());
        client.send("POST /status HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        QCOMPARE(statusOf(client.readResponse()), 405);
        QCOMPARE(statusOf(watched.read("/elsewhere")), 404);
    }
};

QTEST_GUILESS_MAIN(StatusPortTest)
#include "tst_status_port.moc"
