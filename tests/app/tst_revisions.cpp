#include "app/controllers/revert_controller.h"
#include "app/controllers/revision_history.h"
#include "app/controllers/route_choice.h"
#include "tests/support/fake_cluster.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

using namespace causeway;

namespace {

struct Bench
{
    Bench()
    {
        cluster.view = testing::cardScenario();
        cluster.answersAtOnce = true;
        selection.setRouteId(QString::fromStdString(testing::cardRoute));
    }

    void change(std::uint32_t percent, const std::string& author)
    {
        cluster.change(testing::cardRoute, {100 - percent, percent}, author);
    }

    void show()
    {
        cluster.show();
        QVERIFY(QTest::qWaitFor([&] { return bridge.latest()->headRevision == cluster.view.headRevision; }));
    }

    QList<qulonglong> numbers()
    {
        QList<qulonglong> list;
        for (int row = 0; row < history.revisions()->count(); ++row)
            list << history.revisions()->index(row).data(app::RevisionsModel::NumberRole).toULongLong();
        return list;
    }

    testing::FakeCluster cluster;
    app::ClusterBridge bridge{cluster, "you"};
    app::Selection selection;
    app::RevisionHistory history{bridge, selection};
    app::RevertController revert{bridge};
    QAbstractItemModelTester tester{history.revisions(), QAbstractItemModelTester::FailureReportingMode::QtTest};
};

} // namespace

class RevisionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsOlderOnesPageByPageBelowThoseOfTheView()
    {
        Bench bench;
        for (std::uint32_t percent = 1; percent <= 60; ++percent)
            bench.change(percent, "you");
        auto all = bench.cluster.view.recentRevisions;
        bench.cluster.view.recentRevisions.resize(5); // What a view holds; the rest is read.
        bench.show();
        QCOMPARE(bench.history.revisions()->count(), 5);
        bench.cluster.view.recentRevisions = all;

        bench.history.loadMore();

        QTRY_COMPARE(bench.history.revisions()->count(), 55);
        QCOMPARE(bench.numbers().front(), qulonglong(273));
        QCOMPARE(bench.numbers().back(), qulonglong(219));
        bench.history.loadMore();
        QTRY_COMPARE(bench.history.revisions()->count(), 60);
        bench.history.loadMore();
        QTRY_VERIFY(!bench.history.hasMore());
    }

    void narrowsToAnAuthorAndToTheSelectedRoute()
    {
        Bench bench;
        bench.change(10, "you");
        bench.change(20, "ops");
        bench.change(30, "you");
        bench.cluster.view.recentRevisions[2].routes.clear();
        bench.show();
        QCOMPARE(bench.history.authors(), (QStringList{"ops", "you"}));

        bench.history.setAuthor(QStringLiteral("you"));
        QCOMPARE(bench.numbers(), (QList<qulonglong>{216, 214}));
        bench.history.setOfRoute(true);
        QCOMPARE(bench.numbers(), (QList<qulonglong>{216}));
        bench.history.setAuthor({});
        QCOMPARE(bench.numbers(), (QList<qulonglong>{216, 215}));
    }

    void showsTheDifferenceOfTheChosenOneWithoutSharedIndentation()
    {
        Bench bench;
        bench.change(10, "you");
        for (api::DiffLine& line : bench.cluster.view.recentRevisions.front().diff)
            line.text.insert(0, 10, ' ');
        bench.show();

        bench.history.setChosen(214);

        const auto text = [&](int row) {
            return bench.history.diff()->index(row).data(app::DiffModel::TextRole).toString();
        };
        QCOMPARE(text(0), QStringLiteral("backendRefs:"));
        QCOMPARE(text(2), QStringLiteral("  weight: 80"));
    }

    void showsWhatGoingBackWouldChangeAndThenDoesIt()
    {
        Bench bench;
        bench.change(28, "you");
        bench.change(40, "ops");
        bench.show();

        bench.revert.ask(213);
        QTRY_VERIFY(bench.revert.isAsking());
        QVERIFY(bench.revert.changesSomething());
        QVERIFY(bench.revert.diff()->count() > 0);
        QCOMPARE(bench.cluster.route(testing::cardRoute).backends[1].weight, 40U);
        bench.revert.confirm();

        QTRY_COMPARE(bench.cluster.route(testing::cardRoute).backends[1].weight, 20U);
        QTRY_VERIFY(!bench.revert.isBusy() && !bench.revert.isAsking());
    }

    void looksAgainWhenSomebodyWasFaster()
    {
        Bench bench;
        bench.change(28, "you");
        bench.show();
        bench.revert.ask(213);
        QTRY_VERIFY(bench.revert.isAsking());
        bench.change(50, "ops");

        bench.revert.confirm();

        QTRY_VERIFY(bench.revert.isAsking());
        QVERIFY(bench.revert.sentence().contains(QStringLiteral("revision 215 meanwhile")));
        QCOMPARE(bench.cluster.route(testing::cardRoute).backends[1].weight, 50U);
    }

    void leavesEverythingWhenToldSo()
    {
        Bench bench;
        bench.change(28, "you");
        bench.show();
        bench.revert.ask(213);
        QTRY_VERIFY(bench.revert.isAsking());

        bench.revert.dismiss();

        QVERIFY(bench.cluster.received.empty());
        QVERIFY(!bench.revert.isBusy());
    }

    void listsTheRoutesOfWhatIsChosenWhereThereAreSeveral()
    {
        Bench bench;
        app::RouteChoice choice(bench.bridge, bench.selection);
        api::RouteView other = bench.cluster.view.routes.front();
        other.id = "other";
        other.label = "/login";
        bench.cluster.view.routes.push_back(other);
        bench.show();
        bench.selection.setNodeId(QStringLiteral("gateway/gateway"));
        QTRY_COMPARE(choice.routes()->count(), 2);

        bench.selection.setEdgeId(QString::fromStdString(bench.cluster.view.edges.back().id));

        QVERIFY(bench.selection.nodeId().isEmpty());
        QCOMPARE(choice.routes()->count(), 0); // One route needs no choosing.
    }
};

QTEST_GUILESS_MAIN(RevisionsTest)
#include "tst_revisions.moc"
