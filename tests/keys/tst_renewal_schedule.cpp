#include "engine/keys/renewal_schedule.h"
#include "tests/support/fake_clock.h"
#include "tests/support/joined_plane.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace causeway;
using namespace std::chrono_literals;
using keys::RenewalSchedule;

/// A certificate of 100 minutes.
class RenewalScheduleTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const auto authority =
            authority::Authority::open(m_authorityClock, {m_folder.filePath("trust").toStdString(), 100min}).value();
        const auto identity = test::identityFrom(*authority, test::planeNamed("web-1"));
        m_certificate = keys::Certificate::fromPem(identity.certificateChainPem).value();
    }

    void isDueAtFourFifthsOfTheLifeOrALittleEarlier_data()
    {
        QTest::addColumn<double>("chance");
        QTest::addColumn<int>("minutes");
        QTest::newRow("latest") << 0.0 << 80;
        QTest::newRow("earliest") << 1.0 << 75;
    }
    void isDueAtFourFifthsOfTheLifeOrALittleEarlier()
    {
        QFETCH(const double, chance);
        QFETCH(const int, minutes);
        test::FakeClock clock;
        const auto schedule = RenewalSchedule::ofReceived(*m_certificate, clock, chance);

        clock.advance(std::chrono::minutes(minutes) - 1s);
        QVERIFY(!schedule.isDue(clock));
        clock.advance(2s);
        QVERIFY(schedule.isDue(clock));
    }

    void countsFromItsReceiptHoweverFarTheClocksAreApart_data()
    {
        QTest::addColumn<int>("hours");
        QTest::newRow("a day behind") << -24;
        QTest::newRow("a day ahead") << 24;
    }
    void countsFromItsReceiptHoweverFarTheClocksAreApart()
    {
        QFETCH(const int, hours);
        test::FakeClock clock;
        clock.setWall(m_authorityClock.wallNow() + std::chrono::hours(hours));
        const auto schedule = RenewalSchedule::ofReceived(*m_certificate, clock, 0);

        clock.advance(79min);
        QVERIFY(!schedule.isDue(clock));
        clock.advance(2min);
        QVERIFY(schedule.isDue(clock));
    }

    void isDueAfterASleepInWhichTheMonotonicClockStood()
    {
        test::FakeClock clock;
        const auto schedule = RenewalSchedule::ofReceived(*m_certificate, clock, 0);

        clock.setWall(clock.wallNow() + 81min);

        QVERIFY(schedule.isDue(clock));
    }

    void isDueInTimeWhenTheWallClockIsSetBack()
    {
        test::FakeClock clock;
        const auto schedule = RenewalSchedule::ofReceived(*m_certificate, clock, 0);

        clock.setWall(clock.wallNow() - 24h);
        clock.advance(81min);

        QVERIFY(schedule.isDue(clock));
    }

    void goesByTheWallClockForOneFromADisk()
    {
        test::FakeClock clock;
        clock.setWall(m_authorityClock.wallNow() + 79min);
        QVERIFY(!RenewalSchedule::ofStored(*m_certificate, clock, 0).isDue(clock));

        clock.setWall(m_authorityClock.wallNow() + 81min);

        QVERIFY(RenewalSchedule::ofStored(*m_certificate, clock, 0).isDue(clock));
    }

    void looksOftenEnoughToSeeTheWallClockJump()
    {
        test::FakeClock clock;
        const auto schedule = RenewalSchedule::ofReceived(*m_certificate, clock, 0);
        QVERIFY(schedule.nextLook(clock) <= 15s);

        clock.advance(80min - 2s);
        QVERIFY(schedule.nextLook(clock) <= 2s);
        clock.advance(1h);
        QVERIFY(schedule.nextLook(clock) > 0s);
    }

private:
    QTemporaryDir m_folder;
    test::FakeClock m_authorityClock;
    std::optional<keys::Certificate> m_certificate;
};

QTEST_APPLESS_MAIN(RenewalScheduleTest)
#include "tst_renewal_schedule.moc"
