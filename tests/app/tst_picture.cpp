#include "app/controllers/picture.h"
#include "app/models/topology_tree_model.h"
#include "tests/support/fake_cluster.h"

#include <QSignalSpy>
#include <QtTest>

using namespace causeway;

namespace {

constexpr std::int64_t start = 1'795'269'600;
constexpr std::int64_t twoHours = 7200;

WallTime at(std::int64_t second)
{
    return WallTime(std::chrono::seconds(second));
}

/// A console's history over a cluster whose figures the test sets.
struct Bench
{
    Bench()
    {
        cluster.view = testing::cardScenario();
        for (api::NodeView& node : cluster.view.nodes)
            node.traffic = {};
        for (api::EdgeView& edge : cluster.view.edges)
            edge.traffic = {};
    }

    api::NodeView& node(const std::string& name)
    {
        return *std::ranges::find(cluster.view.nodes, name, &api::NodeView::name);
    }

    void show(std::int64_t second)
    {
        api::SecondView closed;
        closed.second = second;
        closed.route = testing::cardRoute;
        closed.service = "monolith";
        closed.requests = 5;
        cluster.view.seconds = {closed};
        cluster.view.time = at(second);
        cluster.show();
        QVERIFY(QTest::qWaitFor([&] { return bridge.view()->time == at(second); }));
    }

    /// The last ten seconds of a node, in the views from now on.
    void count(const std::string& name, std::uint64_t requests, std::uint64_t failures = 0,
               std::optional<Duration> p99 = std::chrono::milliseconds(8))
    {
        api::Traffic& traffic = node(name).traffic;
        traffic.window = std::chrono::seconds(10);
        traffic.requests = requests;
        traffic.failures = failures;
        traffic.requestsPerSecond = static_cast<double>(requests) / 10;
        traffic.p50 = std::chrono::milliseconds(4);
        traffic.p99 = p99;
    }

    const api::NodeView& shown(const std::string& name)
    {
        return *std::ranges::find(picture.view()->nodes, name, &api::NodeView::name);
    }

    testing::FakeCluster cluster;
    app::ClusterBridge bridge{cluster, "you"};
    app::TrafficHistory history{bridge};
    app::TimeWindow time{history};
    app::Picture picture{bridge, history, time};
};

} // namespace

class PictureTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsTheBridgesViewWithoutARange()
    {
        Bench bench;
        bench.show(start);

        QCOMPARE(bench.picture.view(), bench.bridge.view());
        QVERIFY(bench.picture.spanText().isEmpty());
    }

    void showsWhatANodeDidInTheRangeAndNotWhatItDoesNow()
    {
        Bench bench;
        bench.show(start);
        bench.count("monolith", 100, 0, std::chrono::milliseconds(8));
        bench.show(start + 10);
        bench.count("monolith", 300, 30, std::chrono::milliseconds(20));
        bench.show(start + 20);
        bench.count("monolith", 7000, 0, std::chrono::milliseconds(900));
        bench.show(start + 30);
        QSignalSpy changes(&bench.picture, &app::Picture::changed);

        bench.time.setRange(start + 2, start + 17);

        QVERIFY(!changes.isEmpty());
        const api::Traffic& traffic = bench.shown("monolith").traffic;
        QCOMPARE(traffic.requests, std::uint64_t(400));
        QCOMPARE(traffic.failures, std::uint64_t(30));
        QCOMPARE(traffic.requestsPerSecond, 20.0);
        QVERIFY(traffic.window == std::chrono::seconds(20));
        QVERIFY(traffic.p99 == std::chrono::milliseconds(20)); // At most so much, of both together.
        QVERIFY(bench.picture.isKnown());
        QCOMPARE(bench.picture.rates().at(bench.node("monolith").id), (std::vector<float>{10, 30}));
        bench.time.clearRange();
        QCOMPARE(bench.shown("monolith").traffic.requests, std::uint64_t(7000));
    }

    void aPercentileThatOneSampleLacksIsNotKnown()
    {
        Bench bench;
        bench.show(start);
        bench.count("monolith", 300);
        bench.show(start + 10);
        bench.count("monolith", 50, 0, std::nullopt);
        bench.show(start + 20);

        bench.time.setRange(start, start + 20);

        QVERIFY(!bench.shown("monolith").traffic.p99);
        QVERIFY(bench.shown("monolith").traffic.p50);
    }

    void whatWasNotCountedIsNotKnown()
    {
        Bench bench;
        bench.show(start);
        bench.count("monolith", 300);
        bench.show(start + 4);

        bench.time.setRange(start, start + 4);

        QVERIFY(!bench.picture.isKnown());
        QCOMPARE(bench.shown("monolith").traffic.requests, std::uint64_t(0));
        QVERIFY(bench.shown("monolith").traffic.window.count() == 0);
        QCOMPARE(bench.shown("monolith").health, api::Health::Unknown);
        bench.show(start + 10); // The ten seconds that it is part of are over.
        QVERIFY(bench.picture.isKnown());
        QCOMPARE(bench.shown("monolith").traffic.requests, std::uint64_t(300));
    }

    void showsTheWorstThatWasSeen()
    {
        Bench bench;
        bench.show(start);
        bench.node("monolith").health = api::Health::Bad;
        bench.node("monolith").healthReason = "no instance answered";
        bench.show(start + 5);
        bench.node("monolith").health = api::Health::Good;
        bench.node("monolith").healthReason.clear();
        bench.show(start + 10);
        bench.show(start + 20);

        bench.time.setRange(start + 1, start + 8);
        QCOMPARE(bench.shown("monolith").health, api::Health::Bad);
        QCOMPARE(bench.shown("monolith").healthReason, std::string("no instance answered"));

        bench.time.setRange(start + 12, start + 18);
        QCOMPARE(bench.shown("monolith").health, api::Health::Good);
    }

    void showsTheFaultsOfTheRangeWhereTheyHit()
    {
        Bench bench;
        bench.show(start);
        api::FaultView fault;
        fault.id = 3;
        fault.title = "monolith is slow";
        fault.at = bench.node("monolith").id;
        fault.since = at(start + 3);
        fault.until = at(start + 6);
        bench.cluster.view.faults = {fault};
        bench.show(start + 10);
        bench.show(start + 20);

        bench.time.setRange(start + 2, start + 8);
        QCOMPARE(bench.picture.view()->faults.size(), std::size_t(1));
        QCOMPARE(bench.picture.view()->faults.front().at, fault.at);
        QVERIFY(!bench.picture.view()->faults.front().until); // Drawn as one that lasts.

        bench.time.setRange(start + 12, start + 18);
        QVERIFY(bench.picture.view()->faults.empty());
    }

    void aLostConnectionAddsNothing()
    {
        Bench bench;
        bench.show(start);
        bench.count("monolith", 100);
        bench.show(start + 10);
        bench.cluster.view.problem = "it does not answer";
        bench.show(start + 20);

        bench.time.setRange(start, start + 20);

        QCOMPARE(bench.shown("monolith").traffic.requests, std::uint64_t(100));
        QVERIFY(bench.shown("monolith").traffic.window == std::chrono::seconds(10));
    }

    void forgetsWhatIsOlderThanTwoHours()
    {
        Bench bench;
        bench.show(start);
        bench.count("monolith", 100);
        bench.show(start + 10);
        bench.show(start + twoHours + 30);

        bench.time.setRange(start, start + twoHours + 30);

        QCOMPARE(bench.shown("monolith").traffic.requests, std::uint64_t(100)); // Of the sample that is left.
    }

    void theOutlineSaysWhatWasNotWhatIs()
    {
        Bench bench;
        bench.show(start);
        bench.count("monolith", 100);
        bench.show(start + 10);
        bench.time.setRange(start, start + 9);
        app::ViewFilter filter(bench.bridge);
        app::TopologyTreeModel outline;

        outline.setView(*bench.picture.view(), filter, bench.picture.spanText());

        const QModelIndexList found =
            outline.match(outline.index(0, 0), app::TopologyTreeModel::NameRole, QStringLiteral("monolith"), 1,
                          Qt::MatchExactly | Qt::MatchRecursive);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.front().data(app::TopologyTreeModel::DetailRole).toString(),
                 QStringLiteral("10 rps · p99 ≤ 8.0 ms"));
    }
};

QTEST_GUILESS_MAIN(PictureTest)
#include "tst_picture.moc"
