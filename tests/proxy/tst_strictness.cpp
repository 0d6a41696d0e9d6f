#include "tests/support/raw_client.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::test;

namespace {

QByteArray requestWith(const char* field)
{
    return QByteArray("POST / HTTP/1.1\r\nHost: a\r\n") + field + "\r\n\r\n";
}

QByteArray chunked(const char* content)
{
    return QByteArray("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n") + content;
}

} // namespace

class StrictnessTest : public QObject
{
    Q_OBJECT

private slots:
    void refusesAmbiguousRequestsAndCloses_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, const QByteArray& request, int status) {
            QTest::newRow(name) << request << status;
        };
        row("both lengths", requestWith("Content-Length: 3\r\nTransfer-Encoding: chunked") + "0\r\n\r\n", 400);
        row("two lengths", requestWith("Content-Length: 3\r\nContent-Length: 4") + "abc", 400);
        row("signed length", requestWith("Content-Length: +3") + "abc", 400);
        row("length of 2^64", requestWith("Content-Length: 18446744073709551616"), 400);
        row("bare CR in a value", requestWith("X: a\rb"), 400);
        row("bare LF as line end", "GET / HTTP/1.1\nHost: a\n\n", 400);
        row("obs-fold", requestWith("X: a\r\n b"), 400);
        row("space before the colon", requestWith("X : a"), 400);
        row("NUL in a value", QByteArray("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", 35), 400);
        row("no host", "GET / HTTP/1.1\r\n\r\n", 400);
        row("two hosts", requestWith("Host: b"), 400);
        row("host that is none", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400);
        row("empty field name", requestWith(": a"), 400);
        row("chunk size in letters", chunked("xyz\r\n"), 400);
        row("negative chunk size", chunked("-1\r\n"), 400);
        row("endless chunk size", chunked("11111111111111111\r\n"), 400);
        row("chunk longer than it says", chunked("1\r\nabc\r\n0\r\n\r\n"), 400);
        row("bare LF after a chunk size", chunked("1\na\r\n0\r\n\r\n"), 400);
        row("framing in trailers", chunked("0\r\nContent-Length: 5\r\n\r\n"), 400);
        row("path above the root", "GET /../x HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        row("escaped NUL in the path", "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        row("long request line", "GET /" + QByteArray(9'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414);
        row("unknown expectation", requestWith("Expect: miracles"), 417);
        row("large head", requestWith("X: " + QByteArray(40'000, 'x')), 431);
        row("too many fields", requestWith(QByteArray("X: a\r\n").repeated(200).chopped(2)), 431);
        row("unknown transfer coding", requestWith("Transfer-Encoding: gzip, chunked"), 501);
        row("CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501);
        row("HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505);
    }

    void refusesAmbiguousRequestsAndCloses()
    {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        ScriptedUpstream upstream(ScriptedUpstream::answering("not for you"));
        RunningPlane plane;
        plane.addCluster("svc", {upstream.port()});
        plane.addRoute("r", {{"svc", 1}});
        QVERIFY(plane.apply());
        RawClient client(plane.address());

        client.send(request.toStdString() + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
        const std::string all = client.readAll();

        QCOMPARE(statusOf(all), status);
        QCOMPARE(headerOf(all, "Connection"), std::string("close"));
        QVERIFY2(all.find("not for you") == std::string::npos, all.c_str());
        QCOMPARE(all.find("HTTP/1.1", 1), std::string::npos); // One answer, and nothing after it.
        QVERIFY(client.end() == RawClient::End::Closed);
    }

    void refusesAmbiguousResponses_data()
    {
        QTest::addColumn<QByteArray>("response");
        QTest::newRow("both lengths") << QByteArray(
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        QTest::newRow("two lengths") << QByteArray(
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab");
        QTest::newRow("no HTTP") << QByteArray("SSH-2.0-OpenSSH\r\n\r\n");
        QTest::newRow("status of four digits") << QByteArray("HTTP/1.1 2000 OK\r\n\r\n");
        QTest::newRow("obs-fold") << QByteArray("HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n");
        QTest::newRow("bare CR") << QByteArray("HTTP/1.1 200 OK\r\nX: a\rb\r\nContent-Length: 0\r\n\r\n");
        QTest::newRow("upgrade nobody asked for")
            << QByteArray("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        QTest::newRow("head without end") << QByteArray("HTTP/1.1 200 OK\r\nX: ") + QByteArray(50'000, 'x');
        QTest::newRow("endless interim responses") << QByteArray("HTTP/1.1 102 Processing\r\n\r\n").repeated(500);
    }

    void refusesAmbiguousResponses()
    {
        QFETCH(QByteArray, response);
        ScriptedUpstream upstream([&](UpstreamPeer& peer) {
            peer.readRequest();
            peer.send(response.toStdString());
            peer.readSome();
        });
        RunningPlane plane;
        plane.addCluster("svc", {upstream.port()});
        plane.addRoute("r", {{"svc", 1}});
        QVERIFY(plane.apply());
        RawClient client(plane.address());

        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        std::string answer = client.readResponse();
        while (statusOf(answer) == 102)
            answer = client.readResponse();

        QVERIFY(statusOf(answer) == 502 || (answer.empty() && client.end() != RawClient::End::Open));
    }
};

QTEST_GUILESS_MAIN(StrictnessTest)
#include "tst_strictness.moc"
