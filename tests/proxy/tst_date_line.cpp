#include "engine/base/wall_time.h"
#include "engine/proxy/date_line.h"
#include "tests/support/fake_clock.h"

#include <QtTest>

using namespace causeway;
using namespace std::chrono_literals;

namespace {

WallTime wall(const char* text)
{
    return wallTimeFromRfc3339(text).value();
}

QByteArray bytes(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

} // namespace

class DateLineTest : public QObject
{
    Q_OBJECT

private slots:
    void writesDatesAsHttpDoes_data()
    {
        QTest::addColumn<QByteArray>("time");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("RFC 9110 5.6.7") << QByteArray("1994-11-06T08:49:37.000Z")
                                        << QByteArray("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
        QTest::newRow("a leap day") << QByteArray("2024-02-29T23:59:59.999Z")
                                    << QByteArray("Date: Thu, 29 Feb 2024 23:59:59 GMT\r\n");
        QTest::newRow("a new year") << QByteArray("2027-01-01T00:00:00.000Z")
                                    << QByteArray("Date: Fri, 01 Jan 2027 00:00:00 GMT\r\n");
    }
    void writesDatesAsHttpDoes()
    {
        QFETCH(QByteArray, time);
        QFETCH(QByteArray, expected);
        test::FakeClock clock(wall(time.constData()));
        proxy::DateLine line(clock);

        QCOMPARE(bytes(line.at(clock.now())), expected);
    }

    void changesWithTheSecondAndNotBefore()
    {
        test::FakeClock clock(wall("2026-11-29T15:00:00.750Z"));
        proxy::DateLine line(clock);
        const QByteArray first = bytes(line.at(clock.now()));

        clock.advance(249ms);
        QCOMPARE(bytes(line.at(clock.now())), first);
        clock.advance(1ms);
        QCOMPARE(bytes(line.at(clock.now())), QByteArray("Date: Sun, 29 Nov 2026 15:00:01 GMT\r\n"));
    }
};

QTEST_APPLESS_MAIN(DateLineTest)
#include "tst_date_line.moc"
