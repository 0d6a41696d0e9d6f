#include "engine/http/request_parser.h"
#include "tests/http/sample_messages.h"

#include <QtTest>

using namespace causeway::http;
using namespace causeway::tests;
using Status = ParseOutcome::Status;

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

    void readsWhatIsUnusualButRight_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("expected");
        for (const ReadMessage& message : readRequests())
            QTest::newRow(message.what) << QByteArray::fromStdString(message.bytes)
                                        << QByteArray::fromStdString(message.expected);
    }
    void readsWhatIsUnusualButRight()
    {
        QFETCH(const QByteArray, message);
        QFETCH(const QByteArray, expected);
        const std::string bytes = message.toStdString();
        RequestHead head;
        RequestParser parser;

        const ParseOutcome outcome = parser.parse(bytes, head);

        QCOMPARE(QByteArray::fromStdString(summaryOf(outcome, head)), expected);
    }

    void marksWhatIsNotForwarded()
    {
        const std::string bytes = requestWith("Connection: close, X-Hop\r\nConnection: Host, content-length,,\r\n"
                                              "x-hop: 1\r\nX-End: 2\r\nTE: trailers\r\nKeep-Alive: 5\r\nUpgrade: a\r\n"
                                              "Content-Length: 0\r\nProxy: p\r\nX-Hop: 3\r\n");
        RequestHead head;
        RequestParser parser;

        const ParseOutcome outcome = parser.parse(bytes, head);
        std::string forwarded;
        for (const Field& field : head.fields)
            if (!field.hopByHop)
                forwarded += field.line();

        QCOMPARE(outcome.status, Status::Done);
        QVERIFY(forwarded == "Host: api.example\r\nX-End: 2\r\nContent-Length: 0\r\n");
        QVERIFY(!head.keepAlive);
        QVERIFY(head.acceptsTrailers);
    }

    void refusesAFloodOfConnectionOptions()
    {
        std::string options = "Connection: a";
        for (int i = 0; i < 64; ++i)
            options += ",a";
        const std::string bytes = requestWith(options + "\r\n");
        RequestHead head;
        RequestParser parser;

        QCOMPARE(parser.parse(bytes, head).refusal.status, 400);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<int>("status");

        for (const RefusedMessage& message : refusedRequests())
            QTest::newRow(message.what) << QByteArray::fromStdString(message.bytes) << message.status;
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
