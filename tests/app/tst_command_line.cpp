#include "app/command_line.h"

#include <QtTest>

using namespace causeway;
using app::parseCommandLine;

class CommandLineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsWithTheUsersOwnFolderUnlessOneIsGiven()
    {
        const auto own = parseCommandLine({"causeway"});
        const auto given = parseCommandLine({"causeway", "--data-dir", "/tmp/lab", "--rate", "250"});

        QVERIFY(own && own->dataFolder.endsWith(QStringLiteral("/causeway/lab")));
        QVERIFY(given && given->isFolderGiven);
        QCOMPARE(given->dataFolder, QStringLiteral("/tmp/lab"));
        QCOMPARE(*given->requestsPerSecond, 250.0);
    }

    void takesTheThemeByName()
    {
        const auto chosen = parseCommandLine({"causeway", "--theme", "light"});
        const auto unchosen = parseCommandLine({"causeway"});

        QVERIFY(chosen && chosen->scheme == app::Appearance::Scheme::Light);
        QVERIFY(unchosen && !unchosen->scheme);
    }

    void takesAClusterElsewhere()
    {
        const auto line = parseCommandLine(
            {"causeway", "--connect", "https://bank.example", "--token-file", "/run/token", "--ca", "/run/ca.pem"});

        QVERIFY(line);
        QCOMPARE(line->connectTo, QStringLiteral("https://bank.example"));
        QCOMPARE(line->tokenFile, QStringLiteral("/run/token"));
        QCOMPARE(line->authorities, QStringLiteral("/run/ca.pem"));
    }

    void refusesWhatItDoesNotKnowByName_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("named");
        QTest::newRow("unknown option") << QStringList{"causeway", "--colour"} << QStringLiteral("colour");
        QTest::newRow("rate in words") << QStringList{"causeway", "--rate", "fast"} << QStringLiteral("fast");
        QTest::newRow("negative rate") << QStringList{"causeway", "--rate=-1"} << QStringLiteral("-1");
        QTest::newRow("no number") << QStringList{"causeway", "--rate", "nan"} << QStringLiteral("nan");
        QTest::newRow("seed in words") << QStringList{"causeway", "--seed", "x"} << QStringLiteral("--seed");
        QTest::newRow("theme of its own") << QStringList{"causeway", "--theme", "sepia"} << QStringLiteral("sepia");
        QTest::newRow("a cluster without a token")
            << QStringList{"causeway", "--connect", "b"} << QStringLiteral("--token-file");
        QTest::newRow("a cluster and a lab")
            << QStringList{"causeway", "--connect", "b", "--token-file", "t", "--rate", "5"}
            << QStringLiteral("--rate");
        QTest::newRow("a word too many") << QStringList{"causeway", "lab"} << QStringLiteral("lab");
    }

    void refusesWhatItDoesNotKnowByName()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, named);

        const auto line = parseCommandLine(arguments);

        QVERIFY(!line);
        QCOMPARE(line.error().code, ErrorCode::InvalidArgument);
        QVERIFY(QString::fromStdString(line.error().message).contains(named));
    }

    void helpTeachesEveryOption()
    {
        for (const char* option :
             {"--data-dir", "--scenario", "--rate", "--seed", "--theme", "--version", "--help", "Ctrl+Z"})
            QVERIFY(app::helpText().contains(QLatin1String(option)));
    }
};

QTEST_APPLESS_MAIN(CommandLineTest)
#include "tst_command_line.moc"
