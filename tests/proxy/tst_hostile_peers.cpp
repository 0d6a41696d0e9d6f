#include "tests/support/raw_client.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

#include <sys/socket.h>

using namespace causeway;
using namespace causeway::test;
using namespace std::chrono_literals;

namespace {

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string getNowhere = "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n";

std::string repeated(const std::string& text, int times)
{
    std::string all;
    for (int i = 0; i < times; ++i)
        all += text;
    return all;
}

/// Sends a byte now and then, until there is an answer.
std::string answerToDrops(RawClient& client)
{
    std::string answer;
    for (int i = 0; answer.empty() && i < 2'000; ++i) {
        client.send("x");
        answer = client.readExactly(1, 5ms);
    }
    return answer + client.readAll();
}

/// One worker whose route "/" leads to a script, and "/good" to an upstream that answers.
struct Attacked
{
    explicit Attacked(ScriptedUpstream::Script script, proxy::DataPlaneOptions options = {})
        : upstream(std::move(script))
        , good(ScriptedUpstream::answering("good"))
        , plane(1, std::move(options))
    {
        plane.addCluster("svc", {upstream.port()});
        plane.addRoute("r", {{"svc", 1}}).paths = {{model::PathMatch::Kind::Exact, "/"}};
        plane.addCluster("good", {good.port()});
        plane.addRoute("good", {{"good", 1}}).paths = {{model::PathMatch::Kind::Exact, "/good"}};
    }

    /// How many turns the worker takes for so many requests of an honest client.
    std::uint64_t turnsFor(int requests)
    {
        RawClient client(plane.address());
        const std::uint64_t before = plane.pool().load()[0].turns;
        for (int i = 0; i < requests; ++i) {
            client.send("GET /good HTTP/1.1\r\nHost: a\r\n\r\n");
            if (statusOf(client.readResponse()) != 200)
                return UINT64_MAX;
        }
        return plane.pool().load()[0].turns - before;
    }

    ScriptedUpstream upstream;
    ScriptedUpstream good;
    RunningPlane plane;
};

} // namespace

/// Peers that mean harm, or behave as if: they cost no more than their connection, and nobody else notices.
class HostilePeersTest : public QObject
{
    Q_OBJECT

private slots:
    void anUpstreamThatResetsBehindASlowReaderIsNotWaitedForInCircles()
    {
        Attacked attacked([](UpstreamPeer& peer) {
            peer.readRequest();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
            const std::string block(65'536, 'x');
            const timeval patience{0, 100'000}; // Then the proxy has stopped reading.
            ::setsockopt(peer.descriptor(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
            while (peer.send(block)) {
            }
            peer.reset();
        });
        QVERIFY(attacked.plane.apply());
        RawClient slow(attacked.plane.address(), 4096);
        slow.send(get);
        slow.readExactly(1'000);
        QTRY_COMPARE(attacked.upstream.ended(), 1);

        const std::uint64_t turns = attacked.turnsFor(200);

        QVERIFY2(turns < 200 * 10, std::to_string(turns).c_str());
        slow.readAll(); // What was sent before is still there; then it is clear that more was meant to come.
        QVERIFY(slow.end() == RawClient::End::Reset);
    }

    void pipelinedRequestsAreAnsweredInPortions()
    {
        Attacked attacked(ScriptedUpstream::answering("ok"));
        QVERIFY(attacked.plane.apply());
        RawClient warm(attacked.plane.address());
        warm.send(getNowhere);
        QCOMPARE(statusOf(warm.readResponse()), 404);
        const std::uint64_t before = attacked.plane.pool().load()[0].turns;

        warm.send(repeated(getNowhere, 800));
        for (int i = 0; i < 800; ++i)
            QCOMPARE(statusOf(warm.readResponse()), 404);

        const std::uint64_t turns = attacked.plane.pool().load()[0].turns - before;
        QVERIFY2(turns >= 800 / 16, std::to_string(turns).c_str());
    }

    void aPipelineThatIsNeverReadStopsByItself()
    {
        proxy::DataPlaneOptions options;
        options.bodyTimeout = 100ms;
        Attacked attacked(ScriptedUpstream::answering("ok"), options);
        QVERIFY(attacked.plane.apply());
        RawClient greedy(attacked.plane.address(), 4096);
        const std::string flood = repeated(getNowhere, 10'000);

        std::size_t sent = 0;
        for (std::size_t some = 1; some > 0 && sent < (64U << 20); sent += some)
            some = greedy.trySend(flood);

        QVERIFY(sent < (64U << 20));
        std::uint64_t givenUp = 0; // Each report tells what is new in it.
        QTRY_VERIFY((givenUp += attacked.plane.collect().limits.of(telemetry::Limit::ReadTime)) > 0);
        greedy.readAll();
        QVERIFY(greedy.end() == RawClient::End::Reset);
    }

    void aHeadByDropsIs408()
    {
        proxy::DataPlaneOptions options;
        options.headTimeout = 100ms;
        Attacked attacked(ScriptedUpstream::answering("ok"), options);
        QVERIFY(attacked.plane.apply());
        RawClient client(attacked.plane.address());
        client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");

        QCOMPARE(statusOf(answerToDrops(client)), 408);
        QCOMPARE(attacked.plane.collect().limits.of(telemetry::Limit::HeadTime), std::uint64_t(1));
    }

    void contentByDropsIs408()
    {
        proxy::DataPlaneOptions options;
        options.bodyTimeout = 100ms;
        options.bodyRate = 1'000'000;
        Attacked attacked([](UpstreamPeer& peer) { peer.readHead(), peer.readAll(); }, options);
        QVERIFY(attacked.plane.apply());
        RawClient client(attacked.plane.address());
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nx");

        QCOMPARE(statusOf(answerToDrops(client)), 408);
        QCOMPARE(attacked.plane.collect().limits.of(telemetry::Limit::BodyTime), std::uint64_t(1));
    }

    void endlessInterimResponsesAre502_data()
    {
        QTest::addColumn<QByteArray>("interim");
        QTest::newRow("many") << QByteArray("HTTP/1.1 103 Early Hints\r\n\r\n");
        QTest::newRow("large") << QByteArray("HTTP/1.1 103 Early Hints\r\nLink: ") + QByteArray(8'000, 'x') +
                                      "\r\n\r\n";
    }

    void endlessInterimResponsesAre502()
    {
        QFETCH(const QByteArray, interim);
        Attacked attacked([&](UpstreamPeer& peer) {
            peer.readRequest();
            while (peer.send(interim.toStdString())) {
            }
        });
        QVERIFY(attacked.plane.apply());
        RawClient client(attacked.plane.address());
        client.send("GET / HTTP/1.0\r\n\r\n"); // Which knows no interim responses, so it can be told.

        QCOMPARE(statusOf(client.readAll()), 502);
    }

    void aResponseHeadByDropsIs504()
    {
        Attacked attacked([](UpstreamPeer& peer) {
            peer.readRequest();
            peer.send("HTTP/1.1 200 OK\r\nX: ");
            while (!peer.isGoneWithin(5ms))
                peer.send("x");
        });
        attacked.plane.snapshot.clusters[0].readTimeout = 100ms;
        QVERIFY(attacked.plane.apply());
        RawClient client(attacked.plane.address());
        client.send(get);

        QCOMPARE(statusOf(client.readAll()), 504);
    }
};

QTEST_GUILESS_MAIN(HostilePeersTest)
#include "tst_hostile_peers.moc"
