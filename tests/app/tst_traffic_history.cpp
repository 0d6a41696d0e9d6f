#include "app/models/time_window.h"
#include "app/plots/plot_scale.h"
#include "tests/support/fake_cluster.h"

#include <QSignalSpy>
#include <QtTest>

using namespace causeway;

namespace {

struct Bench
{
    Bench() { cluster.view = testing::cardScenario(); }

    void showSecond(std::int64_t second, std::uint64_t requests)
    {
        api::SecondView closed;
        closed.second = second;
        closed.route = testing::cardRoute;
        closed.service = "monolith";
        closed.requests = requests;
        closed.latencies = {{8'000, static_cast<std::uint32_t>(requests)}};
        cluster.view.seconds.push_back(closed);
        const auto before = bridge.latest();
        cluster.show();
        QVERIFY(QTest::qWaitFor([&] { return bridge.latest() != before && !bridge.latest()->seconds.empty(); }));
    }

    std::vector<const app::TrafficHistory::Point*> points()
    {
        return history.points(testing::cardRoute, "monolith", 0, history.end());
    }

    api::Traffic traffic(std::int64_t first, std::int64_t last)
    {
        return history.trafficOf(testing::cardRoute, "monolith", history.spanOf(testing::cardRoute, first, last));
    }

    testing::FakeCluster cluster;
    app::ClusterBridge bridge{cluster, "you"};
    app::TrafficHistory history{bridge};
    app::TimeWindow time{history};
};

} // namespace

class TrafficHistoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesEachSecondOnceThoughViewsRepeatThem()
    {
        Bench bench;

        bench.showSecond(1000, 5);
        bench.showSecond(1001, 6);

        QCOMPARE(bench.points().size(), std::size_t(2));
        QCOMPARE(bench.history.end(), std::int64_t(1001));
    }

