#include "tests/support/raw_client.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::test;

namespace {

// The last request of a client, so that its connection ends behind the response.
const QByteArray get = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
const QByteArray head = "HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
const QByteArray oldGet = "GET / HTTP/1.0\r\nHost: a\r\n\r\n";
const QByteArray date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"; // What has one keeps it.

/// A sidecar before an upstream that answers each request on a connection with the next of these, then closes it.
struct Answering
{
    explicit Answering(std::vector<QByteArray> answers)
        : upstream([this, answers = std::move(answers)](UpstreamPeer& peer) {
            for (const QByteArray& answer : answers) {
                if (peer.readRequest().empty())
                    return;
                peer.send(answer.toStdString());
            }
        })
    {
        plane.snapshot.listeners[0].isGateway = false;
        plane.addCluster("svc", {upstream.port()});
        plane.addRoute("r", {{"svc", 1}});
    }

    /// All that a client reads until its connection ends, without that the last response says so.
    QByteArray read(const QByteArray& requests)
    {
        RawClient client(plane.address());
        client.send(requests.toStdString());
        const std::string all = client.readAll();
        end = client.end();
        return QByteArray::fromStdString(all).replace("Connection: close\r\n", "");
    }

    ScriptedUpstream upstream;
    RunningPlane plane;
    RawClient::End end = RawClient::End::Open;
};

QByteArray ok(const QByteArray& fields, const QByteArray& content = {},
              const QByteArray& statusLine = "HTTP/1.1 200 OK")
{
    return statusLine + "\r\n" + date + fields + "\r\n" + content;
}

void row(const char* section, const QByteArray& request, const QByteArray& answer, const QByteArray& expected)
{
    QTest::newRow(section) << request << answer << expected;
}

void untouched(const char* section, const QByteArray& answer)
{
    row(section, get, answer, answer);
}

} // namespace

