#include "tests/support/raw_client.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::test;

namespace {

const std::string get = "GET /a?b HTTP/1.1\r\nHost: a\r\nX-Own: 1\r\n\r\n";

ScriptedUpstream::Script noting(ScriptedUpstream*& upstream, std::string answer)
{
    return [&upstream, answer = std::move(answer)](UpstreamPeer& peer) {
        for (std::string request = peer.readRequest(); !request.empty(); request = peer.readRequest()) {
            upstream->noteRequest(request);
            peer.send(answer);
        }
    };
}

/// A route to "svc" with a mirror that behaves as told.
struct Mirrored
{
    explicit Mirrored(ScriptedUpstream::Script script)
        : mirror(std::move(script))
    {
        plane.addCluster("svc", {service.port()});
        plane.addCluster("copy", {mirror.port()});
        plane.addRoute("r", {{"svc", 1}}).mirrors = {{"copy", 1'000'000}};
    }
    explicit Mirrored(const std::string& answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ncopy")
        : Mirrored(noting(self, answer))
    {
    }

    std::vector<snapshot::Mirror>& mirrors() { return plane.snapshot.virtualHosts[0].routes[0].mirrors; }
    telemetry::TrafficCount counts()
    {
        telemetry::TrafficCount sum;
        for (const telemetry::TrafficCount& count : plane.collect().counts)
            if (count.route == "mirror/r") {
                sum.requests += count.requests;
                sum.failures += count.failures;
            }
        return sum;
    }

    ScriptedUpstream service{ScriptedUpstream::answering("ok")};
    ScriptedUpstream mirror;
    ScriptedUpstream* self = &mirror;
    RunningPlane plane;
};

} // namespace

class MirrorsTest : public QObject
{
    Q_OBJECT

private slots:
    void aCopyIsTheRequestThatTheServiceGets()
    {
        Mirrored mirrored;
        mirrored.plane.snapshot.virtualHosts[0].routes[0].requestHeaders.set = {{"X-Added", "2"}};
        QVERIFY(mirrored.plane.apply());
        RawClient client(mirrored.plane.address());

        client.send(get);

        QCOMPARE(bodyOf(client.readResponse()), std::string("ok"));
        QTRY_COMPARE(mirrored.mirror.requests(), 1);
        const std::string copy = mirrored.mirror.received().front();
        QVERIFY(copy.starts_with("GET /a?b HTTP/1.1\r\n"));
        QCOMPARE(headerOf(copy, "X-Own"), std::string("1"));
        QCOMPARE(headerOf(copy, "X-Added"), std::string("2"));
        QCOMPARE(headerOf(copy, "X-Forwarded-Host"), std::string("a"));
    }

    void contentIsCopiedWhole_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("by length") << QByteArray("Content-Length: 5\r\n\r\nhello");
        QTest::newRow("in chunks") << QByteArray("Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n");
        QTest::newRow("more than a buffer") << "Content-Length: 60000\r\n\r\n" + QByteArray(60'000, 'x');
    }

    void contentIsCopiedWhole()
    {
        QFETCH(QByteArray, content);
        Mirrored mirrored;
        QVERIFY(mirrored.plane.apply());
        RawClient client(mirrored.plane.address());

        client.send("POST / HTTP/1.1\r\nHost: a\r\n" + content.toStdString());

        QCOMPARE(statusOf(client.readResponse()), 200);
        QTRY_COMPARE(mirrored.mirror.requests(), 1);
        const std::string expected =
            content.startsWith("C") ? content.mid(content.indexOf("\r\n\r\n") + 4).toStdString() : std::string("hello");
        QVERIFY(bodyOf(mirrored.mirror.received().front()) == expected);
    }

    void contentBeyondTheLimitIsNotCopied()
    {
        Mirrored mirrored;
        QVERIFY(mirrored.plane.apply());
        RawClient client(mirrored.plane.address());

        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x'));

        QCOMPARE(statusOf(client.readResponse()), 200);
        QCOMPARE(mirrored.mirror.connections(), 0);
        QCOMPARE(mirrored.counts().failures, std::uint64_t(1));
    }

    void aShareOfRequestsIsExact()
    {
        Mirrored mirrored;
        mirrored.mirrors() = {{"copy", 125'000}}; // One of eight.
        QVERIFY(mirrored.plane.apply());
        RawClient client(mirrored.plane.address());

        for (int i = 0; i < 80; ++i) {
            client.send(get);
            QCOMPARE(bodyOf(client.readResponse()), std::string("ok"));
        }

        QTRY_COMPARE(mirrored.mirror.requests(), 10);
        QVERIFY(mirrored.mirror.connections() < 10); // What was answered by the time of the next copy is used again.
    }

    void aMirrorThatMisbehavesHurtsNobody_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("an error") << QByteArray("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
        QTest::newRow("no HTTP") << QByteArray("hello\r\n\r\n");
        QTest::newRow("an upgrade") << QByteArray("HTTP/1.1 101 Go\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
        QTest::newRow("too much in one head") << "HTTP/1.1 200 OK\r\nX: " + QByteArray(40'000, 'x');
    }

    void aMirrorThatMisbehavesHurtsNobody()
    {
        QFETCH(QByteArray, answer);
        Mirrored mirrored(answer.toStdString());
        QVERIFY(mirrored.plane.apply());
        RawClient client(mirrored.plane.address());

        for (int i = 0; i < 10; ++i) {
            client.send(get);
            QCOMPARE(bodyOf(client.readResponse()), std::string("ok"));
        }

        std::uint64_t failures = 0;
        QTRY_COMPARE(failures += mirrored.counts().failures, std::uint64_t(10));
    }

    void aMirrorThatIsSilentHurtsNobodyAndIsLeft()
    {
        Mirrored mirrored([](UpstreamPeer& peer) {
            while (!peer.readSome().empty()) {
            }
        });
        mirrored.plane.snapshot.clusters[1].readTimeout = std::chrono::milliseconds(200);
        QVERIFY(mirrored.plane.apply());
        RawClient client(mirrored.plane.address());

        for (int i = 0; i < 300; ++i) { // More than are kept under way.
            client.send(get);
            QCOMPARE(bodyOf(client.readResponse()), std::string("ok"));
        }

        std::uint64_t failures = 0;
        QTRY_COMPARE(failures += mirrored.counts().failures, std::uint64_t(300));
    }

    void aPlaneThatEndsLeavesItsMirrors()
    {
        Mirrored mirrored([](UpstreamPeer& peer) {
            while (!peer.readSome().empty()) {
            }
        });
        QVERIFY(mirrored.plane.apply());
        RawClient client(mirrored.plane.address());
        client.send(get);
        QCOMPARE(bodyOf(client.readResponse()), std::string("ok"));
        QTRY_COMPARE(mirrored.mirror.connections(),
                     1); // And all of them end with the test.
    }
};

QTEST_GUILESS_MAIN(MirrorsTest)
#include "tst_mirrors.moc"
