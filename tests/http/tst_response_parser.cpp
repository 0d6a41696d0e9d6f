#include "engine/http/response_parser.h"
#include "tests/http/sample_messages.h"

#include <QtTest>

using namespace causeway::http;
using namespace causeway::tests;

class ResponseParserTest : public QObject
{
    Q_OBJECT

private slots:
    void reads_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<int>("method");
        QTest::addColumn<QByteArray>("expected");
        for (const ReadMessage& message : readResponses())
            QTest::newRow(message.what) << QByteArray::fromStdString(message.bytes) << static_cast<int>(message.method)
                                        << QByteArray::fromStdString(message.expected);
    }
    void reads()
    {
        QFETCH(const QByteArray, message);
        QFETCH(const int, method);
        QFETCH(const QByteArray, expected);
        const std::string bytes = message.toStdString();
        ResponseHead head;
        ResponseParser parser;

        const ParseOutcome outcome = parser.parse(bytes, static_cast<Method>(method), head);

        QCOMPARE(QByteArray::fromStdString(summaryOf(outcome, head)), expected);
        QCOMPARE(outcome.length, bytes.size());
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("message");
        for (const RefusedMessage& message : refusedResponses())
            QTest::newRow(message.what) << QByteArray::fromStdString(message.bytes);
    }
    void refuses()
    {
        QFETCH(const QByteArray, message);
        const std::string bytes = message.toStdString();
        ResponseHead head;
        ResponseParser parser;

        const ParseOutcome outcome = parser.parse(bytes, Method::Get, head);

        QCOMPARE(outcome.status, ParseOutcome::Status::Refused);
        QCOMPARE(outcome.refusal.status, 502);
    }
};

QTEST_APPLESS_MAIN(ResponseParserTest)
#include "tst_response_parser.moc"
