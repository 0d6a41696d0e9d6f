#include "tests/support/raw_client.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::test;

namespace {

constexpr const char* smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

QByteArray post(const QByteArray& fields)
{
    return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

QByteArray get(const QByteArray& fields)
{
    return "GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

QByteArray chunked(const QByteArray& content)
{
    return post("Transfer-Encoding: chunked\r\n") + content;
}

void row(const char* name, const QByteArray& request, int status = 400)
{
    QTest::newRow(name) << request << status;
}

} // namespace

/// What two recipients could read in two ways is refused, and nothing of it comes out whole on the other side.
class SmugglingTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_plane.addCluster("svc", {m_upstream.port()});
        m_plane.addRoute("r", {{"svc", 1}});
        QVERIFY(m_plane.apply());
    }

    void isRefusedAndNothingComesThrough_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        lengthsThatDisagree();
        disguisedTransferCodings();
        wrongLengths();
        wrongChunks();
        wrongLines();
        wrongHosts();
        wrongRequestLines();
        wrongConnectionFields();
    }

    void isRefusedAndNothingComesThrough()
    {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        RawClient client(m_plane.address());

        client.send((request + smuggled).toStdString());
        const std::string all = client.readAll();

        QCOMPARE(statusOf(all), status);
        QCOMPARE(headerOf(all, "Connection"), std::string("close"));
        QCOMPARE(all.find("HTTP/1.1", 1), std::string::npos); // One answer, and nothing behind it.
        QVERIFY(client.end() == RawClient::End::Closed);
        QCOMPARE(m_upstream.requests(), 0);
    }

