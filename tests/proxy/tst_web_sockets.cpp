#include "engine/base/random.h"
#include "engine/proxy/buffer_pool.h"
#include "engine/telemetry/access_log.h"
#include "tests/support/raw_client.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

#include <QTemporaryDir>

#include <thread>

using namespace causeway;
using namespace causeway::test;
using namespace std::chrono_literals;

namespace {

const std::string ask = "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
const std::string agree = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                          "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

/// A plane before one upstream of this script.
struct Gateway
{
    explicit Gateway(ScriptedUpstream::Script script, proxy::DataPlaneOptions options = {},
                     std::chrono::milliseconds readTimeout = 10s)
        : upstream(std::move(script))
        , plane(1, std::move(options))
    {
        plane.addCluster("svc", {upstream.port()}).readTimeout = readTimeout;
        plane.addRoute("r", {{"svc", 1}});
        isServing = plane.apply().has_value();
    }

    ScriptedUpstream upstream;
    RunningPlane plane;
    bool isServing = false;
};

/// Sends back what it gets, until its peer ends.
void echo(UpstreamPeer& peer)
{
    peer.readHead();
    peer.send(agree);
    for (std::string bytes = peer.readSome(); !bytes.empty(); bytes = peer.readSome())
        peer.send(bytes);
}

std::string noise(std::size_t size)
{
    Random random(7);
    std::string bytes(size, '\0');
    for (char& byte : bytes)
        byte = static_cast<char>(random.below(256));
    return bytes;
}

telemetry::TrafficCount total(const telemetry::TrafficReport& report)
{
    telemetry::TrafficCount sum;
    for (const telemetry::TrafficCount& count : report.counts) {
        sum.requests += count.requests;
        sum.failures += count.failures;
        sum.bytesReceived += count.bytesReceived;
        sum.bytesSent += count.bytesSent;
    }
    return sum;
}

} // namespace

