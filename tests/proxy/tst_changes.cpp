#include "tests/support/raw_client.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

#include <atomic>
#include <cmath>
#include <map>
#include <thread>

using namespace causeway;
using namespace causeway::test;
using namespace std::chrono_literals;

namespace {

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

struct Split
{
    explicit Split(std::size_t workers, std::uint32_t forA = 75, std::uint32_t forB = 25)
        : plane(workers)
    {
        plane.addCluster("a", {a.port()});
        plane.addCluster("b", {b.port()});
        plane.addRoute("r", {{"a", forA}, {"b", forB}});
    }
    void weigh(std::uint32_t forA, std::uint32_t forB)
    {
        plane.snapshot.virtualHosts[0].routes[0].split = {{"a", forA}, {"b", forB}};
        ++plane.snapshot.revision;
    }

    ScriptedUpstream a{ScriptedUpstream::answering("a")};
    ScriptedUpstream b{ScriptedUpstream::answering("b")};
    RunningPlane plane;
};

std::uint64_t countOf(const telemetry::TrafficReport& report, const std::string& backend)
{
    std::uint64_t sum = 0;
    for (const telemetry::TrafficCount& count : report.counts)
        sum += count.backend == backend ? count.requests : 0;
    return sum;
}

} // namespace

class ChangesTest : public QObject
{
    Q_OBJECT

private slots:
    void splitsAreExactFromEndToEnd_data()
    {
        QTest::addColumn<std::uint32_t>("forB");
        QTest::newRow("none") << 0U;
        QTest::newRow("first percent") << 1U;
        QTest::newRow("half") << 50U;
        QTest::newRow("last percent") << 99U;
        QTest::newRow("all") << 100U;
    }

    void splitsAreExactFromEndToEnd()
    {
        QFETCH(std::uint32_t, forB);
        constexpr std::size_t workers = 2;
        Split split(workers, 100 - forB, forB);
        QVERIFY(split.plane.apply());
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 5; ++i)
            clients.push_back(std::make_unique<RawClient>(split.plane.address()));

        int atB = 0;
        for (int i = 0; i < 1000; ++i) {
            RawClient& client = *clients[static_cast<std::size_t>(i * 7 % 5)];
            client.send(get);
            atB += bodyOf(client.readResponse()) == "b" ? 1 : 0;
        }

