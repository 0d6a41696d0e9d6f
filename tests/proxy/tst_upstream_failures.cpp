#include "engine/net/sockets.h"
#include "tests/support/raw_client.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

#include <poll.h>
#include <sys/socket.h>
#include <thread>

using namespace causeway;
using namespace causeway::test;
using namespace std::chrono_literals;

namespace {

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/// A port on which nobody listens.
std::uint16_t deadPort()
{
    ScriptedUpstream gone([](UpstreamPeer&) {});
    return gone.port();
}

struct Broken
{
    explicit Broken(ScriptedUpstream::Script script)
        : upstream(std::move(script))
    {
        plane.addCluster("svc", {upstream.port()});
        plane.addRoute("r", {{"svc", 1}});
    }

    ScriptedUpstream upstream;
    RunningPlane plane;
};

} // namespace

class UpstreamFailuresTest : public QObject
{
    Q_OBJECT

private slots:
    void anUpstreamThatDiesAnywhereIsNeverTakenForWhole_data()
    {
        QTest::addColumn<QByteArray>("version");
        QTest::addColumn<QByteArray>("whole");
        QTest::addColumn<bool>("inDisorder");
        const QByteArray length("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789");
        const QByteArray chunks(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n0\r\nX: 1\r\n\r\n");
        const QByteArray hints("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
        for (const bool inDisorder : {false, true}) {
            const char* const how = inDisorder ? "reset" : "closed";
            QTest::addRow("length, %s", how) << QByteArray("1.1") << length << inDisorder;
            QTest::addRow("chunked, %s", how) << QByteArray("1.1") << chunks << inDisorder;
            QTest::addRow("after hints, %s", how) << QByteArray("1.1") << hints + hints + length << inDisorder;
            QTest::addRow("length for an old client, %s", how) << QByteArray("1.0") << length << inDisorder;
            QTest::addRow("chunked for an old client, %s", how) << QByteArray("1.0") << chunks << inDisorder;
        }
    }

    void anUpstreamThatDiesAnywhereIsNeverTakenForWhole()
    {
        QFETCH(QByteArray, version);
        QFETCH(QByteArray, whole);
        QFETCH(bool, inDisorder);
        std::atomic<int> cut = 0;
        Broken broken([&](UpstreamPeer& peer) {
            if (peer.readRequest().empty())
                return;
            peer.send(std::string_view(whole.constData(), static_cast<std::size_t>(cut.load())));
            if (inDisorder)
                peer.reset();
        });
        QVERIFY(broken.plane.apply());
        const std::string request = "GET / HTTP/" + version.toStdString() + "\r\nHost: a\r\nConnection: close\r\n\r\n";

        for (; cut < whole.size(); ++cut) {
            RawClient client(broken.plane.address());
            client.send(request);
            const std::string all = client.readAll();

            // Either it was clear in time, or the connection ends without what would end the response.
            const bool isOurs = all.find("HTTP/1.1 502 ") != std::string::npos;
            QVERIFY2(isOurs || client.end() == RawClient::End::Reset, QByteArray::number(cut.load()) + all.c_str());
            QVERIFY(client.end() != RawClient::End::Open);
        }
        if (inDisorder)
            return; // A reset may overtake what was sent before it.
        RawClient client(broken.plane.address());
        client.send(request);
        QVERIFY(client.readAll().find("9") != std::string::npos);
        QVERIFY(client.end() == RawClient::End::Closed);
    }

    void contentUntilTheEndIsNotWholeWhenTheEndIsAReset()
    {
        const std::string whole = "HTTP/1.1 200 OK\r\n\r\n0123456789";
        std::atomic<std::size_t> cut = 0;
        Broken broken([&](UpstreamPeer& peer) {
            if (peer.readRequest().empty())
                return;
            peer.send(std::string_view(whole).substr(0, cut.load()));
            peer.reset();
        });
        QVERIFY(broken.plane.apply());

        for (const char* version : {"1.0", "1.1"}) {
            for (cut = 0; cut <= whole.size(); ++cut) {
                RawClient client(broken.plane.address());
                client.send("GET / HTTP/" + std::string(version) + "\r\nHost: a\r\nConnection: close\r\n\r\n");
                const std::string all = client.readAll();

                QVERIFY(statusOf(all) == 502 || client.end() == RawClient::End::Reset);
            }
        }
    }

    void anUpstreamThatDiesInItsSecondAnswerSpoilsNothingElse()
    {
        const std::string whole = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond";
        std::atomic<std::size_t> cut = 0;
        Broken broken([&](UpstreamPeer& peer) {
            peer.readRequest();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst");
            if (!peer.readRequest().empty())
                peer.send(std::string_view(whole).substr(0, cut.load()));
        });
        QVERIFY(broken.plane.apply());

        for (; cut < whole.size(); ++cut) {
            RawClient client(broken.plane.address());
            client.send("POST / HTTP/1.1\r\nHost: a\r\n\r\n");
            QCOMPARE(bodyOf(client.readResponse()), std::string("first"));
            client.send("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            const std::string all = client.readAll();

            QVERIFY(statusOf(all) == 502 || client.end() == RawClient::End::Reset);
            QVERIFY(all.find("first") == std::string::npos);
        }
    }

    void aRefusedConnectionIs502()
    {
        RunningPlane plane;
        plane.addCluster("svc", {deadPort()});
        plane.addRoute("r", {{"svc", 1}});
        QVERIFY(plane.apply());
        RawClient client(plane.address());

        client.send(get + get);

        for (int i = 0; i < 2; ++i) { // The client's connection stays good.
            const std::string response = client.readResponse();
            QCOMPARE(statusOf(response), 502);
            QVERIFY(bodyOf(response).find("An invalid response was received from the upstream server") !=
                    std::string::npos);
        }
    }

    void aRefusedConnectionIsTriedElsewhere()
    {
        ScriptedUpstream alive(ScriptedUpstream::answering("alive"));
        RunningPlane plane;
        plane.addCluster("svc", {deadPort(), alive.port(), deadPort()});
        plane.addRoute("r", {{"svc", 1}});
        QVERIFY(plane.apply());
        RawClient client(plane.address());

        for (int i = 0; i < 9; ++i) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok");
            QCOMPARE(bodyOf(client.readResponse()), std::string("alive"));
        }
    }

    void aSilentUpstreamIs504()
    {
        Broken broken([](UpstreamPeer& peer) {
            peer.readRequest();
            peer.readSome(); // Until the proxy gives up.
        });
        broken.plane.snapshot.clusters[0].readTimeout = 100ms;
        QVERIFY(broken.plane.apply());
        RawClient client(broken.plane.address());

        client.send(get);
        const std::string response = client.readResponse();

        QCOMPARE(statusOf(response), 504);
        QVERIFY(bodyOf(response).find("The upstream server is timing out") != std::string::npos);
    }

    void anUpstreamThatStopsInTheMiddleResetsTheClient()
    {
        Broken broken([](UpstreamPeer& peer) {
            peer.readRequest();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234");
            peer.readSome();
        });
        broken.plane.snapshot.clusters[0].readTimeout = 100ms;
        QVERIFY(broken.plane.apply());
        RawClient client(broken.plane.address());

        client.send(get);
        client.readAll();

        QVERIFY(client.end() == RawClient::End::Reset);
    }

    void anIdleConnectionThatTheUpstreamClosedCostsNoRequest_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::newRow("GET") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        QTest::newRow("PUT") << QByteArray("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok");
        QTest::newRow("PUT in chunks") << QByteArray(
            "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        QTest::newRow("POST") << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok");
    }

    void anIdleConnectionThatTheUpstreamClosedCostsNoRequest()
    {
        QFETCH(QByteArray, request);
        Broken broken([](UpstreamPeer& peer) { // Promises to keep the connection, and closes it at once.
            const std::string body = bodyOf(peer.readRequest());
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        });
        QVERIFY(broken.plane.apply());
        RawClient client(broken.plane.address());

        for (int i = 0; i < 300; ++i) {
            client.send(request.toStdString());
            const std::string response = client.readResponse();
            // A POST may meet the closing itself; then it is 502 and was not sent twice.
            const bool isRepeated = statusOf(response) == 200 && bodyOf(response) == bodyOf(request.toStdString());
            QVERIFY(isRepeated || (request.startsWith("POST") && statusOf(response) == 502));
        }
    }

    void aStaleConnectionIsRepeatedOnlyWhenNothingCame()
    {
        std::atomic<int> requests = 0;
        Broken broken([&](UpstreamPeer& peer) {
            peer.readRequest();
            ++requests;
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            if (peer.readRequest().empty())
                return;
            ++requests;
            peer.send("HTTP/1.1 2"); // Dies while it answers the second.
        });
        QVERIFY(broken.plane.apply());
        RawClient client(broken.plane.address());
        client.send(get);
        QCOMPARE(statusOf(client.readResponse()), 200);

        client.send(get);

        QCOMPARE(statusOf(client.readResponse()), 502);
        QCOMPARE(requests.load(), 2);
    }

    void aRequestLeavesAnEndpointThatDiedWithItsIdleConnection()
    {
        auto listener = net::listenOn(net::SocketAddress::create("127.0.0.1", 0).value()).value();
        const std::uint16_t port = net::SocketAddress::ofSocket(listener.get())->port();
        std::thread dying([&] {
            pollfd newcomer{listener.get(), POLLIN, 0};
            ::poll(&newcomer, 1, 10'000);
            UpstreamPeer peer(net::acceptFrom(listener.get()).value());
            peer.readRequest();
            listener.close(); // Whoever connects from now on is refused.
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            peer.readRequest();
            peer.reset();
        });
        ScriptedUpstream stays(ScriptedUpstream::answering("stays"));
        RunningPlane plane;
        plane.addCluster("svc", {port, stays.port()});
        plane.addRoute("r", {{"svc", 1}});
        QVERIFY(plane.apply());
        RawClient client(plane.address());

        for (int i = 0; i < 6; ++i) {
            client.send(get);
            QCOMPARE(statusOf(client.readResponse()), 200);
        }

        dying.join();
    }

    void aPostIsNotSentTwice()
    {
        std::atomic<int> requests = 0;
        Broken broken([&](UpstreamPeer& peer) {
            peer.readRequest();
            ++requests;
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            if (!peer.readRequest().empty())
                ++requests; // Takes the second request and dies without a word.
        });
        QVERIFY(broken.plane.apply());
        RawClient client(broken.plane.address());
        const std::string post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok";
        client.send(post);
        QCOMPARE(statusOf(client.readResponse()), 200);

        client.send(post);

        QCOMPARE(statusOf(client.readResponse()), 502);
        QCOMPARE(requests.load(), 2);
    }

    void anEarlyAnswerIsPassedOnWhileTheClientStillSends()
    {
        Broken broken([](UpstreamPeer& peer) {
            peer.readHead();
            peer.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
            peer.readSome();
        });
        QVERIFY(broken.plane.apply());
        RawClient client(broken.plane.address());

        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n" + std::string(1000, 'x'));
        const std::string response = client.readResponse();

        QCOMPARE(statusOf(response), 403);
        QCOMPARE(bodyOf(response), std::string("no"));
        QCOMPARE(headerOf(response, "Connection"), std::string("close"));
        QVERIFY(client.readAll().empty());
    }

    void anEarlyAnswerBeforeAClosedConnectionIsPassedOn()
    {
        Broken broken([](UpstreamPeer& peer) {
            peer.readHead();
            peer.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            ::shutdown(peer.descriptor(), SHUT_WR);
            while (!peer.readSome().empty()) {
            }
        });
        QVERIFY(broken.plane.apply());

        for (int i = 0; i < 20; ++i) {
            RawClient client(broken.plane.address());
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 400000\r\n\r\n" + std::string(200'000, 'x'));
            QCOMPARE(statusOf(client.readResponse()), 413);
        }
    }

    void aClientThatLeavesEndsTheUpstreamsRequest()
    {
        std::atomic<bool> ended = false;
        Broken broken([&](UpstreamPeer& peer) {
            peer.readHead();
            while (!peer.readSome().empty()) {
            }
            ended = true;
        });
        QVERIFY(broken.plane.apply());
        {
            RawClient client(broken.plane.address());
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n12345");
            QTRY_COMPARE(broken.upstream.connections(), 1);
            client.reset();
        }

        QTRY_VERIFY(ended.load());
    }

    void aTruncatedUploadIsNotCompletedForTheUpstream()
    {
        std::string got;
        std::atomic<bool> ended = false;
        Broken broken([&](UpstreamPeer& peer) {
            for (std::string some = peer.readSome(); !some.empty(); some = peer.readSome())
                got += some;
            ended = true;
        });
        QVERIFY(broken.plane.apply());
        RawClient client(broken.plane.address());

        client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n3\r\nxy");
        client.finishSending();
        QTRY_VERIFY(ended.load());

        QVERIFY2(got.find("0\r\n\r\n") == std::string::npos, got.c_str());
    }

    void everyRequestIsCountedWithWhatBecameOfIt()
    {
        Broken broken([](UpstreamPeer& peer) {
            peer.readRequest();
            peer.send("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n");
            peer.readRequest();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0");
        });
        QVERIFY(broken.plane.apply());
        RawClient client(broken.plane.address());
        client.send(get);
        QCOMPARE(statusOf(client.readResponse()), 500);
        client.send(get);
        client.readAll();

        const auto report = broken.plane.collect();

        QCOMPARE(report.counts.size(), std::size_t(1));
        QCOMPARE(report.counts[0].requests, std::uint64_t(2));
        QCOMPARE(report.counts[0].failures, std::uint64_t(2));
        QCOMPARE(report.counts[0].ownAnswers, std::uint64_t(0));
        QCOMPARE(report.counts[0].instance, std::string("svc-1"));
    }
};

QTEST_GUILESS_MAIN(UpstreamFailuresTest)
#include "tst_upstream_failures.moc"
