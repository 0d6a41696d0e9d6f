#include "tests/system/causewayd_process.h"

#include <QFile>
#include <QRegularExpression>
#include <QtTest>

using namespace causeway::test;

/// The manual page against what the program says of itself.
class ManualTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QFile file(QStringLiteral(CAUSEWAY_SOURCE_FOLDER "/packaging/man/causewayd.1"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_manual = QString::fromUtf8(file.readAll());
    }

    void namesEveryOption_data()
    {
        QTest::addColumn<QString>("command");
        for (const char* command : {"lab", "control-plane", "data-plane", "proxy", "check-store", "scenario", "trust",
                                    "rotate-root", "token create", "token list", "token revoke"})
            QTest::newRow(command) << QString::fromLatin1(command);
    }

    void namesEveryOption()
    {
        QFETCH(QString, command);
        static const QRegularExpression option(QStringLiteral("--([a-z][a-z-]+)"));
        CausewaydProcess program;
        QVERIFY2(program.run(command.split(QLatin1Char(' ')) + QStringList{QStringLiteral("--help")}) == 0,
                 program.everything());

        QStringList missing;
        for (auto options = option.globalMatch(program.output()); options.hasNext();) {
            const QString name = options.next().captured(1);
            if (!m_manual.contains(QStringLiteral("Fl Fl ") + name))
                missing.append(name);
        }

        QVERIFY2(m_manual.contains(QStringLiteral("Cm ") + command.section(QLatin1Char(' '), 0, 0)),
                 qPrintable(command));
        QCOMPARE(missing, QStringList());
    }

private:
    QString m_manual;
};

QTEST_GUILESS_MAIN(ManualTest)
#include "tst_manual.moc"