        QVERIFY2(std::abs(atB - static_cast<int>(forB) * 10) <= static_cast<int>(workers), std::to_string(atB).c_str());
        const auto report = split.plane.collect();
        QCOMPARE(countOf(report, "a") + countOf(report, "b"), std::uint64_t(1000));
        QCOMPARE(countOf(report, "b"), static_cast<std::uint64_t>(atB));
    }

    void hundredsOfChangesUnderLoadLoseNothing()
    {
        Split split(2);
        QVERIFY(split.plane.apply());
        const auto address = split.plane.address();
        std::atomic<bool> isOver = false;
        std::atomic<int> failures = 0;
        std::atomic<int> requests = 0;
        std::vector<std::thread> users;
        for (int i = 0; i < 4; ++i) {
            users.emplace_back([&, i] {
                RawClient kept(address); // Never made again: a closed connection would fail every later request.
                for (int turn = 0; !isOver; ++turn) {
                    const std::string upload =
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\n" + std::string(50'000, 'u');
                    kept.send(turn % 5 == i ? upload : get);
                    failures += statusOf(kept.readResponse()) == 200 ? 0 : 1;
                    RawClient once(address);
                    once.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                    failures += statusOf(once.readAll()) == 200 ? 0 : 1;
                    requests += 2;
                }
            });
        }

        for (std::uint32_t change = 0; change < 400; ++change) {
            split.weigh(change % 100 + 1, 100 - change % 100);
            if (change % 3 == 0) // Clusters and endpoints move too.
                split.plane.snapshot.clusters[0].readTimeout = 60'000ms - std::chrono::milliseconds(change);
            if (change % 5 == 0)
                split.plane.snapshot.endpoints[1].endpoints[0].instance = "b-" + std::to_string(change);
            if (!split.plane.apply())
                ++failures;
        }
        const auto deadline = std::chrono::steady_clock::now() + 30s;
        while (requests <= 100 && std::chrono::steady_clock::now() < deadline)
            std::this_thread::yield(); // Changes may be quicker than requests.
        isOver = true;
        for (std::thread& user : users)
            user.join();

        QCOMPARE(failures.load(), 0);
        QVERIFY(requests > 100);
        QCOMPARE(split.plane.collect().firstRouted.empty(), false);
    }

    void theSplitGoesOnWhereItStoodAfterAChange()
    {
        Split split(1, 99, 1);
        QVERIFY(split.plane.apply());
        RawClient client(split.plane.address());
        int atB = 0;
        for (int change = 0; change < 100; ++change) {
            for (int i = 0; i < 10; ++i) {
                client.send(get);
                atB += bodyOf(client.readResponse()) == "b" ? 1 : 0;
            }
            split.weigh(990, change % 2 == 0 ? 10 : 11); // Never enough requests in a row for a whole one at b.
            QVERIFY(split.plane.apply());
        }

        QVERIFY2(atB >= 8 && atB <= 13, std::to_string(atB).c_str());
    }

    void aListenerThatCannotOpenChangesNothing()
    {
        Split split(1, 1, 0);
        QVERIFY(split.plane.apply());
        ScriptedUpstream occupied([](UpstreamPeer&) {});
        split.plane.snapshot.listeners.push_back({"second", "127.0.0.1", occupied.port(), "all", false});
        split.weigh(0, 1);

        const auto outcome = split.plane.apply();

        QVERIFY(!outcome);
        QVERIFY2(outcome.error().message.find("'second'") != std::string::npos, outcome.error().message.c_str());
        RawClient client(split.plane.address());
        client.send(get);
        QCOMPARE(bodyOf(client.readResponse()), std::string("a"));
    }

    void refusesASnapshotThatDoesNotFitTogether()
    {
        Split split(1);
        split.plane.snapshot.virtualHosts[0].routes[0].split.push_back({"c", 1});

        const auto outcome = split.plane.apply();

        QVERIFY(!outcome);
        QVERIFY(outcome.error().code == ErrorCode::InvalidArgument);
        QVERIFY(!split.plane.plane().listenerAddress("in"));
    }

    void aListenerThatVanishesLetsItsConnectionsFinish()
    {
        Split split(2, 1, 0);
        split.plane.snapshot.listeners.push_back({"second", "127.0.0.1", 0, "all", false});
        QVERIFY(split.plane.apply());
        const auto second = split.plane.address("second");
        RawClient client(second);
        client.send(get);
        QCOMPARE(bodyOf(client.readResponse()), std::string("a"));

        split.plane.snapshot.listeners.pop_back();
        QVERIFY(split.plane.apply());

        client.send(get);
        const std::string last = client.readResponse();
        QCOMPARE(bodyOf(last), std::string("a"));
        QCOMPARE(headerOf(last, "Connection"), std::string("close"));
        RawClient late(second);
        QVERIFY(late.end() == RawClient::End::Reset); // Nobody listens there any more.
    }

    void aRequestUnderWayEndsByTheRouteItBeganWith()
    {
        std::atomic<bool> mayAnswer = false;
        ScriptedUpstream slow([&](UpstreamPeer& peer) {
            peer.readRequest();
            while (!mayAnswer)
                std::this_thread::yield();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow");
            peer.readSome();
        });
        RunningPlane plane;
        plane.addCluster("svc", {slow.port()});
        plane.addRoute("r", {{"svc", 1}}).responseHeaders.set = {{"X-Rule", "old"}};
        QVERIFY(plane.apply());
        RawClient client(plane.address());
        client.send(get);
        QTRY_COMPARE(slow.connections(), 1);

        plane.snapshot.virtualHosts[0].routes.clear();
        plane.snapshot.clusters.clear();
        plane.snapshot.endpoints.clear();
        QVERIFY(plane.apply());
        mayAnswer = true;

        const std::string response = client.readResponse();
        QCOMPARE(bodyOf(response), std::string("slow"));
        QCOMPARE(headerOf(response, "X-Rule"), std::string("old"));
        client.send(get);
        QCOMPARE(statusOf(client.readResponse()), 404);
    }

    void theFirstRequestOfEachChangedRouteIsReported()
    {
        Split split(1);
        split.plane.addRoute("other", {{"a", 1}}).hosts = {"never.example"};
        QVERIFY(split.plane.apply());
        RawClient client(split.plane.address());
        const auto request = [&] {
            client.send(get);
            client.readResponse();
        };
        request();
        QCOMPARE(split.plane.collect().firstRouted.size(), std::size_t(1));

        split.plane.snapshot.revision = 9;
        split.weigh(50, 50);
        QVERIFY(split.plane.apply());
        request();
        request();
        const auto report = split.plane.collect();

        QCOMPARE(report.firstRouted.size(), std::size_t(1));
        QCOMPARE(report.firstRouted[0].revision, std::uint64_t(10));
        QCOMPARE(report.firstRouted[0].route, std::string("r"));
        ++split.plane.snapshot.revision; // Nothing about the route changed.
        QVERIFY(split.plane.apply());
        request();
        QVERIFY(split.plane.collect().firstRouted.empty());
    }

    void countsAreCollectedOnce()
    {
        Split split(2);
        QVERIFY(split.plane.apply());
        RawClient client(split.plane.address());
        for (int i = 0; i < 8; ++i) {
            client.send(get);
            client.readResponse();
        }
        client.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
        client.readAll();

        const auto first = split.plane.collect();
        const auto second = split.plane.collect();

        QCOMPARE(first.plane, std::string("plane"));
        QCOMPARE(countOf(first, "a"), std::uint64_t(6));
        QCOMPARE(countOf(first, "b"), std::uint64_t(2));
        QCOMPARE(countOf(first, ""), std::uint64_t(1)); // The refused one.
        for (const telemetry::TrafficCount& count : first.counts) {
            QCOMPARE(count.latency.count(), count.requests);
            QVERIFY(count.bytesSent > 0);
            QVERIFY(count.backend.empty() || count.instance == count.backend + "-1");
        }
        QVERIFY(second.counts.empty());
        QVERIFY(first.until == second.from);
    }

    void drainingLetsRequestsEnd()
    {
        std::atomic<bool> mayAnswer = false;
        ScriptedUpstream slow([&](UpstreamPeer& peer) {
            peer.readRequest();
            while (!mayAnswer)
                std::this_thread::yield();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow");
        });
        RunningPlane plane(2);
        plane.addCluster("svc", {slow.port()});
        plane.addRoute("r", {{"svc", 1}});
        QVERIFY(plane.apply());
        const auto address = plane.address();
        RawClient idle(address);
        RawClient busy(address);
        busy.send(get);
        QTRY_COMPARE(slow.connections(), 1);

        std::atomic<int> cut = -1;
        plane.plane().drain(10s, proxy::IdleClients::Close, [&](std::size_t count) { cut = static_cast<int>(count); });
        QVERIFY(idle.readAll().empty());
        QVERIFY(idle.end() == RawClient::End::Closed);
        mayAnswer = true;
        const std::string response = busy.readResponse();

        QCOMPARE(bodyOf(response), std::string("slow"));
        QCOMPARE(headerOf(response, "Connection"), std::string("close"));
        QVERIFY(busy.readAll().empty());
        QTRY_COMPARE(cut.load(), 0);
        RawClient late(address);
        QVERIFY(late.end() == RawClient::End::Reset || late.readAll().empty());
    }

    void drainingCutsWhatDoesNotEnd()
    {
        Split split(1);
        QVERIFY(split.plane.apply());
        RawClient client(split.plane.address());
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
        QTRY_COMPARE(split.a.connections() + split.b.connections(), 1);

        const std::size_t cut = split.plane.drain(50ms);

        QCOMPARE(cut, std::size_t(1));
        client.readAll();
        QVERIFY(client.end() != RawClient::End::Open);
    }

    void aPlaneMayGoWhileItServes()
    {
        auto split = std::make_unique<Split>(2);
        QVERIFY(split->plane.apply());
        RawClient idle(split->plane.address());
        RawClient busy(split->plane.address());
        busy.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
        QTRY_COMPARE(split->a.connections() + split->b.connections(), 1);

        split.reset();

        idle.readAll();
        QVERIFY(idle.end() != RawClient::End::Open);
    }
};

QTEST_GUILESS_MAIN(ChangesTest)
#include "tst_changes.moc"