private:
    ScriptedUpstream m_upstream{[this](UpstreamPeer& peer) {
        for (std::string whole = peer.readRequest(); !whole.empty(); whole = peer.readRequest()) {
            m_upstream.noteRequest(whole);
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
    }};
    RunningPlane m_plane;

    static void lengthsThatDisagree()
    {
        row("9112 6.3: CL.TE", post("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\nG");
        row("9112 6.3: TE.CL",
            post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n") + "5c\r\nGPOST\r\n0\r\n\r\n");
        row("9112 6.3: CL.TE with equal ends",
            post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n");
        row("9112 6.3: CL.TE with a length of 0",
            post("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n");
        row("9112 6.1: CL.TE in HTTP/1.0",
            "POST / HTTP/1.0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        row("9112 6.3: CL.TE, nominated",
            post("Connection: Content-Length\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n");
        row("9112 6.3: CL.CL", post("Content-Length: 8\r\nContent-Length: 7\r\n") + "12345\r\na");
        row("9112 6.3: CL.CL, equal", post("Content-Length: 5\r\nContent-Length: 5\r\n") + "hello");
        row("9112 6.3: CL.CL with 0 first", post("Content-Length: 0\r\nContent-Length: 5\r\n") + "hello");
        row("9112 6.3: a list of lengths", post("Content-Length: 5, 6\r\n") + "hello");
        row("9112 6.3: a list of equal lengths", post("Content-Length: 5,5\r\n") + "hello");
        row("9112 6.3: a list with an empty element", post("Content-Length: 5,\r\n") + "hello");
        row("9112 6.3: CL.CL in other case", post("Content-Length: 5\r\ncontent-length: 6\r\n") + "hello");
    }

    static void disguisedTransferCodings()
    {
        const auto coding = [](const char* name, const QByteArray& fields, int status = 400) {
            row(name, post(fields + "Content-Length: 5\r\n") + "0\r\n\r\n", status);
        };
        const auto alone = [](const char* name, const QByteArray& fields, int status = 400) {
            row(name, post(fields) + "0\r\n\r\n", status);
        };
        alone("9112 6.1: xchunked", "Transfer-Encoding: xchunked\r\n");
        alone("9112 6.1: chunke", "Transfer-Encoding: chunke\r\n");
        alone("9112 6.1: chunked by two blanks", "Transfer-Encoding: chun ked\r\n");
        alone("9112 6.1: vertical tab", "Transfer-Encoding:\x0b"
                                        "chunked\r\n");
        alone("9112 6.1: form feed", "Transfer-Encoding: \x0c"
                                     "chunked\r\n");
        alone("9112 6.1: no-break space", "Transfer-Encoding: \xa0"
                                          "chunked\r\n");
        alone("9112 6.1: in quotes", "Transfer-Encoding: \"chunked\"\r\n");
        alone("9112 6.1: in single quotes", "Transfer-Encoding: 'chunked'\r\n");
        alone("9112 6.1: with a parameter", "Transfer-Encoding: chunked;q=1\r\n");
        alone("9112 6.1: with a semicolon", "Transfer-Encoding: chunked;\r\n");
        alone("9112 6.1: twice in a list", "Transfer-Encoding: chunked, chunked\r\n");
        alone("9112 6.1: twice in two fields", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n");
        alone("9112 6.1: identity behind", "Transfer-Encoding: chunked, identity\r\n");
        alone("9112 6.1: cow behind, in a field of its own",
              "Transfer-Encoding: chunked\r\nTransfer-Encoding: cow\r\n");
        alone("9112 6.1: nothing behind", "Transfer-Encoding: chunked,\r\n");
        alone("9112 6.1: empty", "Transfer-Encoding:\r\n");
        alone("9112 6.1: identity", "Transfer-Encoding: identity\r\n");
        alone("9112 6.1: NUL behind", QByteArray("Transfer-Encoding: chunked\0\r\n", 29));
        alone("9112 7: identity before", "Transfer-Encoding: identity, chunked\r\n", 501);
        alone("9112 7: gzip before", "Transfer-Encoding: gzip, chunked\r\n", 501);
        alone("9112 7: x before, in a field of its own", "Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n", 501);
        coding("9112 5.1: blank before the colon", "Transfer-Encoding : chunked\r\n");
        coding("9112 5.1: tab before the colon", "Transfer-Encoding\t: chunked\r\n");
        coding("9112 5.2: folded value", "Transfer-Encoding:\r\n chunked\r\n");
        coding("9112 5.2: folded name", "Transfer-Encoding\r\n: chunked\r\n");
        coding("9112 5.2: a fold that hides", "X: a\r\n Transfer-Encoding: chunked\r\n");
        coding("9112 2.2: behind a bare CR", "X: a\rTransfer-Encoding: chunked\r\n");
        coding("9112 2.2: behind a bare LF", "X: a\nTransfer-Encoding: chunked\r\n");
        coding("9112 2.2: bare LF at its end", "Transfer-Encoding: chunked\n");
        coding("9112 2.2: two CRs at its end", "Transfer-Encoding: chunked\r\r\n");
        coding("9112 5.1: blank before the name", " Transfer-Encoding: chunked\r\n");
        coding("9110 5.1: NUL before the name", QByteArray("\0Transfer-Encoding: chunked\r\n", 29));
        coding("9110 5.1: NUL in the name", QByteArray("Transfer\0-Encoding: chunked\r\n", 29));
        coding("9110 5.1: no-break space in the name", "Transfer-Encoding\xa0: chunked\r\n");
        coding("9110 5.1: Kelvin sign for a k", "Transfer-Encoding\xe2\x84\xaa: chunked\r\n");
    }

    static void wrongLengths()
    {
        for (const char* value :
             {"+5", "-5", "5 ", "0x5", "5.0", "5e0", "5;a", "\"5\"", "5 5", "five", "", "0 5", "5\x0b",
              "\2405", // A blank of Latin-1.
              "9223372036854775808", "18446744073709551616", "18446744073709551621",
              "99999999999999999999999999999999"}) {
            if (QByteArray(value) != "5 ") // Blanks at the end are right.
                row(QByteArray("9110 8.6: length ").append(QByteArray(value).toPercentEncoding()).constData(),
                    post("Content-Length: " + QByteArray(value) + "\r\n") + "hello");
        }
        row("9110 8.6: length with a NUL", post(QByteArray("Content-Length: 5\0\r\n", 20)) + "hello");
    }

    static void wrongChunks()
    {
        const auto chunks = [](const char* name, const QByteArray& content, int status = 400) {
            row(name, chunked(content), status);
        };
        chunks("9112 7.1: size in letters", "xyz\r\nhello\r\n0\r\n\r\n");
        chunks("9112 7.1: empty size", "\r\nhello\r\n0\r\n\r\n");
        chunks("9112 7.1: minus sign", "-5\r\nhello\r\n0\r\n\r\n");
        chunks("9112 7.1: plus sign", "+5\r\nhello\r\n0\r\n\r\n");
        chunks("9112 7.1: 0x", "0x5\r\nhello\r\n0\r\n\r\n");
        chunks("9112 7.1: underscore", "0_5\r\nhello\r\n0\r\n\r\n");
        chunks("9112 7.1: blank before", " 5\r\nhello\r\n0\r\n\r\n");
        chunks("9112 7.1: blank behind", "5 \r\nhello\r\n0\r\n\r\n");
        chunks("9112 7.1: tab behind", "5\t\r\nhello\r\n0\r\n\r\n");
        chunks("9112 7.1: blank within", "0 5\r\nhello\r\n0\r\n\r\n");
        chunks("9112 7.1: a digit behind blanks", "5  5;a\r\nhello\r\n0\r\n\r\n");
        chunks("9112 7.1: NUL behind", QByteArray("5\0\r\nhello\r\n0\r\n\r\n", 16));
        chunks("9112 7.1: of 2^64", "10000000000000005\r\nhello\r\n0\r\n\r\n");
        chunks("9112 7.1: of 2^128", "100000000000000000000000000000005\r\nhello\r\n0\r\n\r\n");
        chunks("9112 7.1: zeros without end", QByteArray(100, '0') + "5\r\nhello\r\n0\r\n\r\n");
        chunks("9112 7.1: bare LF after the size", "5\nhello\r\n0\r\n\r\n");
        chunks("9112 7.1: bare CR after the size", "5\rhello\r\n0\r\n\r\n");
        chunks("9112 7.1: LF CR after the size", "5\n\rhello\r\n0\r\n\r\n");
        chunks("9112 7.1: content too long", "5\r\nhello!\r\n0\r\n\r\n");
        chunks("9112 7.1: content too short", "5\r\nhell\r\n0\r\n\r\n");
        chunks("9112 7.1: no line end after content", "5\r\nhello0\r\n\r\n");
        chunks("9112 7.1: bare LF after content", "5\r\nhello\n0\r\n\r\n");
        chunks("9112 7.1: blank after content", "5\r\nhello \r\n0\r\n\r\n");
        chunks("9112 7.1.1: bare LF in an extension", "5;a\nb\r\nhello\r\n0\r\n\r\n");
        chunks("9112 7.1.1: bare CR in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n");
        chunks("9112 7.1.1: bare LF in a quoted extension", "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n");
        chunks("9112 7.1.1: NUL in an extension", QByteArray("5;\0\r\nhello\r\n0\r\n\r\n", 17));
        chunks("9112 7.1.1: an extension without end", "5;" + QByteArray(400, 'a') + "\r\nhello\r\n0\r\n\r\n");
        chunks("9112 7.1.2: bare LF after the last chunk", "0\n\r\n");
        chunks("9112 7.1.2: bare LF at the end", "0\r\n\n");
        chunks("9112 7.1.2: folded trailer", "0\r\nX: a\r\n b\r\n\r\n");
        chunks("9112 7.1.2: no colon in a trailer", "0\r\nX\r\n\r\n");
        chunks("9110 6.5.1: a length in the trailers", "0\r\nContent-Length: 5\r\n\r\n");
        chunks("9110 6.5.1: a coding in the trailers", "0\r\nTransfer-Encoding: chunked\r\n\r\n");
        chunks("9110 6.5.1: a host in the trailers", "0\r\nHost: b\r\n\r\n");
        chunks("9110 6.5: trailers without end", "0\r\nX: " + QByteArray(9'000, 'x') + "\r\n\r\n", 431);
    }

    static void wrongLines()
    {
        row("9112 2.2: bare LFs", "GET / HTTP/1.1\nHost: a\n\n");
        row("9112 2.2: bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n");
        row("9112 2.2: bare LF in the middle", get("X: a\n"));
        row("9112 2.2: bare LF at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n");
        row("9112 2.2: bare CRs", "GET / HTTP/1.1\rHost: a\r\r");
        row("9112 2.2: bare CR in a value", get("X: a\rb\r\n"));
        row("9112 2.2: bare CR before a line end", get("X: a\r\r\n"));
        row("9112 2.2: CR before an empty line", "\r\r\n" + get(""));
        row("9112 2.2: LF before", "\n" + get(""));
        row("9112 2.2: a blank line before", " \r\n" + get(""));
        row("9112 2.2: blanks before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n");
        row("9112 5.2: folded by a blank", get("X: a\r\n b\r\n"));
        row("9112 5.2: folded by a tab", get("X: a\r\n\tb\r\n"));
        row("9112 5.2: folded by a line of blanks", get("X: a\r\n \r\n"));
        row("9112 5: no colon", get("X\r\n"));
        row("9112 5: only a colon", get(":\r\n"));
        row("9112 5: no name", get(": a\r\n"));
        row("9110 5.5: NUL in a value", get(QByteArray("X: a\0b\r\n", 8)));
        for (const char control : {'\x01', '\x08', '\x0b', '\x0c', '\x1b', '\x1f', '\x7f'})
            row(QByteArray("9110 5.5: control ").append(QByteArray::number(control)).constData(),
                get(QByteArray("X: a") + control + "\r\n"));
        row("9110 5.1: a name in brackets", get("[X]: a\r\n"));
        row("9110 5.1: a name with a blank", get("X Y: a\r\n"));
        row("9110 5.1: a name beyond ASCII", get("\xc3\xa9: a\r\n"));
        row("9110 5.4: too many fields", get(QByteArray("X: a\r\n").repeated(200)), 431);
        row("9110 5.4: a head without end", get("X: " + QByteArray(40'000, 'x') + "\r\n"), 431);
        row("9110 5.4: a name without end", get(QByteArray(40'000, 'x') + ": a\r\n"), 431);
    }

    static void wrongHosts()
    {
        const auto host = [](const char* name, const QByteArray& value) {
            row(name, "GET / HTTP/1.1\r\nHost: " + value + "\r\n\r\n");
        };
        row("9112 3.2: no Host", "GET / HTTP/1.1\r\n\r\n");
        row("9112 3.2: no Host, absolute form", "GET http://a/ HTTP/1.1\r\n\r\n");
        row("9112 3.2: two Hosts", get("Host: b\r\n"));
        row("9112 3.2: two equal Hosts", get("Host: a\r\n"));
        row("9112 3.2: two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n");
        host("9110 4.2.1: empty", "");
        host("3986 3.2.2: a list", "a, b");
        host("3986 3.2.2: a blank", "a b");
        host("3986 3.2: a user", "u@a");
        host("3986 3.2: a path", "a/b");
        host("3986 3.2: a query", "a?b");
        host("3986 3.2: a fragment", "a#b");
        host("3986 3.2: a backslash", "a\\b");
        host("3986 3.2: a scheme", "http://a");
        host("3986 3.2.2: a broken escape", "a%2");
        host("3986 3.2.2: angle brackets", "<a>");
        host("3986 3.2.2: beyond ASCII", "caf\xc3\xa9");
        host("3986 3.2.3: a port in letters", "a:x");
        host("3986 3.2.3: a port too high", "a:65536");
        host("3986 3.2.3: a port with a sign", "a:+80");
        host("3986 3.2.3: two ports", "a:80:80");
        host("3986 3.2.3: a port alone", ":80");
        host("3986 3.2.2: a bracket that stays open", "[::1");
        host("3986 3.2.2: brackets around a name", "[a.b]");
        host("3986 3.2.2: colons alone", "[:::]");
        host("3986 3.2.2: nine groups", "[1:2:3:4:5:6:7:8:9]");
        host("3986 3.2.2: text behind brackets", "[::1]a");
        host("6874 2: a zone identifier", "[fe80::1%25eth0]");
    }

    static void wrongRequestLines()
    {
        const auto line = [](const char* name, const QByteArray& requestLine, int status = 400) {
            row(name, requestLine + "\r\nHost: a\r\n\r\n", status);
        };
        line("9112 3: two blanks", "GET  / HTTP/1.1");
        line("9112 3: two blanks before the version", "GET /  HTTP/1.1");
        line("9112 3: blank at the end", "GET / HTTP/1.1 ");
        line("9112 3: blank at the start", " GET / HTTP/1.1");
        line("9112 3: tabs", "GET\t/\tHTTP/1.1");
        line("9112 3: vertical tab", "GET\x0b/\x0bHTTP/1.1");
        line("9112 3: no target", "GET HTTP/1.1");
        line("9112 3: no method", "/ HTTP/1.1");
        line("9112 3: a request in a request", "GET / HTTP/1.1 GET / HTTP/1.1");
        line("9112 3.1: a method that is no token", "GE(T / HTTP/1.1");
        line("9112 3.1: a method in brackets", "[GET] / HTTP/1.1");
        line("9112 3.2: blank in the target", "GET /a b HTTP/1.1");
        line("9112 3.2: a target without a slash", "GET a HTTP/1.1");
        line("9112 3.2: a fragment", "GET /a#b HTTP/1.1");
        line("9112 3.2: beyond ASCII", "GET /caf\xc3\xa9 HTTP/1.1");
        line("9112 3.2: bare CR", "GET /\rX HTTP/1.1");
        line("9112 3.2.2: other scheme", "GET ftp://a/ HTTP/1.1");
        line("9112 3.2.2: no authority", "GET http:///a HTTP/1.1");
        line("9112 3.2.2: one slash", "GET http:/a HTTP/1.1");
        line("9110 4.2.4: a user", "GET http://u@a/ HTTP/1.1");
        line("9110 4.2.4: a user and a port", "GET http://a:80@b/ HTTP/1.1");
        line("9112 3.2.3: authority form", "GET a:80 HTTP/1.1");
        line("9112 3.2.4: asterisk for GET", "GET * HTTP/1.1");
        line("9112 3.2.4: two asterisks", "OPTIONS ** HTTP/1.1");
        line("3986 2.1: a broken escape", "GET /%4 HTTP/1.1");
        line("3986 2.1: an escape in letters", "GET /%zz HTTP/1.1");
        line("3986 2.1: an escaped NUL", "GET /a%00 HTTP/1.1");
        line("3986 5.2.4: above the root", "GET /../a HTTP/1.1");
        line("3986 5.2.4: above the root in escapes", "GET /a/%2e%2e/.%2E/b HTTP/1.1");
        line("9112 2.3: HTTP/0.9", "GET /");
        line("9112 2.3: small letters", "GET / http/1.1");
        line("9112 2.3: no digits", "GET / HTTP/");
        line("9112 2.3: no minor version", "GET / HTTP/1");
        line("9112 2.3: two digits", "GET / HTTP/1.10");
        line("9112 2.3: leading zero", "GET / HTTP/01.1");
        line("9112 2.3: a comma", "GET / HTTP/1,1");
        line("9112 2.3: letters behind", "GET / HTTP/1.1x");
        line("9112 2.3: NUL behind", QByteArray("GET / HTTP/1.1\0", 15));
        line("9110 15.6.6: version 0.9", "GET / HTTP/0.9", 505);
        line("9110 15.6.6: version 2.0", "GET / HTTP/2.0", 505);
        row("9113 3.4: the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
        line("9110 9.3.6: CONNECT", "CONNECT a:443 HTTP/1.1", 501);
        line("9110 9.3.6: CONNECT with a path", "CONNECT / HTTP/1.1", 501);
        line("9110 15.5.15: a target without end", "GET /" + QByteArray(9'000, 'a') + " HTTP/1.1", 414);
        line("9110 15.5.15: a method without end", QByteArray(9'000, 'A') + " / HTTP/1.1", 414);
        row("9110 9.3.8: TRACE with content", "TRACE / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
    }

    static void wrongConnectionFields()
    {
        row("9110 7.6.1: an option with a blank", get("Connection: close x\r\n"));
        row("9110 7.6.1: an option that is no token", get("Connection: \"close\"\r\n"));
        row("9110 7.6.1: options without end", get("Connection: " + QByteArray("a,").repeated(100) + "\r\n"));
        row("9110 10.1.1: unknown expectation", get("Expect: 200-ok\r\n"), 417);
        row("9110 10.1.1: two expectations", get("Expect: 100-continue, x\r\n"), 417);
    }
};

QTEST_GUILESS_MAIN(SmugglingTest)
#include "tst_smuggling.moc"
