#include "app/text/sentence.h"
#include "app/text/traffic_text.h"

#include <QtTest>

using namespace causeway;
using std::chrono::microseconds;
using std::chrono::milliseconds;

class TrafficTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void p99IsNotSaidOfFewerThanAHundredSamples()
    {
        api::Traffic traffic;
        traffic.requests = 99;
        traffic.p99 = milliseconds(12);
        QCOMPARE(app::text::p99(traffic), QStringLiteral("too few"));

        traffic.requests = 100;
        QCOMPARE(app::text::p99(traffic), QStringLiteral("12 ms"));
    }

    void durationsKeepTheDigitsAnEyeCompares_data()
    {
        QTest::addColumn<qint64>("micros");
        QTest::addColumn<QString>("expected");
        QTest::newRow("below a millisecond") << qint64(640) << QStringLiteral("640 µs");
        QTest::newRow("a few") << qint64(3800) << QStringLiteral("3.8 ms");
        QTest::newRow("many") << qint64(41'200) << QStringLiteral("41 ms");
        QTest::newRow("just below a second") << qint64(999'400) << QStringLiteral("999 ms");
        QTest::newRow("seconds") << qint64(1'234'000) << QStringLiteral("1.23 s");
    }

    void durationsKeepTheDigitsAnEyeCompares()
    {
        QFETCH(qint64, micros);
        QFETCH(QString, expected);
        QCOMPARE(app::text::duration(microseconds(micros)), expected);
    }

    void sharesHaveAsFewDigitsAsTheyNeed()
    {
        QCOMPARE(app::text::share(0.28), QStringLiteral("28%"));
        QCOMPARE(app::text::share(0.125), QStringLiteral("12.5%"));
        QCOMPARE(app::text::share(1.0), QStringLiteral("100%"));
        QCOMPARE(app::text::measuredShare(0.28), QStringLiteral("28.0%"));
        QCOMPARE(app::text::measuredShare(std::nullopt), QStringLiteral("–"));
    }

    void ratesAreGroupedAndShort()
    {
        QCOMPARE(app::text::rateWithUnit(1240.4), QStringLiteral("1,240 rps"));
        QCOMPARE(app::text::rate(8.44), QStringLiteral("8.4"));
        QCOMPARE(app::text::rate(0), QStringLiteral("0"));
    }

    void everyFigureCanNameItsWindowAndCount()
    {
        api::Traffic traffic;
        traffic.requests = 13'380;
        traffic.window = milliseconds(60'000);
        QCOMPARE(app::text::basis(traffic), QStringLiteral("13,380 requests, last 60 s"));
        QCOMPARE(app::text::rateWithUnit(traffic), QStringLiteral("0 rps"));
    }

    void whatAnErrorSaysBecomesASentence_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("expected");
        QTest::newRow("a word first") << "the token is unknown"
                                      << "The token is unknown.";
        QTest::newRow("a name first") << "prod-global does not answer"
                                      << "prod-global does not answer.";
        QTest::newRow("ended already") << "Look again!"
                                       << "Look again!";
        QTest::newRow("nothing") << ""
                                 << "";
    }

    void whatAnErrorSaysBecomesASentence()
    {
        QFETCH(QString, words);
        QFETCH(QString, expected);
        QCOMPARE(app::text::sentence(words), expected);
    }

    void nothingIsSaidOfTrafficUntilItIsCounted()
    {
        const api::Traffic traffic; // Counting began anew.

        QCOMPARE(app::text::rate(traffic), QStringLiteral("–"));
        QCOMPARE(app::text::rateWithUnit(traffic), QStringLiteral("–"));
        QCOMPARE(app::text::requests(traffic), QStringLiteral("–"));
        QCOMPARE(app::text::basis(traffic), QStringLiteral("counting begins"));
    }
};

QTEST_APPLESS_MAIN(TrafficTextTest)
#include "tst_traffic_text.moc"
