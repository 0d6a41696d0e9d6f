#include "tests/support/raw_client.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::test;
using namespace std::chrono_literals;

namespace {

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok";

/// A port on which nobody listens.
std::uint16_t deadPort()
{
    ScriptedUpstream gone([](UpstreamPeer&) {});
    return gone.port();
}

/// Takes `bad` requests and ends each without a word; answers the ones after.
struct Failing
{
    explicit Failing(int bad)
        : upstream([this, bad](UpstreamPeer& peer) {
            while (!peer.readRequest().empty()) {
                if (++requests <= bad)
                    return;
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        })
    {
        plane.addCluster("svc", {upstream.port()});
        plane.addRoute("r", {{"svc", 1}}).retry = {2, true, true, false};
    }

    int ask(const std::string& request)
    {
        if (const auto applied = plane.apply(); !applied)
            qFatal("%s", applied.error().message.c_str());
        RawClient client(plane.address());
        client.send(request);
        return statusOf(client.readResponse());
    }
    snapshot::Retry& retry() { return plane.snapshot.virtualHosts[0].routes[0].retry; }

    std::atomic<int> requests = 0;
    ScriptedUpstream upstream;
    RunningPlane plane;
};

} // namespace

class RetriesTest : public QObject
{
    Q_OBJECT

private slots:
    void aLostRequestIsRepeatedAsOftenAsAsked()
    {
        Failing twice(2);
        QCOMPARE(twice.ask(get), 200);
        QCOMPARE(twice.requests.load(), 3);

        Failing thrice(3);
        QCOMPARE(thrice.ask(get), 502);
        QCOMPARE(thrice.requests.load(), 3);
    }

    void aCallThatIsNotIdempotentIsRepeatedOnlyWhenAsked()
    {
        Failing once(1);
        QCOMPARE(once.ask(post), 502);
        QCOMPARE(once.requests.load(), 1);

        Failing asked(1);
        asked.retry().anyMethod = true;
        QCOMPARE(asked.ask(post), 200);
        QCOMPARE(asked.requests.load(), 2);
    }

    void withoutRetriesOneAttemptIsAll()
    {
        Failing once(1);
        once.retry() = {0, true, true, true};

        QCOMPARE(once.ask(get), 502);
        QCOMPARE(once.requests.load(), 1);
    }

    void whatMayNotBeRepeatedAfterSendingIsNot()
    {
        Failing once(1);
        once.retry().afterSending = false;

        QCOMPARE(once.ask(get), 502);
        QCOMPARE(once.requests.load(), 1);
    }

    void aByteOfAResponseEndsAllAttempts()
    {
        std::atomic<int> requests = 0;
        ScriptedUpstream upstream([&](UpstreamPeer& peer) {
            peer.readRequest();
            ++requests;
            peer.send("HTTP/1.1 2");
        });
        RunningPlane plane;
        plane.addCluster("svc", {upstream.port()});
        plane.addRoute("r", {{"svc", 1}}).retry = {5, true, true, true};
        QVERIFY(plane.apply());
        RawClient client(plane.address());

        client.send(get);

        QCOMPARE(statusOf(client.readResponse()), 502);
        QCOMPARE(requests.load(), 1);
    }

    void aSilentEndpointIsLeftForTheNext()
    {
        std::atomic<int> silent = 0;
        ScriptedUpstream first([&](UpstreamPeer& peer) {
            peer.readRequest();
            ++silent;
            peer.readSome(); // Until the proxy gives up.
        });
        ScriptedUpstream second(ScriptedUpstream::answering("second"));
        RunningPlane plane;
        plane.addCluster("svc", {first.port(), second.port()}).readTimeout = 100ms;
        plane.addRoute("r", {{"svc", 1}}).retry = {1, true, true, false};
        QVERIFY(plane.apply());
        RawClient client(plane.address());

        for (int i = 0; i < 2; ++i) { // Whichever of the two has its turn.
            client.send(get);
            QCOMPARE(bodyOf(client.readResponse()), std::string("second"));
        }
        QVERIFY(silent.load() > 0);
    }

    void onlyWhoMayRevisitsTriesAnEndpointAgain_data()
    {
        QTest::addColumn<bool>("revisits");
        QTest::addColumn<int>("attempts");
        QTest::newRow("each once") << false << 2;
        QTest::newRow("from the first again") << true << 4;
    }

    void onlyWhoMayRevisitsTriesAnEndpointAgain()
    {
        QFETCH(bool, revisits);
        QFETCH(int, attempts);
        RunningPlane plane;
        plane.addCluster("svc", {deadPort(), deadPort()});
        plane.addRoute("r", {{"svc", 1}}).retry = {3, revisits, false, false};
        QVERIFY(plane.apply());
        RawClient client(plane.address());

        client.send(post);

        QCOMPARE(statusOf(client.readResponse()), 502);
        QCOMPARE(plane.collect().counts.at(0).retries, std::uint64_t(attempts - 1));
    }
};

QTEST_GUILESS_MAIN(RetriesTest)
#include "tst_retries.moc"
