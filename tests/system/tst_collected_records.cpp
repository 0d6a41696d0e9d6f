#include "tests/system/fleet.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QtTest>

#include <csignal>

using namespace causeway::test;

namespace {

/// A fleet whose gateway sends its access records to the control plane, which keeps them in a file.
struct RecordedFleet
{
    explicit RecordedFleet(const QStringList& format = {})
    {
        fleet.controlOptions = {QStringLiteral("--access-log"), file()};
        fleet.gatewayOptions = QStringList{QStringLiteral("--access-log"), QStringLiteral("channel")} + format;
    }

    QString file() const { return folder.filePath(QStringLiteral("access.log")); }
    QList<QByteArray> lines(const QString& name) const
    {
        QFile kept(name);
        if (!kept.open(QIODevice::ReadOnly))
            return {};
        QList<QByteArray> all = kept.readAll().split('\n');
        all.removeLast();
        return all;
    }
    /// Of /shop/<from> … /shop/<until - 1> there is one line each.
    bool hasEachOnce(int from, int until, const QString& name) const
    {
        QList<int> times(until - from, 0);
        for (const QByteArray& line : lines(name)) {
            static const QRegularExpression path(QStringLiteral("/shop/(\\d+)[ \"]"));
            const QRegularExpressionMatch found = path.match(QString::fromLatin1(line));
            const int number = found.hasMatch() ? found.captured(1).toInt() : -1;
            if (number >= from && number < until)
                ++times[number - from];
        }
        return times == QList<int>(until - from, 1);
    }
    void ask(HttpProbe& clients, int from, int until)
    {
        for (int i = from; i < until; ++i)
            QCOMPARE(clients.get("/shop/" + QByteArray::number(i)).value_or(ProbeAnswer()).status, 200);
    }

    QTemporaryDir folder;
    Fleet fleet;
};

} // namespace

/// `--access-log channel` of a data plane and `--access-log FILE` of its control plane, as processes of their own.
class CollectedRecordsTest : public QObject
{
    Q_OBJECT

private slots:
    void everyRequestIsWrittenDownAtTheControlPlaneWithItsPlane()
    {
        RecordedFleet recorded;
        QVERIFY2(recorded.fleet.start(), recorded.fleet.problem());
        HttpProbe clients(recorded.fleet.gatewayUrl());

        recorded.ask(clients, 0, 50);

        QTRY_VERIFY2(recorded.hasEachOnce(0, 50, recorded.file()), recorded.fleet.problem());
        for (const QByteArray& line : recorded.lines(recorded.file()))
            QVERIFY2(line.endsWith(" mesh=\"default\" plane=\"edge\""), line);
    }

    void whatIsRecordedWhileTheControlPlaneIsGoneComesLater()
    {
        RecordedFleet recorded({QStringLiteral("--access-log-format"), QStringLiteral("json")});
        QVERIFY2(recorded.fleet.start(), recorded.fleet.problem());
        HttpProbe clients(recorded.fleet.gatewayUrl());
        recorded.fleet.control.interrupt();
        QVERIFY2(recorded.fleet.control.waitForExit() == 0, recorded.fleet.problem());

        recorded.ask(clients, 0, 50);
        QVERIFY2(recorded.fleet.startControlPlane(), recorded.fleet.problem());

        QTRY_VERIFY2_WITH_TIMEOUT(recorded.hasEachOnce(0, 50, recorded.file()), recorded.fleet.problem(), 20'000);
        const QByteArray last = recorded.lines(recorded.file()).last();
        const QJsonObject record = QJsonDocument::fromJson(last).object();
        QVERIFY2(record["path"] == QStringLiteral("/shop/49") && record["plane"] == QStringLiteral("edge"), last);
    }

    void aGatewayThatEndsHasSentItsRecords()
    {
        RecordedFleet recorded;
        QVERIFY2(recorded.fleet.start(), recorded.fleet.problem());
        HttpProbe clients(recorded.fleet.gatewayUrl());

        recorded.ask(clients, 0, 50);
        recorded.fleet.gateway.interrupt();
        QVERIFY2(recorded.fleet.gateway.waitForExit() == 0, recorded.fleet.problem());

        QTRY_VERIFY2(recorded.hasEachOnce(0, 50, recorded.file()), recorded.fleet.problem());
        QVERIFY2(!recorded.fleet.gateway.errors().contains(QStringLiteral("did not reach")), recorded.fleet.problem());
    }

    void aGatewayThatIsSucceededHasSentItsRecords()
    {
        RecordedFleet recorded;
        QVERIFY2(recorded.fleet.start(), recorded.fleet.problem());
        {
            HttpProbe clients(recorded.fleet.gatewayUrl());
            recorded.ask(clients, 0, 50);
        }
        CausewaydProcess successor;
        successor.start(recorded.fleet.gatewayArgumentsAfterJoining());
        QVERIFY2(recorded.fleet.gateway.waitForExit() == 0, recorded.fleet.problem());
        HttpProbe again(recorded.fleet.gatewayUrl());
        recorded.ask(again, 50, 60);

        QTRY_VERIFY2_WITH_TIMEOUT(recorded.hasEachOnce(0, 60, recorded.file()), recorded.fleet.problem(), 20'000);
        QVERIFY2(!recorded.fleet.gateway.errors().contains(QStringLiteral("did not reach")), recorded.fleet.problem());
    }

    void aFileThatWasMovedAwayIsFollowed()
    {
        RecordedFleet recorded;
        QVERIFY2(recorded.fleet.start(), recorded.fleet.problem());
        HttpProbe clients(recorded.fleet.gatewayUrl());
        recorded.ask(clients, 0, 10);
        QTRY_VERIFY2(recorded.hasEachOnce(0, 10, recorded.file()), recorded.fleet.problem());
        const QString old = recorded.file() + QStringLiteral(".1");
        QVERIFY(QFile::rename(recorded.file(), old));

        recorded.fleet.control.signal(SIGUSR1);
        QTRY_VERIFY(QFile::exists(recorded.file()));
        recorded.ask(clients, 10, 20);

        QTRY_VERIFY2(recorded.hasEachOnce(10, 20, recorded.file()), recorded.fleet.problem());
        QVERIFY(recorded.hasEachOnce(0, 10, old));
    }

    void whoHasNoChannelToAControlPlaneSaysSo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("reason");
        QTest::newRow("a proxy alone") << QStringList{"proxy", "--config", "x.yml"} << "no control plane";
        QTest::newRow("the control plane") << QStringList{"control-plane"} << "channel of data planes ends here";
    }
    void whoHasNoChannelToAControlPlaneSaysSo()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QString, reason);
        CausewaydProcess process;

        const auto status = process.run(arguments + QStringList{"--access-log", "channel"});

        QVERIFY2(status.value_or(0) != 0, process.everything());
        QVERIFY2(process.errors().contains(reason) && process.errors().contains("name a file"), process.everything());
    }
};

QTEST_GUILESS_MAIN(CollectedRecordsTest)
#include "tst_collected_records.moc"
