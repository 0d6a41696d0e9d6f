#include "engine/http/request_parser.h"

#include <QtTest>

using namespace causeway::http;

namespace {

using Status = ParseOutcome::Status;

/// The request line, a Host and the lines given, as one message.
std::string requestWith(std::string_view lines, std::string_view requestLine = "GET /a?b HTTP/1.1")
{
    std::string message(requestLine);
    message.append("\r\nHost: api.example\r\n").append(lines).append("\r\n");
    return message;
}

void addRefusal(const char* what, std::string message, int status)
{
    QTest::newRow(what) << QByteArray::fromStdString(message) << status;
}

} // namespace

class RequestParserTest : public QObject
{
    Q_OBJECT

private slots:
    void readsTheParts()
    {
        const std::string text = requestWith("X-Own:  two words \t\r\nContent-Length: 5\r\n", "POST /a/b?c=d HTTP/1.1");
        const std::string bytes = text + "hello";
        RequestHead head;
        RequestParser parser;

        const ParseOutcome outcome = parser.parse(bytes, head);

        QCOMPARE(outcome.status, Status::Done);
        QCOMPARE(outcome.length, text.size());
        QCOMPARE(head.method, Method::Post);
        QVERIFY(head.target == "/a/b?c=d");
        QVERIFY(head.path == "/a/b");
        QVERIFY(head.query == "c=d");
        QVERIFY(head.host == "api.example");
        QCOMPARE(head.fields.size(), 3U);
        QVERIFY(head.fields.find("x-own")->value == "two words");
        QVERIFY(head.body == (BodyFraming{BodyFraming::Kind::Length, 5}));
        QVERIFY(head.keepAlive);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<int>("status");

        const auto post = [](std::string_view lines) { return requestWith(lines, "POST / HTTP/1.1"); };
        addRefusal("RFC 9112 6.1: both lengths", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400);
        addRefusal("RFC 9112 6.3: two lengths that differ", post("Content-Length: 5\r\nContent-Length: 6\r\n"), 400);
        addRefusal("RFC 9112 6.3: two equal lengths", post("Content-Length: 5\r\nContent-Length: 5\r\n"), 400);
        addRefusal("RFC 9112 6.3: a list of lengths", post("Content-Length: 5, 5\r\n"), 400);
        addRefusal("RFC 9110 8.6: plus sign", post("Content-Length: +5\r\n"), 400);
        addRefusal("RFC 9110 8.6: minus sign", post("Content-Length: -5\r\n"), 400);
        addRefusal("RFC 9110 8.6: empty length", post("Content-Length:\r\n"), 400);
        addRefusal("RFC 9110 8.6: hexadecimal length", post("Content-Length: 0x5\r\n"), 400);
        addRefusal("RFC 9110 8.6: length of 2^63", post("Content-Length: 9223372036854775808\r\n"), 400);
        addRefusal("RFC 9110 8.6: length of 2^64 + 5", post("Content-Length: 18446744073709551621\r\n"), 400);
        addRefusal("RFC 9112 6.1: chunked twice", post("Transfer-Encoding: chunked, chunked\r\n"), 400);
        addRefusal("RFC 9112 6.1: chunked in two fields",
                   post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400);
        addRefusal("RFC 9112 6.1: chunked not last", post("Transfer-Encoding: chunked, gzip\r\n"), 400);
        addRefusal("RFC 9112 6.3: not chunked at all", post("Transfer-Encoding: gzip\r\n"), 400);
        addRefusal("RFC 9112 6.1: identity", post("Transfer-Encoding: identity\r\n"), 400);
        addRefusal("RFC 9112 6.1: nearly chunked", post("Transfer-Encoding: xchunked\r\n"), 400);
        addRefusal("RFC 9112 6.1: chunked in quotes", post("Transfer-Encoding: \"chunked\"\r\n"), 400);
        addRefusal("RFC 9112 6.1: chunked with a parameter", post("Transfer-Encoding: chunked;a=b\r\n"), 400);
        addRefusal("RFC 9112 6.1: chunked and a comma", post("Transfer-Encoding: chunked,\r\n"), 400);
        addRefusal("RFC 9112 6.1: empty coding", post("Transfer-Encoding:\r\n"), 400);
        addRefusal("RFC 9112 6.1: vertical tab before chunked", post("Transfer-Encoding: \vchunked\r\n"), 400);
        addRefusal("RFC 9112 6.1: in HTTP/1.0", requestWith("Transfer-Encoding: chunked\r\n", "POST / HTTP/1.0"), 400);
        addRefusal("RFC 9112 6.1: unknown coding below chunked", post("Transfer-Encoding: gzip, chunked\r\n"), 501);

        addRefusal("RFC 9112 2.2: bare line feed after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400);
        addRefusal("RFC 9112 2.2: bare line feed after a field", "GET / HTTP/1.1\r\nHost: a\n\r\n", 400);
        addRefusal("RFC 9112 2.2: bare line feed at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400);
        addRefusal("RFC 9112 2.2: bare carriage return in a value", requestWith("A: b\rc\r\n"), 400);
        addRefusal("RFC 9112 2.2: bare carriage return in the request line", "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n",
                   400);
        addRefusal("RFC 9112 2.2: two carriage returns", requestWith("A: b\r\r\n"), 400);
        addRefusal("RFC 9112 2.2: two empty lines before the request", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
                   400);
        addRefusal("RFC 9112 2.2: white space before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400);
        addRefusal("RFC 9112 5.2: folded by a blank", requestWith("A: b\r\n c\r\n"), 400);
        addRefusal("RFC 9112 5.2: folded by a tab", requestWith("A: b\r\n\tc\r\n"), 400);
        addRefusal("RFC 9112 5.1: blank before the colon", requestWith("Content-Length : 5\r\n"), 400);
        addRefusal("RFC 9112 5.1: tab before the colon", requestWith("Content-Length\t: 5\r\n"), 400);
        addRefusal("RFC 9110 5.1: no colon", requestWith("Content-Length\r\n"), 400);
        addRefusal("RFC 9110 5.1: empty name", requestWith(": 5\r\n"), 400);
        addRefusal("RFC 9110 5.1: name in parentheses", requestWith("(a): 5\r\n"), 400);
        addRefusal("RFC 9110 5.1: name beyond ASCII", requestWith("caf\xc3\xa9: 5\r\n"), 400);
        addRefusal("RFC 9110 5.1: NUL in a name", requestWith(std::string("a\0b: 5\r\n", 8)), 400);
        addRefusal("RFC 9110 5.5: NUL in a value", requestWith(std::string("a: b\0c\r\n", 8)), 400);
        addRefusal("RFC 9110 5.5: rubout in a value", requestWith("a: b\x7f\r\n"), 400);
        addRefusal("RFC 9110 5.5: escape far into a value", requestWith("a: 0123456789012345678901234567\x1b[m\r\n"),
                   400);

        addRefusal("RFC 9112 3.2: no Host", "GET / HTTP/1.1\r\nA: b\r\n\r\n", 400);
        addRefusal("RFC 9112 3.2: two Hosts", requestWith("Host: api.example\r\n"), 400);
        addRefusal("RFC 9112 3.2: empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400);
        addRefusal("RFC 9112 3.2: Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400);
        addRefusal("RFC 9112 3.2: Host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400);
        addRefusal("RFC 9112 3.2: Host with a blank", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400);
        addRefusal("RFC 9112 3.2: Host with a wild port", "GET / HTTP/1.1\r\nHost: a:8o\r\n\r\n", 400);
        addRefusal("RFC 9112 3.2: Host with a port too high", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n", 400);
        addRefusal("RFC 9112 3.2: Host with two ports", "GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n", 400);
        addRefusal("RFC 9112 3.2: Host with half a bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400);

        addRefusal("RFC 9112 3: two blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRefusal("RFC 9112 3: blank at the end", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400);
        addRefusal("RFC 9112 3: blank at the start", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRefusal("RFC 9112 3: tab between", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRefusal("RFC 9112 3: blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRefusal("RFC 9112 3: no version", "GET /\r\nHost: a\r\n\r\n", 400);
        addRefusal("RFC 9112 3.1: method that is no token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRefusal("RFC 9112 3.2: target without a slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRefusal("RFC 9112 3.2: target with a fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRefusal("RFC 9112 3.2: target beyond ASCII", "GET /caf\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRefusal("RFC 9112 3.2.2: Host differs", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRefusal("RFC 9112 3.2.2: port differs", "GET http://a:81/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRefusal("RFC 9112 3.2.2: other scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRefusal("RFC 9112 3.2.2: no authority", "GET http:///b HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRefusal("RFC 9110 4.2.4: user information", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRefusal("RFC 9112 3.2.4: asterisk for GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRefusal("RFC 9112 2.3: small letters", "GET / http/1.1\r\nHost: a\r\n\r\n", 400);
        addRefusal("RFC 9112 2.3: two digits", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400);
        addRefusal("RFC 9112 2.3: no minor version", "GET / HTTP/1\r\nHost: a\r\n\r\n", 400);
        addRefusal("RFC 9110 15.6.6: HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505);
        addRefusal("RFC 9110 15.6.6: HTTP/0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505);
        addRefusal("RFC 9113 3.4: the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
        addRefusal("RFC 9110 9.3.6: CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501);
        addRefusal("RFC 9110 10.1.1: unknown expectation", requestWith("Expect: 200-ok\r\n"), 417);
        addRefusal("RFC 9110 7.6.1: Connection option that is no token", requestWith("Connection: a b\r\n"), 400);
        addRefusal("a TLS handshake", std::string("\x16\x03\x01\x02\x00\x01", 6), 400);

        addRefusal("RFC 9110 15.5.15: target of 9,000", requestWith("", "GET /" + std::string(9000, 'a') + " HTTP/1.1"),
                   414);
        addRefusal("RFC 6585 5: head of 40,000", requestWith("A: " + std::string(40000, 'b') + "\r\n"), 431);
        std::string many;
        for (int i = 0; i < 128; ++i)
            many += "a: b\r\n";
        addRefusal("RFC 6585 5: 129 fields", requestWith(many), 431);
    }
    void refuses()
    {
        QFETCH(const QByteArray, message);
        QFETCH(const int, status);
        RequestHead head;
        RequestParser parser;

        const ParseOutcome outcome = parser.parse(message.toStdString(), head);

        QCOMPARE(outcome.status, Status::Refused);
        QCOMPARE(outcome.refusal.status, status);
    }
};

QTEST_APPLESS_MAIN(RequestParserTest)
#include "tst_request_parser.moc"
