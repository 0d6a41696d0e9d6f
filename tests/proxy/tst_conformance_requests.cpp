#include "tests/support/raw_client.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::test;

namespace {

/// A sidecar in front of one upstream: it changes nothing that it need not change, so that every byte counts.
struct Sidecar
{
    Sidecar()
        : upstream([this](UpstreamPeer& peer) {
            for (std::string request = peer.readRequest(); !request.empty(); request = peer.readRequest()) {
                upstream.noteRequest(request);
                if (!peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
                    return;
            }
        })
    {
        plane.snapshot.listeners[0].isGateway = false;
        plane.addCluster("svc", {upstream.port()});
        plane.addRoute("r", {{"svc", 1}}).preserveHost = true;
    }

    /// What the upstream was sent, request by request, after the client was answered as often.
    QByteArray forwarded(const QByteArray& bytes, std::size_t answers)
    {
        RawClient client(plane.address());
        client.send(bytes.toStdString());
        for (std::size_t i = 0; i < answers; ++i)
            if (const int status = statusOf(client.readResponse(true)); status != 200)
                return "answered " + QByteArray::number(status);
        QByteArray all;
        for (const std::string& request : upstream.received())
            all += QByteArray::fromStdString(request);
        return all;
    }

    ScriptedUpstream upstream;
    RunningPlane plane;
};

QByteArray with(const QByteArray& fields, const QByteArray& requestLine = "GET / HTTP/1.1")
{
    return requestLine + "\r\nHost: a\r\n" + fields + "\r\n";
}

QByteArray post(const QByteArray& fields, const QByteArray& content)
{
    return with(fields, "POST / HTTP/1.1") + content;
}

QByteArray chunked(const QByteArray& content)
{
    return post("Transfer-Encoding: chunked\r\n", content);
}

void forwards(const char* section, const QByteArray& request, const QByteArray& expected)
{
    QTest::newRow(section) << request << expected;
}

void untouched(const char* section, const QByteArray& request)
{
    forwards(section, request, request);
}

} // namespace

/// RFC 9110 and RFC 9112 on requests, through real sockets: each row is named by the section that it holds.
class ConformanceRequestsTest : public QObject
{
    Q_OBJECT

private slots:
    /// What is right is forwarded, and these are the bytes of it.
    void forwardsWhatIsRight_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("expected");
        rightRequestLines();
        rightHosts();
        rightFields();
        rightConnectionFields();
        rightLengths();
        rightChunks();
    }

    void forwardsWhatIsRight()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, expected);
        Sidecar sidecar;
        QVERIFY(sidecar.plane.apply());

        QCOMPARE(sidecar.forwarded(request, 1), expected);
    }

    void requestsBehindEachOtherKeepTheirBounds()
    {
        Sidecar sidecar;
        QVERIFY(sidecar.plane.apply());
        const QByteArray all = post("Content-Length: 4\r\n", "GET ") + with("X: 1\r\n") +
                               chunked("4\r\nGET \r\n0\r\n\r\n") + with("Content-Length: 0\r\n", "HEAD / HTTP/1.1") +
                               post("Content-Length: 1\r\n", "\n") + with("");

        QCOMPARE(sidecar.forwarded(all, 6), all);
    }

    void emptyLinesBeforeARequestArePassedOver()
    {
        Sidecar sidecar;
        QVERIFY(sidecar.plane.apply());

        const QByteArray behind = post("Content-Length: 1\r\n", "x");
        QCOMPARE(sidecar.forwarded("\r\n\r\n" + behind + "\r\n" + with("") + "\r\n\r\n\r\n" + with(""), 3),
                 behind + with("") + with(""));
    }

    /// RFC 9110 §7.6.2: a gateway counts the hops of these down; the last one is the answer's.
    void aRequestGoesNoFurtherThanItMay_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("left");
        const auto request = [](const QByteArray& method, const QByteArray& hops) {
            return with("Max-Forwards: " + hops + "\r\n", method + " / HTTP/1.1");
        };
        QTest::newRow("OPTIONS and 5") << request("OPTIONS", "5") << 200 << QByteArray("4");
        QTest::newRow("TRACE and 1") << request("TRACE", "1") << 200 << QByteArray("0");
        QTest::newRow("OPTIONS and 0") << request("OPTIONS", "0") << 200 << QByteArray("none");
        QTest::newRow("TRACE and 0") << request("TRACE", "0") << 501 << QByteArray("none");
        QTest::newRow("OPTIONS and letters") << request("OPTIONS", "x") << 400 << QByteArray("none");
        QTest::newRow("GET and 0") << request("GET", "0") << 200 << QByteArray("0");
    }

    void aRequestGoesNoFurtherThanItMay()
    {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        QFETCH(QByteArray, left);
        Sidecar gateway;
        gateway.plane.snapshot.listeners[0].isGateway = true;
        QVERIFY(gateway.plane.apply());
        RawClient client(gateway.plane.address());

        client.send(request.toStdString());

        QCOMPARE(statusOf(client.readResponse()), status);
        const auto received = gateway.upstream.received();
        QCOMPARE(received.empty() ? "none" : headerOf(received.front(), "Max-Forwards"), left.toStdString());
    }

    /// RFC 9110 §6.6.1: whoever has a clock adds the date where it is missing.
    void everyResponseHasADate()
    {
        Sidecar sidecar;
        sidecar.plane.snapshot.virtualHosts[0].routes[0].paths = {{model::PathMatch::Kind::PlainPrefix, "/x"}};
        QVERIFY(sidecar.plane.apply());
        RawClient client(sidecar.plane.address());
        client.send(with("", "GET /x HTTP/1.1").toStdString() + with("", "GET /y HTTP/1.1").toStdString());

        for (const int status : {200, 404}) {
            const std::string response = client.readResponse();
            QCOMPARE(statusOf(response), status);
            QCOMPARE(headerOf(response, "Date").size(), std::size_t(29));
        }
    }

