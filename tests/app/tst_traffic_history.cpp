#include "app/plots/plot_scale.h"
#include "app/plots/traffic_history.h"
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
        cluster.view.seconds.push_back(closed);
        const auto before = bridge.latest();
        cluster.show();
        QVERIFY(QTest::qWaitFor([&] { return bridge.latest() != before && !bridge.latest()->seconds.empty(); }));
    }

    const app::TrafficHistory::Ring& ring() { return *history.find(testing::cardRoute, "monolith"); }

    testing::FakeCluster cluster;
    app::ClusterBridge bridge{cluster, "you"};
    app::TrafficHistory history{bridge};
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

        QCOMPARE(bench.ring().size(), std::size_t(2));
        QCOMPARE(bench.history.end(), std::int64_t(1001));
    }

    void forgetsWhatIsOlderThanTenMinutes()
    {
        Bench bench;

        bench.showSecond(1000, 5);
        bench.showSecond(1600, 6);

        QCOMPARE(bench.ring().size(), std::size_t(1));
        QCOMPARE(bench.history.span(), app::TrafficHistory::length);
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
};

QTEST_GUILESS_MAIN(TrafficHistoryTest)
#include "tst_traffic_history.moc"
