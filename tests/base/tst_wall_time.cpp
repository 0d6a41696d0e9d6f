#include "engine/base/wall_time.h"

#include <QtTest>

using namespace causeway;

class WallTimeTest : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatItWrote()
    {
        const WallTime time = WallTime(std::chrono::milliseconds(1'795'209'300'123));

        const auto again = wallTimeFromRfc3339(toRfc3339(time));

        QVERIFY(again.has_value());
        QVERIFY(*again == time);
    }

    void refusesWhatIsNoTime_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("empty") << "";
        QTest::newRow("thirteenth month") << "2026-13-01T00:00:00Z";
        QTest::newRow("thirtieth of February") << "2026-02-30T00:00:00Z";
        QTest::newRow("no zone") << "2026-02-03T00:00:00";
        QTest::newRow("sign in a field") << "2026-02--3T00:00:00Z";
        QTest::newRow("something after it") << "2026-02-03T00:00:00Zx";
        QTest::newRow("dot without digits") << "2026-02-03T00:00:00.Z";
    }

    void refusesWhatIsNoTime()
    {
        QFETCH(QString, text);

        const auto time = wallTimeFromRfc3339(text.toStdString());

        QVERIFY(!time);
        QCOMPARE(time.error().code, ErrorCode::InvalidArgument);
    }
};

QTEST_APPLESS_MAIN(WallTimeTest)
#include "tst_wall_time.moc"