private:
    static void rightRequestLines()
    {
        const auto line = [](const char* section, const QByteArray& requestLine) {
            untouched(section, with("", requestLine));
        };
        line("9112 3: origin form with a query", "GET /a/b?c=d&e HTTP/1.1");
        line("9112 3.2.1: an empty query", "GET /a? HTTP/1.1");
        line("9112 3.2.1: question marks in a query", "GET /a?b?c HTTP/1.1");
        line("3986 3.3: all that a path may hold", "GET /-._~!$&'()*+,;=:@%41 HTTP/1.1");
        line("3986 3.3: two slashes", "GET //a//b HTTP/1.1");
        line("9112 3.2.4: asterisk", "OPTIONS * HTTP/1.1");
        line("9110 9.1: methods are any tokens", "M-SEARCH!#$%&'*+.^_`|~1 / HTTP/1.1");
        line("9110 9.1: methods know case", "get / HTTP/1.1");
        for (const char* method : {"HEAD", "DELETE", "OPTIONS", "PATCH", "PROPFIND", "QUERY"})
            line(method, QByteArray(method) + " /x HTTP/1.1");
        line("9110 9.3.8: TRACE", "TRACE / HTTP/1.1");
        line("a long target", "GET /" + QByteArray(7'900, 'a') + " HTTP/1.1");
        forwards("9112 2.3: a later minor version", with("", "GET / HTTP/1.9"), with(""));
        forwards("9112 3.2.2: absolute form", with("", "GET http://a/x?y HTTP/1.1"), with("", "GET /x?y HTTP/1.1"));
        forwards("9112 3.2.2: absolute form, other case", with("", "GET HTTP://A HTTP/1.1"),
                 "GET / HTTP/1.1\r\nHost: A\r\n\r\n");
        forwards("9112 3.2.2: absolute form with the default port", with("", "GET http://a:80/x HTTP/1.1"),
                 "GET /x HTTP/1.1\r\nHost: a:80\r\n\r\n");
        forwards("9112 3.2.2: absolute form with a query alone", with("", "GET http://a?b HTTP/1.1"),
                 with("", "GET /?b HTTP/1.1"));
        forwards("9112 3.2.4: OPTIONS of a whole server", with("", "OPTIONS http://a HTTP/1.1"),
                 with("", "OPTIONS * HTTP/1.1"));
        forwards("9112 2.3: HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", with(""));
    }

    static void rightHosts()
    {
        const auto host = [](const char* section, const QByteArray& value) {
            untouched(section, "GET / HTTP/1.1\r\nHost: " + value + "\r\n\r\n");
        };
        host("3986 3.2.2: a name", "a-b.c_d.example");
        host("3986 3.2.2: an address", "127.0.0.1:8000");
        host("3986 3.2.2: an IPv6 address", "[2001:db8::1]:8000");
        host("3986 3.2.2: an IPv4 address in an IPv6 one", "[::ffff:10.0.0.1]");
        host("3986 3.2.3: an empty port", "a:");
        host("3986 3.2.2: an escape", "a%20b");
        forwards("9110 5.5: blanks around it", "GET / HTTP/1.1\r\nHost: \t a \t\r\n\r\n", with(""));
        forwards("9110 5.1: names know no case", "GET / HTTP/1.1\r\nhOST: a\r\n\r\n", with(""));
    }

    static void rightFields()
    {
        untouched("9110 5.5: an empty value", with("X:\r\n"));
        untouched("9110 5.5: blanks and tabs within", with("X: a \t b\r\n"));
        untouched("9112 5.1: no blank after the colon", with("X:a\r\nY:  b  \r\n"));
        untouched("9110 5.5: obs-text", with("X: caf\xc3\xa9 \xff\r\n"));
        untouched("9110 5.1: all that a name may hold", with("!#$%&'*+-.^_`|~09aZ: a\r\n"));
        untouched("9110 5.3: fields of one name keep their order", with("X: 1\r\nY: a\r\nX: 2\r\n"));
        untouched("9110 5.6.4: quotes", with("X: \"a, \\\"b\"\r\n"));
        untouched("9110 5.4: a long value", with("X: " + QByteArray(20'000, 'x') + "\r\n"));
        untouched("9110 5.4: a hundred fields", with(QByteArray("X: a\r\n").repeated(100)));
        untouched("9110 10.1.1: an expectation",
                  with("Expect: 100-Continue\r\nContent-Length: 0\r\n", "PUT / HTTP/1.1"));
        untouched("9110 6.6.2: Trailer", post("Trailer: X-Sum\r\nContent-Length: 0\r\n", ""));
    }

    static void rightConnectionFields()
    {
        const auto gone = [](const char* section, const QByteArray& fields) {
            forwards(section, with(fields), with(""));
        };
        gone("9110 7.6.1: close", "Connection: close\r\n");
        gone("9110 7.6.1: nominated", "Connection: x-a, X-B\r\nX-A: 1\r\nx-b: 2\r\nX-A: 3\r\n");
        gone("9110 7.6.1: nominated afterwards", "X-A: 1\r\nConnection: keep-alive\r\nConnection: X-A\r\n");
        gone("9110 5.6.1: empty elements", "Connection: ,, ,close ,\r\n");
        gone("9110 7.6.1: Keep-Alive and Proxy-Connection", "Keep-Alive: 5\r\nProxy-Connection: keep-alive\r\n");
        gone("9110 10.1.4: TE", "TE: gzip\r\nConnection: TE\r\n");
        gone("9110 7.8: Upgrade that is not taken",
             "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n");
        forwards("9110 10.1.4: trailers", with("Connection: TE\r\nTE: gzip, trailers\r\n"),
                 with("TE: trailers\r\nConnection: TE\r\n"));
        forwards("9110 7.6.1: Host cannot be nominated", with("Connection: Host\r\n"), with(""));
        forwards("9110 7.6.1: nor a length", post("Connection: Content-Length\r\nContent-Length: 1\r\n", "x"),
                 post("Content-Length: 1\r\n", "x"));
        forwards("9110 7.6.1: nor a transfer coding",
                 post("Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
                 chunked("0\r\n\r\n"));
    }

    static void rightLengths()
    {
        untouched("9112 6.3: content of GET", with("Content-Length: 2\r\n") + "ab");
        untouched("9112 6.3: content of DELETE", with("Content-Length: 2\r\n", "DELETE / HTTP/1.1") + "ab");
        untouched("9112 6.3: no content", post("", ""));
        untouched("9110 8.6: a length of 0", post("Content-Length: 0\r\n", ""));
        untouched("9112 6.3: content that looks like a request",
                  post("Content-Length: 18\r\n", "GET / HTTP/1.1\r\n\r\n"));
        forwards("9110 8.6: leading zeros mean nothing", post("Content-Length: 0003\r\n", "abc"),
                 post("Content-Length: 3\r\n", "abc"));
        forwards("9110 8.6: only zeros", post("Content-Length: 000\r\n", ""), post("Content-Length: 0\r\n", ""));
        forwards("9110 5.5: blanks around a length", post("Content-Length:\t 3 \t\r\n", "abc"),
                 post("Content-Length:\t 3 \t\r\n", "abc"));
    }

    static void rightChunks()
    {
        const QByteArray plain = chunked("5\r\nhello\r\n0\r\n\r\n");
        untouched("9112 7.1: chunks", plain);
        untouched("9112 7.1: no content", chunked("0\r\n\r\n"));
        untouched("9112 7.1.2: trailers", chunked("1\r\na\r\n0\r\nX-Sum: 1\r\nX-Sum: 2\r\n\r\n"));
        untouched("9112 6.3: content of GET in chunks", with("Transfer-Encoding: chunked\r\n") + "1\r\na\r\n0\r\n\r\n");
        forwards("9112 7: codings know no case", post("Transfer-Encoding: ChUnKeD\r\n", "5\r\nhello\r\n0\r\n\r\n"),
                 plain);
        forwards("9112 7.1: capitals", chunked("A\r\n0123456789\r\n0\r\n\r\n"),
                 chunked("a\r\n0123456789\r\n0\r\n\r\n"));
        forwards("9112 7.1: leading zeros", chunked("0005\r\nhello\r\n00\r\n\r\n"), plain);
        forwards("9112 7.1.1: extensions", chunked("5;a;b=c;d=\"e;f\"\r\nhello\r\n0;g\r\n\r\n"), plain);
        forwards("9112 7.1.1: bad blanks in extensions", chunked("5 ; a = b\r\nhello\r\n0\t;c\r\n\r\n"), plain);
        forwards("9110 6.5.1: trailers that come too late",
                 chunked("0\r\nAuthorization: x\r\nX: 1\r\nContent-Type: y\r\nCookie: z\r\n\r\n"),
                 chunked("0\r\nX: 1\r\n\r\n"));
        forwards("9110 7.6.1: Connection in the trailers", chunked("0\r\nConnection: X\r\nX: 1\r\n\r\n"),
                 chunked("0\r\nX: 1\r\n\r\n"));
    }
};

QTEST_GUILESS_MAIN(ConformanceRequestsTest)
#include "tst_conformance_requests.moc"