/// RFC 6455 and RFC 9110 §7.8 through the proxy: a request that asks for WebSocket, and what becomes of it.
class WebSocketsTest : public QObject
{
    Q_OBJECT

private slots:
    void bytesGoBothWaysOnceBothSidesAgree()
    {
        Gateway gateway(echo);
        QVERIFY(gateway.isServing);
        RawClient client(gateway.plane.address());
        client.send(ask);

        const std::string head = client.readUntil("\r\n\r\n");
        QCOMPARE(statusOf(head), 101);
        QCOMPARE(headerOf(head, "Upgrade"), std::string("websocket"));
        QCOMPARE(headerOf(head, "Connection"), std::string("Upgrade"));
        QCOMPARE(headerOf(head, "Sec-WebSocket-Accept"), std::string("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
        QVERIFY(headerOf(head, "Content-Length").empty() && headerOf(head, "Transfer-Encoding").empty());

        for (const std::string& bytes : {std::string("\x81\x85", 2), std::string(3, '\0'), std::string("\r\n\r\n")}) {
            client.send(bytes);
            QCOMPARE(client.readExactly(bytes.size()), bytes);
        }
    }

    void theUpstreamIsAskedForTheSame()
    {
        std::string seen;
        Gateway gateway([&](UpstreamPeer& peer) {
            seen = peer.readHead();
            peer.send(agree);
        });
        RawClient client(gateway.plane.address());
        client.send(ask);

        QCOMPARE(statusOf(client.readAll()), 101);

        QCOMPARE(headerOf(seen, "Connection"), std::string("Upgrade"));
        QCOMPARE(headerOf(seen, "Upgrade"), std::string("websocket"));
        QCOMPARE(headerOf(seen, "Sec-WebSocket-Key"), std::string("dGhlIHNhbXBsZSBub25jZQ=="));
        QVERIFY(!headerOf(seen, "X-Forwarded-For").empty());
    }

    void whatComesTogetherWithTheHeadsIsPassedOn()
    {
        Gateway gateway([](UpstreamPeer& peer) {
            peer.readHead();
            peer.send(agree + "first");
            peer.send(peer.readSome());
        });
        RawClient client(gateway.plane.address());

        client.send(ask + "early");

        client.readUntil("\r\n\r\n");
        QCOMPARE(client.readAll(), std::string("firstearly"));
    }

    void muchMoreThanTheBuffersComesThroughWhole()
    {
        Gateway gateway(echo);
        RawClient client(gateway.plane.address());
        client.send(ask);
        client.readUntil("\r\n\r\n");
        const std::string bytes = noise(8 << 20);

        std::thread sender([&] { client.send(bytes); });
        const std::string back = client.readExactly(bytes.size());
        sender.join();

        QVERIFY(back == bytes);
    }

    void theEndOfEitherSideReachesTheOther_data()
    {
        QTest::addColumn<bool>("clientFirst");
        QTest::newRow("client") << true;
        QTest::newRow("upstream") << false;
    }
    void theEndOfEitherSideReachesTheOther()
    {
        QFETCH(const bool, clientFirst);
        std::string heard;
        Gateway gateway([&](UpstreamPeer& peer) {
            peer.readHead();
            peer.send(agree);
            for (std::string bytes = peer.readSome(); clientFirst && !bytes.empty(); bytes = peer.readSome())
                heard += bytes;
            peer.send("bye");
        });
        RawClient client(gateway.plane.address());
        client.send(ask);
        client.readUntil("\r\n\r\n");

        client.send("hello");
        if (clientFirst)
            client.finishSending();

        QCOMPARE(client.readAll(), std::string("bye"));
        QCOMPARE(client.end(), RawClient::End::Closed);
        QTRY_COMPARE(gateway.upstream.ended(), 1);
        if (clientFirst)
            QCOMPARE(heard, std::string("hello"));
    }

    void anUpstreamThatRefusesAnswersAnOrdinaryRequest()
    {
        Gateway gateway(ScriptedUpstream::answering("no"));
        RawClient client(gateway.plane.address());

        client.send(ask);
        QCOMPARE(bodyOf(client.readResponse()), std::string("no"));
        client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");

        QCOMPARE(bodyOf(client.readResponse()), std::string("no"));
    }

    void onlyWebSocketIsAskedFor_data()
    {
        QTest::addColumn<QByteArray>("request");
        const QByteArray host = "Host: a\r\n";
        QTest::newRow("h2c") << "GET / HTTP/1.1\r\n" + host +
                                    "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n";
        QTest::newRow("a choice") << "GET / HTTP/1.1\r\n" + host +
                                         "Connection: Upgrade\r\nUpgrade: h2c, websocket\r\n\r\n";
        QTest::newRow("not nominated") << "GET / HTTP/1.1\r\n" + host + "Upgrade: websocket\r\n\r\n";
        QTest::newRow("a field is missing") << "GET / HTTP/1.1\r\n" + host + "Connection: Upgrade\r\n\r\n";
        QTest::newRow("HTTP/1.0") << "GET / HTTP/1.0\r\n" + host +
                                         "Connection: Upgrade, keep-alive\r\nUpgrade: websocket\r\n\r\n";
        QTest::newRow("POST") << "POST / HTTP/1.1\r\n" + host +
                                     "Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n";
        QTest::newRow("with content") << "GET / HTTP/1.1\r\n" + host +
                                             "Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 1\r\n\r\nx";
        QTest::newRow("the last request")
            << "GET / HTTP/1.1\r\n" + host + "Connection: close, Upgrade\r\nUpgrade: websocket\r\n\r\n";
    }
    void onlyWebSocketIsAskedFor()
    {
        QFETCH(const QByteArray, request);
        std::string seen;
        Gateway gateway([&](UpstreamPeer& peer) {
            seen = peer.readRequest();
            peer.send(agree + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        });
        RawClient client(gateway.plane.address());

        client.send(request.toStdString());

        const std::string answer = client.readResponse();
        QCOMPARE(statusOf(answer), 502); // A 101 that nobody asked for.
        QVERIFY2(headerOf(seen, "Upgrade").empty() && headerOf(seen, "Connection").find("pgrade") == std::string::npos,
                 seen.c_str());
    }

    void aSwitchToSomethingElseIsNoAnswer_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("h2c") << QByteArray("HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
        QTest::newRow("to nothing") << QByteArray("HTTP/1.1 101 Go\r\n\r\n");
        QTest::newRow("not nominated") << QByteArray("HTTP/1.1 101 Go\r\nUpgrade: websocket\r\n\r\n");
    }
    void aSwitchToSomethingElseIsNoAnswer()
    {
        QFETCH(const QByteArray, answer);
        Gateway gateway([&](UpstreamPeer& peer) {
            peer.readHead();
            peer.send(answer.toStdString() + "secret");
            peer.readSome();
        });
        RawClient client(gateway.plane.address());

        client.send(ask);

        const std::string got = client.readResponse();
        QCOMPARE(statusOf(got), 502);
        QVERIFY(got.find("secret") == std::string::npos);
    }

    /// Else requests could be smuggled behind an upgrade that its server refused.
    void whatFollowsARefusedUpgradeIsTheNextRequest()
    {
        std::vector<std::string> seen;
        Gateway gateway([&](UpstreamPeer& peer) {
            for (std::string request = peer.readRequest(); !request.empty(); request = peer.readRequest()) {
                seen.push_back(request.substr(0, request.find('\r')));
                peer.send("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n");
            }
        });
        gateway.plane.snapshot.virtualHosts[0].routes[0].paths = {{model::PathMatch::Kind::PlainPrefix, "/chat"}};
        QVERIFY(gateway.plane.apply());
        RawClient client(gateway.plane.address());

        client.send(ask + "GET /admin HTTP/1.1\r\nHost: a\r\n\r\n");

        QCOMPARE(statusOf(client.readResponse()), 426);
        QCOMPARE(statusOf(client.readResponse()), 404); // Routed like any other.
        QCOMPARE(seen.size(), std::size_t(1));
    }

    void isCountedWhenItBeginsAndItsBytesWhenItEnds()
    {
        Gateway gateway(echo);
        RawClient client(gateway.plane.address());
        client.send(ask);
        client.readUntil("\r\n\r\n");

        const auto began = total(gateway.plane.collect());
        QCOMPARE(began.requests, std::uint64_t(1));
        QCOMPARE(began.bytesSent, std::uint64_t(0));
        client.send("hello");
        client.readExactly(5);
        client.finishSending();
        client.readAll();

        telemetry::TrafficCount ended;
        const auto hasEnded = [&] {
            if (ended.bytesSent == 0)
                ended = total(gateway.plane.collect());
            return ended.bytesSent > 0;
        };
        QTRY_VERIFY(hasEnded());
        QCOMPARE(ended.requests + ended.failures, std::uint64_t(0));
        QCOMPARE(ended.bytesReceived, ask.size() + 5);
    }

    void isOneRecordWithAllOfItsBytes()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("access.log"));
        telemetry::AccessLogOptions logOptions;
        logOptions.target = file.toStdString();
        const SystemClock clock;
        const auto log = telemetry::AccessLog::open(std::move(logOptions), clock).value();
        proxy::DataPlaneOptions options;
        options.accessLog = log.get();
        {
            Gateway gateway(echo, options);
            RawClient client(gateway.plane.address());
            client.send(ask);
            client.readUntil("\r\n\r\n");
            client.send("hello");
            client.readExactly(5);
            client.finishSending();
            client.readAll();
            QTRY_COMPARE(gateway.upstream.ended(), 1);
        }
        QVERIFY(log->flush(10s));

        QFile text(file);
        QVERIFY(text.open(QIODevice::ReadOnly));
        const QByteArray line = text.readAll();
        QVERIFY2(line.count('\n') == 1 && line.contains("\"GET /chat HTTP/1.1\" 101 5 "), line);
        QVERIFY2(line.contains(" bytes_in=" + QByteArray::number(static_cast<qulonglong>(ask.size() + 5))), line);
    }

    void outlivesTheLimitsOfRequests()
    {
        proxy::DataPlaneOptions options;
        options.bodyLimit = 1'000;
        options.bodyTimeout = 100ms;
        Gateway gateway(echo, options);
        RawClient client(gateway.plane.address());
        client.send(ask);
        client.readUntil("\r\n\r\n");

        const std::string bytes = noise(100'000);
        client.send(bytes);
        QVERIFY(client.readExactly(bytes.size()) == bytes);

        QVERIFY(client.readExactly(1, 400ms).empty()); // Quiet for longer than a body may be.
        QCOMPARE(client.end(), RawClient::End::Open);
        client.send("still there");
        QCOMPARE(client.readExactly(11), std::string("still there"));
    }

    void endsWhenNobodyHasSaidAnythingForLong()
    {
        Gateway gateway(echo, {}, 200ms);
        RawClient client(gateway.plane.address());
        client.send(ask);
        client.readUntil("\r\n\r\n");

        QCOMPARE(client.readAll(), std::string());

        QCOMPARE(client.end(), RawClient::End::Closed);
        QTRY_COMPARE(gateway.upstream.ended(), 1);
    }

    void holdsNoBufferWhileItIsQuiet()
    {
        Gateway gateway(echo);
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 20; ++i) {
            clients.push_back(std::make_unique<RawClient>(gateway.plane.address()));
            clients.back()->send(ask);
            clients.back()->readUntil("\r\n\r\n");
            clients.back()->send("x");
            clients.back()->readExactly(1);
        }

        const auto workers = gateway.plane.observe().workers;
        std::size_t bytes = 0;
        for (const auto& worker : workers)
            bytes += worker.bufferBytes;
        QVERIFY2(bytes < 20 * proxy::BufferPool::blockSize, qPrintable(QString::number(bytes)));
    }

    void aPlaneThatEndsCutsIt()
    {
        Gateway gateway(echo);
        RawClient client(gateway.plane.address());
        client.send(ask);
        client.readUntil("\r\n\r\n");

        QCOMPARE(gateway.plane.drain(50ms), std::size_t(1));

        client.readAll();
        QVERIFY(client.end() != RawClient::End::Open);
    }
};

QTEST_APPLESS_MAIN(WebSocketsTest)
#include "tst_web_sockets.moc"