/// RFC 9110 and RFC 9112 on responses, through real sockets: each row is named by the section that it holds.
class ConformanceResponsesTest : public QObject
{
    Q_OBJECT

private slots:
    void passesOnWhatIsRight_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("expected");
        rightStatusLines();
        rightContent();
        rightFields();
        rightInterims();
    }

    void passesOnWhatIsRight()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, answer);
        QFETCH(QByteArray, expected);
        Answering answering({answer});
        QVERIFY(answering.plane.apply());

        const QByteArray all = answering.read(request);

        QCOMPARE(all, expected);
        QVERIFY(answering.end == RawClient::End::Closed);
    }

    void turnsWhatIsWrongInto502_data()
    {
        QTest::addColumn<QByteArray>("answer");
        wrongHeads();
        wrongFraming();
    }

    void turnsWhatIsWrongInto502()
    {
        QFETCH(QByteArray, answer);
        Answering answering({answer});
        QVERIFY(answering.plane.apply());

        const QByteArray all = answering.read(get);

        QCOMPARE(statusOf(all.toStdString()), 502);
        QVERIFY(answering.end == RawClient::End::Closed);
    }

    void resetsWhenContentTurnsOutWrong_data()
    {
        QTest::addColumn<QByteArray>("answer");
        const auto chunks = [](const char* section, const QByteArray& content) {
            QTest::newRow(section) << ok("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n" + content);
        };
        chunks("9112 7.1: size in letters", "x\r\n");
        chunks("9112 7.1: bare LF", "1\na\r\n0\r\n\r\n");
        chunks("9112 7.1: content too long", "1\r\nab\r\n0\r\n\r\n");
        chunks("9112 7.1: negative", "-1\r\n");
        chunks("9112 8: cut before the last chunk", "");
        chunks("9112 8: cut within the last chunk", "0\r\n");
        chunks("9110 6.5.1: a length in the trailers", "0\r\nContent-Length: 1\r\n\r\n");
        QTest::newRow("9112 8: shorter than its length") << ok("Content-Length: 6\r\n", "hello");
    }

    void resetsWhenContentTurnsOutWrong()
    {
        QFETCH(QByteArray, answer);
        Answering answering({answer});
        QVERIFY(answering.plane.apply());

        const QByteArray all = answering.read(get);

        QVERIFY(answering.end == RawClient::End::Reset);
        QVERIFY2(!all.endsWith("0\r\n\r\n"), all.constData());
    }

    /// RFC 9112 §9.2: what comes behind a response belongs to nobody; least of all is it the answer to the next
    /// request.
    void bytesBehindAResponseAreNobodysAnswer_data()
    {
        QTest::addColumn<QByteArray>("first");
        QTest::addColumn<QByteArray>("answer");
        const QByteArray first = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        const QByteArray evil = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
        QTest::newRow("a second response") << first << ok("Content-Length: 2\r\n", "ok") + evil;
        QTest::newRow("content of a response to HEAD")
            << QByteArray("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n") << ok("Content-Length: 43\r\n") + evil;
        QTest::newRow("content of 204") << first << ok("", evil, "HTTP/1.1 204 No Content");
        QTest::newRow("content of 304") << first << ok("Content-Length: 43\r\n", evil, "HTTP/1.1 304 Not Modified");
        QTest::newRow("an empty line") << first << ok("Content-Length: 2\r\n", "ok\r\n");
        QTest::newRow("behind the last chunk") << first << ok("Transfer-Encoding: chunked\r\n", "0\r\n\r\n") + evil;
    }

    void bytesBehindAResponseAreNobodysAnswer()
    {
        QFETCH(QByteArray, first);
        QFETCH(QByteArray, answer);
        std::atomic<int> connections = 0;
        ScriptedUpstream upstream([&](UpstreamPeer& peer) {
            const bool isFirst = ++connections == 1;
            peer.readRequest();
            peer.send(isFirst ? answer.toStdString() : ok("Content-Length: 4\r\n", "fine").toStdString());
            peer.readSome();
        });
        RunningPlane plane;
        plane.addCluster("svc", {upstream.port()});
        plane.addRoute("r", {{"svc", 1}});
        QVERIFY(plane.apply());
        RawClient client(plane.address());

        client.send((first + get).toStdString());
        const std::string all = client.readAll();

        QVERIFY2(all.ends_with("fine") && all.find("evil") == std::string::npos, all.c_str());
        QCOMPARE(upstream.connections(), 2);
    }

    void anUpgradeNobodyAskedForIsNeverPassedOn()
    {
        const QByteArray upgrade =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
        Answering answering({upgrade + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"});
        QVERIFY(answering.plane.apply());

        for (const QByteArray fields :
             {"Connection: close\r\n", "Connection: close, Upgrade\r\nUpgrade: websocket\r\n"}) {
            const QByteArray all = answering.read("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");

            QCOMPARE(statusOf(all.toStdString()), 502);
            QVERIFY(!all.contains("101 ") && !all.contains("evil"));
        }
    }

    void aWrongResponseBehindAnInterimOneIs502()
    {
        Answering answering({"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 2x0 OK\r\n\r\n"});
        QVERIFY(answering.plane.apply());

        const QByteArray all = answering.read(get);

        QVERIFY2(all.startsWith("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 502 "), all.constData());
    }

private:
    static void rightStatusLines()
    {
        const QByteArray empty = "Content-Length: 0\r\n";
        const auto line = [&](const char* section, const QByteArray& statusLine) {
            untouched(section, ok(empty, "", statusLine));
        };
        line("9112 4: a phrase of one's own", "HTTP/1.1 200 Quite Good");
        line("9112 4: obs-text in a phrase", "HTTP/1.1 404 caf\xc3\xa9");
        line("9110 15: an unknown status", "HTTP/1.1 299 Odd");
        line("9110 15: 599", "HTTP/1.1 599 Last");
        line("9110 15.3.6: 205", "HTTP/1.1 205 Reset Content");
        row("9112 4: no phrase", get, ok(empty, "", "HTTP/1.1 200 "), ok(empty));
        row("9112 4: no phrase and no blank", get, ok(empty, "", "HTTP/1.1 200"), ok(empty));
        row("9110 2.5: a later minor version", get, ok(empty, "", "HTTP/1.2 200 OK"), ok(empty));
        row("9112 2.3: HTTP/1.0", get, ok(empty, "", "HTTP/1.0 200 OK"), ok(empty));
    }

    static void rightContent()
    {
        const QByteArray coded = "Transfer-Encoding: chunked\r\n";
        untouched("9112 6.3: with a length", ok("Content-Length: 5\r\n", "hello"));
        untouched("9112 6.3: in chunks", ok(coded, "5\r\nhello\r\n0\r\n\r\n"));
        untouched("9112 7.1.2: with trailers", ok("Trailer: X\r\n" + coded, "5\r\nhello\r\n0\r\nX: y\r\n\r\n"));
        row("9112 6.3: until the end", get, ok("", "hello"), ok(coded, "5\r\nhello\r\n0\r\n\r\n"));
        row("9112 6.3: nothing until the end", get, ok(""), ok(coded, "0\r\n\r\n"));
        row("9112 7.1.1: extensions", get, ok(coded, "5;a=b\r\nhello\r\n0\r\n\r\n"),
            ok(coded, "5\r\nhello\r\n0\r\n\r\n"));
        row("9112 6.1: chunks for an old client", oldGet, ok(coded, "5\r\nhello\r\n0\r\nX: y\r\n\r\n"),
            ok("", "hello"));
        row("9112 6.3: until the end, for an old client", oldGet, ok("", "hello"), ok("", "hello"));
        row("9110 8.6: leading zeros", get, ok("Content-Length: 005\r\n", "hello"),
            ok("Content-Length: 5\r\n", "hello"));
        row("9112 6.3: HEAD with a length", head, ok("Content-Length: 99\r\n"), ok("Content-Length: 99\r\n"));
        row("9112 6.3: HEAD without a length", head, ok(""), ok(""));
        row("9112 6.3: HEAD in chunks", head, ok(coded), ok(""));
        untouched("9112 6.3: 204", ok("", "", "HTTP/1.1 204 No Content"));
        row("9110 8.6: a length in 204", get, ok("Content-Length: 0\r\n", "", "HTTP/1.1 204 No Content"),
            ok("", "", "HTTP/1.1 204 No Content"));
        untouched("9112 6.3: 304", ok("ETag: \"a\"\r\nContent-Length: 99\r\n", "", "HTTP/1.1 304 Not Modified"));
        row("9112 6.3: 304 in chunks", get, ok(coded, "", "HTTP/1.1 304 Not Modified"),
            ok("", "", "HTTP/1.1 304 Not Modified"));
    }

    static void rightFields()
    {
        const auto fields = [](const char* section, const QByteArray& lines) {
            untouched(section, ok("Content-Length: 0\r\n" + lines));
        };
        const auto gone = [](const char* section, const QByteArray& lines) {
            row(section, get, ok("Content-Length: 0\r\n" + lines), ok("Content-Length: 0\r\n"));
        };
        fields("9110 5.5: empty values, tabs, obs-text", "X:\r\nY: a\tb\r\nZ: \xff\r\n");
        fields("9110 5.3: cookies keep their order", "Set-Cookie: b=1\r\nSet-Cookie: a=2\r\n");
        fields("9110 7.6.3: Via of others", "Via: 1.1 x\r\n");
        gone("9110 7.6.1: what is nominated", "X-A: 1\r\nConnection: x-a, keep-alive\r\nKeep-Alive: 5\r\n");
        gone("9110 7.6.1: close is between us and them", "Connection: close\r\n");
        gone("9110 7.8: an offer of Upgrade", "Upgrade: h2c\r\nConnection: upgrade\r\n");
        row("9112 6.1: a nominated coding", get,
            ok("Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
            ok("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"));
        row("9110 7.6.1: a nominated length", get, ok("Connection: Content-Length\r\nContent-Length: 2\r\n", "ok"),
            ok("Content-Length: 2\r\n", "ok"));
    }

    static void rightInterims()
    {
        const QByteArray final = ok("Content-Length: 0\r\n");
        const QByteArray hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
        untouched("9110 15.2: hints", hints + final);
        untouched("9110 15.2: many of them",
                  hints + hints + "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + final);
        untouched("9110 15.2: of an unknown kind", "HTTP/1.1 199 Odd\r\nX: y\r\n\r\n" + final);
        row("9110 15.2: not for an old client", oldGet, hints + final, final);
        row("9110 8.6: a length in an interim response", get,
            "HTTP/1.1 103 Early Hints\r\nContent-Length: 0\r\n\r\n" + final,
            "HTTP/1.1 103 Early Hints\r\n\r\n" + final);
        row("9110 7.6.1: what is nominated there", get,
            "HTTP/1.1 103 Early Hints\r\nConnection: X\r\nX: 1\r\n\r\n" + final,
            "HTTP/1.1 103 Early Hints\r\n\r\n" + final);
    }

    static void wrongHeads()
    {
        const auto whole = [](const char* section, const QByteArray& answer) { QTest::newRow(section) << answer; };
        const auto line = [&](const char* section, const QByteArray& statusLine) {
            whole(section, statusLine + "\r\nContent-Length: 0\r\n\r\n");
        };
        const auto field = [&](const char* section, const QByteArray& lines) {
            whole(section, "HTTP/1.1 200 OK\r\n" + lines + "Content-Length: 0\r\n\r\n");
        };
        whole("9112 4: nothing", "");
        whole("9112 4: HTTP/0.9", "hello");
        whole("9112 4: another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n");
        whole("9112 4: no end", "HTTP/1.1 200 OK\r\nX: " + QByteArray(50'000, 'x'));
        whole("9112 2.2: bare LFs", "HTTP/1.1 200 OK\nContent-Length: 0\n\n");
        whole("9112 2.2: an empty line before", "\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        whole("9112 8: cut in its head", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n");
        line("9112 4: HTTP/2", "HTTP/2 200 OK");
        line("9112 4: HTTP/2.0", "HTTP/2.0 200 OK");
        line("9112 4: small letters", "http/1.1 200 OK");
        line("9112 4: two blanks", "HTTP/1.1  200 OK");
        line("9112 4: two digits", "HTTP/1.1 20 OK");
        line("9112 4: four digits", "HTTP/1.1 2000 OK");
        line("9112 4: letters", "HTTP/1.1 2xx OK");
        line("9112 4: a phrase with a control", "HTTP/1.1 200 O\x01K");
        line("9110 15: 099", "HTTP/1.1 099 OK");
        line("9110 15: 600", "HTTP/1.1 600 OK");
        field("9112 5.2: folded", "X: a\r\n b\r\n");
        field("9112 5.1: blank before the colon", "X : a\r\n");
        field("9112 5.1: no colon", "X\r\n");
        field("9112 2.2: bare CR", "X: a\rb\r\n");
        field("9110 5.5: NUL", QByteArray("X: a\0b\r\n", 8));
        field("9110 5.1: a name with a blank", "X Y: a\r\n");
        field("9110 7.6.1: wrong Connection", "Connection: a b\r\n");
    }

    static void wrongFraming()
    {
        const auto framing = [](const char* section, const QByteArray& lines,
                                const QByteArray& statusLine = "HTTP/1.1 200 OK") {
            QTest::newRow(section) << statusLine + "\r\n" + lines + "\r\n0\r\n\r\n";
        };
        framing("9112 6.3: both lengths", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n");
        framing("9112 6.3: two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n");
        framing("9112 6.3: a list of lengths", "Content-Length: 5, 6\r\n");
        framing("9110 8.6: a negative length", "Content-Length: -5\r\n");
        framing("9110 8.6: a signed length", "Content-Length: +5\r\n");
        framing("9110 8.6: an empty length", "Content-Length:\r\n");
        framing("9110 8.6: a length of 2^64", "Content-Length: 18446744073709551616\r\n");
        framing("9112 6.1: an unknown coding", "Transfer-Encoding: gzip\r\n");
        framing("9112 6.1: an unknown coding before", "Transfer-Encoding: gzip, chunked\r\n");
        framing("9112 6.1: chunked twice", "Transfer-Encoding: chunked, chunked\r\n");
        framing("9112 6.1: chunked in quotes", "Transfer-Encoding: \"chunked\"\r\n");
        framing("9112 6.1: a coding in HTTP/1.0", "Transfer-Encoding: chunked\r\n", "HTTP/1.0 200 OK");
        framing("9112 6.1: a coding in 204", "Transfer-Encoding: chunked\r\n", "HTTP/1.1 204 No Content");
        framing("9110 8.6: content in 204", "Content-Length: 5\r\n", "HTTP/1.1 204 No Content");
        framing("9110 8.6: content in 103", "Content-Length: 5\r\n", "HTTP/1.1 103 Early Hints");
        framing("9110 15.2.2: 101 to a request that is no upgrade", "Connection: upgrade\r\nUpgrade: a\r\n",
                "HTTP/1.1 101 Go");
    }
};

QTEST_GUILESS_MAIN(ConformanceResponsesTest)
#include "tst_conformance_responses.moc"
