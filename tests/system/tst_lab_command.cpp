#include "tests/system/causewayd_process.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <cmath>

using namespace causeway::test;

namespace {

QJsonObject readJson(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

/// The file below the folder that is an SQLite database; empty when there is none.
QString databaseBelow(const QString& folder)
{
    for (QDirIterator walk(folder, QDir::Files, QDirIterator::Subdirectories); walk.hasNext();) {
        QFile file(walk.next());
        if (file.open(QIODevice::ReadOnly) && file.read(15) == "SQLite format 3")
            return file.fileName();
    }
    return {};
}

/// Changes one bit of the last place in the file that holds the text.
bool damage(const QString& path, const QByteArray& text)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite))
        return false;
    const qint64 place = file.readAll().lastIndexOf(text);
    return place >= 0 && file.seek(place) && file.putChar(static_cast<char>(text.at(0) ^ 1));
}

} // namespace

/// `causewayd lab` as people start it.
class LabCommandTest : public QObject
{
    Q_OBJECT

private slots:
    void movesHalfOfARouteWithoutAFailure()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("report.json"));
        CausewaydProcess lab;

        const auto status = lab.run(
            {"lab", "--quiet", "--rate", "200", "--duration", "6s", "--change", "disputes=50@2s", "--report", path});

        QVERIFY2(status == 0, lab.everything());
        const QJsonObject report = readJson(path);
        QVERIFY2(report["requests"].toInt() > 800, QJsonDocument(report).toJson());
        QCOMPARE(report["failures"].toInt(-1), 0);
        QCOMPARE(report["retries"].toInt(-1), 0);
        QCOMPARE(report["connectionsClosedOnUs"].toInt(-1), 0);
        QCOMPARE(report["changes"].toArray().size(), 1);
        const QJsonObject change = report["changes"].toArray().first().toObject();
        QVERIFY(change["acknowledgedMs"].isDouble());
        QVERIFY(change["committedMs"].toDouble() <= change["acknowledgedMs"].toDouble());
        checkShares(change["shares"].toArray());
    }

    void breaksAndBendsWhatItIsToldTo()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("report.json"));
        CausewaydProcess lab;

        const auto status =
            lab.run({"lab", "--quiet", "--rate", "100", "--duration", "4s", "--link",
                     "on-prem/cloud: delay=15ms loss=1%", "--fault", "errors:monolith=100%@1s..2s", "--report", path});

        QVERIFY2(status == 0, lab.everything());
        const QJsonObject report = readJson(path);
        const QJsonObject fault = report["faults"].toArray().first().toObject();
        QCOMPARE(fault["kind"].toString(), QStringLiteral("errors"));
        QVERIFY(fault["untilMs"].toDouble() >= 2000);
        const QJsonObject link = report["links"].toArray().first().toObject();
        QCOMPARE(link["delayMs"].toDouble(), 15.0);
        QVERIFY(link["roundTripMs"].toDouble() >= 30);
        QVERIFY(report["failures"].toInt() > 0);
        for (const QJsonValue complaint : report["complaints"].toArray())
            QVERIFY2(complaint.toObject()["why"].toString().contains(QStringLiteral("on purpose")), lab.everything());
    }

    void isWholeAgainAfterChaos()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("report.json"));
        CausewaydProcess lab;

        const auto status =
            lab.run({"lab", "--quiet", "--rate", "50", "--chaos", "3", "--duration", "8s", "--report", path});

        QVERIFY2(status == 0, lab.everything());
        const QJsonObject report = readJson(path);
        QVERIFY(report["growth"].toObject()["chaosActions"].toInt() > 2);
        QVERIFY(report["growth"].toObject()["lateDescriptors"].toInt() > 0);
        for (const QJsonValue fault : report["faults"].toArray())
            QVERIFY2(fault.toObject()["untilMs"].isDouble(), QJsonDocument(report).toJson());
    }

    void aSecondLabOnTheSameFolderEndsWithThree()
    {
        QTemporaryDir folder;
        CausewaydProcess first;
        first.start({"lab", "--quiet", "--data-dir", folder.path()});
        QVERIFY2(!first.waitForOutput(QStringLiteral("(lab .* is up)")).isEmpty(), first.everything());
        CausewaydProcess second;

        const auto status = second.run({"lab", "--quiet", "--duration", "1s", "--data-dir", folder.path()});

        QVERIFY2(status == 3, second.everything());
        QVERIFY2(second.errors().contains(folder.path()), second.everything());
        QVERIFY(first.isRunning());
    }

    void startsAgainOnOtherPortsWithoutAFailure()
    {
        QTemporaryDir folder;
        const QStringList arguments{"lab", "--quiet", "--rate", "300", "--duration", "1s", "--data-dir", folder.path()};
        CausewaydProcess lab;
        QVERIFY2(lab.run(arguments) == 0, lab.everything());
        CausewaydProcess other; // Has the ports that the lab had before.
        other.start({"lab", "--quiet"});
        QVERIFY2(!other.waitForOutput(QStringLiteral("(lab .* is up)")).isEmpty(), other.everything());

        const auto status = lab.run(arguments);

        QVERIFY2(status == 0, lab.everything());
        QVERIFY2(lab.output().contains(QStringLiteral(" 0 failed")), lab.everything());
    }

    void endsInOrderWhenInterrupted()
    {
        CausewaydProcess lab;
        lab.start({"lab", "--quiet"});
        QVERIFY2(!lab.waitForOutput(QStringLiteral("(lab .* is up)")).isEmpty(), lab.everything());

        lab.interrupt();

        QVERIFY2(lab.waitForExit() == 0, lab.everything());
        QVERIFY2(lab.output().contains(QStringLiteral(" 0 failed")), lab.everything());
    }

    void namesADamagedStoreInsteadOfServingIt()
    {
        QTemporaryDir folder;
        const QStringList arguments{"lab", "--quiet", "--duration", "1s", "--data-dir", folder.path()};
        CausewaydProcess lab;
        QVERIFY2(lab.run(arguments) == 0, lab.everything());
        const QString database = databaseBelow(folder.path());
        QVERIFY(damage(database, "backendRefs"));

        const auto status = lab.run(arguments);

        QVERIFY2(status == 1, lab.everything());
        QVERIFY2(lab.errors().contains(QStringLiteral("revision")), lab.everything());
    }

    void namesATruncatedStoreInsteadOfServingIt()
    {
        QTemporaryDir folder;
        const QStringList arguments{"lab", "--quiet", "--duration", "1s", "--data-dir", folder.path()};
        CausewaydProcess lab;
        QVERIFY2(lab.run(arguments) == 0, lab.everything());
        QFile database(databaseBelow(folder.path()));
        QVERIFY(database.open(QIODevice::ReadWrite) && database.resize(database.size() / 2));

        const auto status = lab.run(arguments);

        QVERIFY2(status == 1, lab.everything());
        QVERIFY2(!lab.errors().isEmpty(), lab.everything());
    }

    void refusesWhatItCannotDo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("complaint");
        const auto row = [](const char* title, const QStringList& arguments, int status, const char* complaint) {
            QTest::newRow(title) << arguments << status << QString::fromLatin1(complaint);
        };
        row("a share below zero", {"--change", "disputes=-1@0s"}, 2, "-1");
        row("a share above all", {"--change", "disputes=101@0s"}, 2, "101");
        row("a share of 10^12", {"--change", "disputes=1000000000000@0s"}, 2, "1000000000000");
        row("a share that is a text", {"--change", "disputes=half@0s"}, 2, "half");
        row("a change without a time", {"--change", "disputes=50"}, 2, "disputes=50");
        row("a backend that is not there", {"--change", "nobody=50@0s"}, 1, "nobody");
        row("a fault of no kind", {"--fault", "burn:monolith@1s"}, 2, "burn");
        row("a fault of nobody", {"--fault", "stop:nobody@1s"}, 1, "nobody");
        row("a link to nowhere", {"--link", "on-prem/moon: cut"}, 1, "moon");
        row("a rate that is none", {"--rate", "fast"}, 2, "rate");
        row("a time that is none", {"--duration", "soon"}, 2, "soon");
        row("an option that is none", {"--speed", "1"}, 2, "speed");
        row("a scenario that is not there", {"--scenario", "/nowhere/lab.yml"}, 1, "/nowhere/lab.yml");
        row("a folder that cannot be written", {"--data-dir", "/proc/causeway"}, 1, "/proc/causeway");
    }

    void refusesWhatItCannotDo()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, status);
        QFETCH(QString, complaint);
        CausewaydProcess lab;

        const QStringList limit =
            arguments.contains(QStringLiteral("--duration")) ? QStringList() : QStringList{"--duration", "2s"};
        const auto ended = lab.run(QStringList{"lab", "--quiet"} + limit + arguments);

        QVERIFY2(ended == status, lab.everything());
        QVERIFY2(lab.errors().contains(complaint) || lab.output().contains(complaint), lab.everything());
    }

private:
    /// One gateway with its sidecar deals a route's requests out: each count is off by less than one a cursor, and
    /// requests under way between zones at the borders of the change's time may count on either side.
    static void checkShares(const QJsonArray& shares)
    {
        double counted = 0;
        for (const QJsonValue share : shares)
            counted += share["countedAtService"].toDouble();
        QVERIFY2(counted > 100, QJsonDocument(shares).toJson());
        QVERIFY(shares.size() >= 2);
        for (const QJsonValue share : shares)
            QVERIFY2(std::abs(share["countedAtService"].toDouble() - share["desiredShare"].toDouble() * counted) <= 16,
                     QJsonDocument(shares).toJson());
    }
};

QTEST_GUILESS_MAIN(LabCommandTest)
#include "tst_lab_command.moc"
