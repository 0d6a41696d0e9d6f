#include "engine/lab/answer_table.h"

#include <QtTest>

using namespace causeway;

namespace {

lab::AnswerTable cardTable()
{
    lab::Answer card;
    card.method = "GET";
    card.paths = {"/card/{id}"};
    card.reply = "card";
    lab::Answer disputes;
    disputes.method = "GET";
    disputes.paths = {"/card/dispute", "/disputes"};
    disputes.reply = "disputes";
    lab::Answer open = disputes;
    open.method = "POST";
    open.reply = "opened";
    return lab::AnswerTable({card, disputes, open});
}

std::string replyTo(const char* method, const char* path)
{
    const lab::AnswerTable table = cardTable();
    const auto match = table.find(method, path);
    return match.answer ? match.answer->reply : match.isKnownPath ? "other method" : "unknown";
}

} // namespace

class AnswerTableTest : public QObject
{
    Q_OBJECT

private slots:
    void findsTheAnswer_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("reply");
        QTest::newRow("by a variable") << QByteArray("GET") << QByteArray("/card/17") << "card";
        QTest::newRow("plain before variable") << QByteArray("GET") << QByteArray("/card/dispute") << "disputes";
        QTest::newRow("by the second path") << QByteArray("GET") << QByteArray("/disputes") << "disputes";
        QTest::newRow("by method") << QByteArray("POST") << QByteArray("/card/dispute") << "opened";
        QTest::newRow("HEAD as GET") << QByteArray("HEAD") << QByteArray("/disputes") << "disputes";
        QTest::newRow("not for another method") << QByteArray("PUT") << QByteArray("/disputes") << "other method";
        QTest::newRow("not for a longer path") << QByteArray("GET") << QByteArray("/card/17/more") << "unknown";
        QTest::newRow("not for an empty segment") << QByteArray("GET") << QByteArray("/card/") << "unknown";
        QTest::newRow("not for what JSON would need escaped")
            << QByteArray("GET") << QByteArray("/card/a\"b") << "unknown";
    }

    void findsTheAnswer()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QString, reply);

        QCOMPARE(QString::fromStdString(replyTo(method.constData(), path.constData())), reply);
    }

    void fillsVariablesIntoJsonAndLeavesOtherBraces()
    {
        const std::map<std::string, std::string> variables = {{"id", "17"}};

        QCOMPARE(lab::filledIn(R"({"id":"{id}","list":[{"of":"{id}"}],"x":{}})", variables),
                 std::string(R"({"id":"17","list":[{"of":"17"}],"x":{}})"));
        QCOMPARE(lab::filledIn("{", variables), std::string("{"));
    }
};

QTEST_APPLESS_MAIN(AnswerTableTest)
#include "tst_answer_table.moc"