    void sharesItsPointsAmongAllThatIsCounted()
    {
        constexpr int services = 2'000;
        Bench bench;
        for (std::int64_t second = 1'180; second < 1'300; ++second) {
            bench.cluster.view.seconds.clear();
            for (int i = 1; i < services; ++i) {
                api::SecondView closed;
                closed.second = second;
                closed.route = testing::cardRoute;
                closed.service = "service-" + std::to_string(i);
                closed.requests = 1;
                bench.cluster.view.seconds.push_back(closed);
            }
            bench.showSecond(second, 1);
        }

        QCOMPARE(bench.points().size(), app::TrafficHistory::mostPoints / services);
        QCOMPARE(bench.points().back()->second, std::int64_t(1'299));
    }

    void keepsWhatIsOlderThanTenMinutesAsSumsOfTenSeconds()
    {
        Bench bench;
        for (std::int64_t second = 1000; second < 1015; ++second)
            bench.showSecond(second, 5);

        bench.showSecond(1640, 6);

        QCOMPARE(bench.points().size(), std::size_t(3));
        QCOMPARE(bench.points()[0]->requests, std::uint64_t(50));
        QCOMPARE(bench.points()[0]->rate(), 5.0);
        QCOMPARE(bench.points()[1]->width, std::int64_t(5));
        QCOMPARE(bench.time.first(), std::int64_t(1041));
        const auto traffic = bench.traffic(1000, 1640);
        QCOMPARE(traffic.requests, std::uint64_t(81));
    }

    void forgetsWhatIsOlderThanTwoHours()
    {
        Bench bench;
        bench.showSecond(1000, 5);

        bench.showSecond(1000 + 7201, 6);

        QCOMPARE(bench.points().size(), std::size_t(1));
    }

    void aRangeHasItsOwnFiguresAndPercentiles()
    {
        Bench bench;
        bench.showSecond(1000, 90);
        bench.showSecond(1001, 60);
        bench.showSecond(1002, 60);

        const api::Traffic one = bench.traffic(1000, 1000);
        const api::Traffic two = bench.traffic(1001, 1002);

        QCOMPARE(two.requests, std::uint64_t(120));
        QCOMPARE(two.requestsPerSecond, 60.0);
        QVERIFY(two.p50 == std::chrono::milliseconds(8));
        QVERIFY(two.p99 && !one.p99); // 90 samples are too few.
    }

    void aRangeOverAGapHasTheRateOfWhatIsKnown()
    {
        Bench bench;
        bench.showSecond(1000, 60);
        bench.showSecond(1001, 60);
        bench.showSecond(1031, 60); // The cluster did not answer for half a minute.

        const api::Traffic traffic = bench.traffic(1000, 1031);

        QCOMPARE(traffic.requestsPerSecond, 60.0);
        QVERIFY(traffic.window == std::chrono::seconds(3));
    }

    void aRangeGrowsToWholePointsWhereOnlySumsAreKept()
    {
        Bench bench;
        for (std::int64_t second = 1000; second < 1030; ++second)
            bench.showSecond(second, 5);
        bench.time.setRange(1013, 1017);
        QCOMPARE(bench.time.range()->first, std::int64_t(1013));

        bench.showSecond(1640, 5);

        QCOMPARE(bench.time.range()->first, std::int64_t(1010));
        QCOMPARE(bench.time.range()->second, std::int64_t(1019));
    }

    void zoomsAroundTheSecondUnderThePointerAndPansWithinWhatIsKnown()
    {
        Bench bench;
        for (std::int64_t second = 1000; second < 1300; second += 3)
            bench.showSecond(second, 5);
        QVERIFY(bench.time.isLive());

        bench.time.zoom(3, 1100);
        QVERIFY(!bench.time.isLive());
        QCOMPARE(bench.time.last() - bench.time.first() + 1, std::int64_t(100));
        QVERIFY(bench.time.first() < 1100 && bench.time.last() > 1100);
        bench.time.pan(-10'000);
        QCOMPARE(bench.time.first(), std::int64_t(1000));
        bench.time.pan(10'000);
        QVERIFY(bench.time.isLive());
    }

    void escapeTakesBackOneThingAtATime()
    {
        Bench bench;
        for (std::int64_t second = 1000; second < 1100; second += 5)
            bench.showSecond(second, 5);
        bench.time.zoom(2, 1050);
        bench.time.setRange(1040, 1050);
        bench.time.togglePin(1045);

        QVERIFY(bench.time.escape());
        QVERIFY(!bench.time.hasPins() && bench.time.hasRange());
        QVERIFY(bench.time.escape());
        QVERIFY(!bench.time.hasRange() && !bench.time.isLive());
        QVERIFY(bench.time.escape());
        QVERIFY(bench.time.isLive());
        QVERIFY(!bench.time.escape());
    }

    void keysTakeARangeFromWhereTheCursorStood()
    {
        Bench bench;
        for (std::int64_t second = 1000; second <= 1050; ++second)
            bench.showSecond(second, 5);

        bench.time.moveCursor(-10);
        bench.time.extendRange(-5);
        bench.time.extendRange(-5);

        QCOMPARE(bench.time.range()->first, std::int64_t(1030));
        QCOMPARE(bench.time.range()->second, std::int64_t(1040));
    }

    void remembersFaultsAfterViewsForgotThem()
    {
        Bench bench;
        api::FaultView fault;
        fault.id = 7;
        fault.title = "accounts answers 200 ms later";
        fault.since = WallTime(std::chrono::seconds(1000));
        bench.cluster.view.faults = {fault};
        bench.showSecond(1001, 5);
        bench.cluster.view.faults.front().until = WallTime(std::chrono::seconds(1002));
        bench.showSecond(1002, 5);
        bench.cluster.view.faults.clear();

        bench.showSecond(1003, 5);

        QCOMPARE(bench.history.faults().size(), std::size_t(1));
        QCOMPARE(*bench.history.faults().front().until, 1002.0);
    }

    void standsStillWhileFrozenAndCatchesUpAfter()
    {
        Bench bench;
        bench.showSecond(1000, 5);
        QSignalSpy advanced(&bench.history, &app::TrafficHistory::advanced);

        bench.bridge.setFrozen(true);
        bench.showSecond(1001, 6);
        QCOMPARE(bench.history.end(), std::int64_t(1000));
        QCOMPARE(advanced.count(), 0);

        bench.bridge.setFrozen(false);
        QCOMPARE(bench.history.end(), std::int64_t(1001));
    }

    void marksEachRevisionOfARoute()
    {
        Bench bench;
        bench.showSecond(1'795'269'700, 5);
        bench.cluster.change(testing::cardRoute, {72, 28}, "you");

        bench.showSecond(1'795'269'731, 5);

        const auto* marks = bench.history.findMarks(testing::cardRoute);
        QVERIFY(marks);
        QCOMPARE(marks->back().label, QStringLiteral("20 → 28%"));
    }

    void theScaleHasRoundValues_data()
    {
        QTest::addColumn<double>("largest");
        QTest::addColumn<QVector<double>>("expected");
        QTest::newRow("nothing") << 0.0 << QVector<double>{};
        QTest::newRow("a few hundred") << 356.0 << QVector<double>{100, 200, 300};
        QTest::newRow("milliseconds") << 54.0 << QVector<double>{25, 50};
    }

    void theScaleHasRoundValues()
    {
        QFETCH(double, largest);
        QFETCH(QVector<double>, expected);
        const std::vector<double> values = app::gridValues(largest);
        QCOMPARE(QVector<double>(values.begin(), values.end()), expected);
    }

    void allFiguresOfAScaleHaveAsManyDigits()
    {
        QCOMPARE(app::digitsOf({5, 10, 15}), 0);
        QCOMPARE(app::digitsOf({2.5, 5, 7.5}), 1);
        QCOMPARE(app::digitsOf({0.25, 0.5}), 2);
        QCOMPARE(app::digitsOf({}), 0);
    }
};

QTEST_GUILESS_MAIN(TrafficHistoryTest)
#include "tst_traffic_history.moc"
