#include "app/controllers/split_controller.h"
#include "tests/support/fake_cluster.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

using namespace causeway;
using app::SplitController;

namespace {

api::ClusterView sevenBackends()
{
    api::ClusterView view = testing::wideScenario(3, 60);
    api::RouteView& route = view.routes.front();
    const std::vector<std::uint32_t> weights{40, 20, 15, 10, 8, 5, 2};
    while (route.backends.size() < weights.size()) {
        api::BackendView backend;
        backend.service = fmt::format("service-{}", route.backends.size() + 1);
        route.backends.push_back(backend);
    }
    for (std::size_t i = 0; i < weights.size(); ++i) {
        route.backends[i].weight = weights[i];
        route.backends[i].desiredShare = weights[i] / 100.0;
    }
    return view;
}

api::ClusterView withSecondRoute()
{
    api::ClusterView view = testing::cardScenario();
    api::RouteView second = view.routes.front();
    second.id += "/second";
    second.version = 210;
    view.routes.push_back(second);
    return view;
}

/// A console whose split controller holds the first route of the view.
struct Bench
{
    explicit Bench(api::ClusterView view = testing::cardScenario())
    {
        cluster.view = std::move(view);
        cluster.show();
        split.setRouteId(QString::fromStdString(cluster.view.routes.front().id));
        waitForViews();
    }

    void waitForViews()
    {
        cluster.show();
        const bool isShown = QTest::qWaitFor([this] {
            return bridge.latest()->headRevision == cluster.view.headRevision && !bridge.latest()->routes.empty();
        });
        QVERIFY(isShown);
    }

    const api::SetSplit& sent(std::size_t index) const { return std::get<api::SetSplit>(cluster.received.at(index)); }

    testing::FakeCluster cluster;
    app::ClusterBridge bridge{cluster, "you"};
    SplitController split{bridge};
};

} // namespace

class SplitControllerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatTheClusterWantsWhileNothingIsInTheHand()
    {
        Bench bench;

        QCOMPARE(bench.split.newShare(), 0.2);
        QCOMPARE(bench.split.newShareText(), QStringLiteral("20%"));
        QVERIFY(bench.split.canChange());
    }

    void movesTheShareInTheHandWithoutAskingTheCluster()
    {
        Bench bench;

        bench.split.begin();
        bench.split.setNewShare(28.3);

        QCOMPARE(bench.split.newShareText(), QStringLiteral("28%"));
        QCOMPARE(bench.split.desiredNewShare(), 0.2);
        QVERIFY(bench.cluster.received.empty());
    }

    void takesTenthsOfAPercentWhenFine()
    {
        Bench bench;

        bench.split.begin();
        bench.split.setNewShare(28.34, true);
        bench.split.release();

        QCOMPARE(bench.sent(0).weights[0].weight, 717U);
        QCOMPARE(bench.sent(0).weights[1].weight, 283U);
    }

    void appliesOnReleaseAgainstTheVersionThatWasSeen()
    {
        Bench bench;

        bench.split.begin();
        bench.split.moveBoundary(0, 0.72);
        bench.split.release();

        QVERIFY(bench.split.isPending());
        QCOMPARE(bench.sent(0).expectedVersion, std::uint64_t(213));
        QCOMPARE(bench.sent(0).weights[0].weight, 72U);
        QCOMPARE(bench.sent(0).weights[1].weight, 28U);
    }

    void staysAtTheReleasedValueUntilTheViewShowsIt()
    {
        Bench bench;
        bench.cluster.answersAtOnce = true;

        bench.split.begin();
        bench.split.setNewShare(28);
        bench.split.release();
        QCOMPARE(bench.split.newShare(), 0.28);

        QTRY_COMPARE(bench.split.state(), SplitController::State::Idle);
        QCOMPARE(bench.split.desiredNewShare(), 0.28);
    }

    void cancelPutsTheSplitBack()
    {
        Bench bench;

        bench.split.begin();
        bench.split.setNewShare(90);
        bench.split.cancel();

        QCOMPARE(bench.split.newShare(), 0.2);
        QCOMPARE(bench.split.state(), SplitController::State::Idle);
        QVERIFY(bench.cluster.received.empty());
    }

    void aReleaseWhereItBeganMakesNoRevision()
    {
        Bench bench;

        bench.split.begin();
        bench.split.setNewShare(50);
        bench.split.setNewShare(20);
        bench.split.release();

        QVERIFY(bench.cluster.received.empty());
        QCOMPARE(bench.split.state(), SplitController::State::Idle);
    }

    void manyKeysBecomeOneRevision()
    {
        Bench bench;

        for (int i = 0; i < 8; ++i)
            bench.split.nudgeNewShare(1);
        QCOMPARE(bench.split.newShareText(), QStringLiteral("28%"));
        QVERIFY(bench.cluster.received.empty());

        QTRY_COMPARE(bench.cluster.received.size(), std::size_t(1));
        QCOMPARE(bench.sent(0).weights[1].weight, 28U);
    }

    void losingTheFocusCancelsADragButAppliesKeys()
    {
        Bench bench;

        bench.split.begin();
        bench.split.setNewShare(90);
        bench.split.focusLost();
        QVERIFY(bench.cluster.received.empty());

        bench.split.nudge(0, -5);
        bench.split.focusLost();
        QCOMPARE(bench.sent(0).weights[1].weight, 25U);
    }

    void aSecondReleaseWaitsForTheAnswerToTheFirst()
    {
        Bench bench;
        bench.split.applyQuick(25);

        bench.split.applyQuick(50);
        QCOMPARE(bench.cluster.received.size(), std::size_t(1));

        bench.cluster.change(testing::cardRoute, {75, 25}, "you");
        bench.cluster.answer(api::CommandDone{214, true});
        QTRY_COMPARE(bench.cluster.received.size(), std::size_t(2));
        QCOMPARE(bench.sent(1).expectedVersion, std::uint64_t(214));
        QCOMPARE(bench.sent(1).weights[1].weight, 50U);
    }

    void aReleaseOfAnotherRouteIsSentWhenTheFirstIsAnswered()
    {
        Bench bench(withSecondRoute());
        bench.split.applyQuick(25);
        bench.split.setRouteId(QString::fromStdString(bench.cluster.view.routes[1].id));

        bench.split.applyQuick(60);
        QVERIFY(bench.split.isPending());
        QCOMPARE(bench.cluster.received.size(), std::size_t(1));
        bench.cluster.answer(api::CommandDone{214, true});

        QTRY_COMPARE(bench.cluster.received.size(), std::size_t(2));
        QCOMPARE(bench.sent(1).route, bench.cluster.view.routes[1].id);
        QCOMPARE(bench.sent(1).weights[1].weight, 60U);
        QCOMPARE(bench.sent(1).expectedVersion, bench.cluster.view.routes[1].version);
        QVERIFY(bench.split.isPending());
    }

    void aReleaseThatWaitsOutlivesAChangeOfRoute()
    {
        Bench bench(withSecondRoute());
        bench.split.applyQuick(25);
        bench.split.applyQuick(50);

        bench.split.setRouteId(QString::fromStdString(bench.cluster.view.routes[1].id));
        bench.cluster.answer(api::CommandDone{214, true});

        QTRY_COMPARE(bench.cluster.received.size(), std::size_t(2));
        QCOMPARE(bench.sent(1).route, bench.cluster.view.routes[0].id);
        QCOMPARE(bench.sent(1).weights[1].weight, 50U);
        QCOMPARE(bench.sent(1).expectedVersion, std::uint64_t(214));
    }

    void aReleaseThatWaitsIsSentAsItWasReleased_data()
    {
        QTest::addColumn<bool>("isProtected");
        QTest::newRow("at once") << false;
        QTest::newRow("staged first") << true;
    }

    void aReleaseThatWaitsIsSentAsItWasReleased()
    {
        QFETCH(bool, isProtected);
        Bench bench;
        bench.split.applyQuick(25);
        bench.split.applyQuick(50);
        bench.split.setProtection({isProtected, 1.0, QStringLiteral("prod")});

        bench.split.begin();
        bench.split.setNewShare(90);
        bench.cluster.answer(api::CommandDone{214, true});

        QTRY_COMPARE(bench.cluster.received.size(), std::size_t(2));
        QCOMPARE(bench.sent(1).weights[1].weight, 50U);
        QVERIFY(bench.split.isDragging());
        QCOMPARE(bench.split.newShare(), 0.9);
    }

    void cancellingADragGoesBackToTheReleaseThatWaits()
    {
        Bench bench;
        bench.split.applyQuick(25);
        bench.split.applyQuick(50);

        bench.split.begin();
        bench.split.setNewShare(90);
        bench.split.cancel();
        QCOMPARE(bench.split.newShare(), 0.5);
        bench.cluster.answer(api::CommandDone{214, true});

        QTRY_COMPARE(bench.cluster.received.size(), std::size_t(2));
        QCOMPARE(bench.sent(1).weights[1].weight, 50U);
    }

    void aReleaseIsUnderWayUntilAViewShowsIt()
    {
        Bench bench;
        bench.split.applyQuick(50);
        QVERIFY(bench.split.isUnderWay());

        bench.cluster.change(testing::cardRoute, {50, 50}, "you");
        bench.cluster.answer(api::CommandDone{214, true});
        QSignalSpy applied(&bench.split, &SplitController::applied);
        QTRY_COMPARE(applied.count(), 1);
        QVERIFY(bench.split.isUnderWay());

        bench.waitForViews();
        QVERIFY(!bench.split.isUnderWay());
    }

    void whatStandsBesideEachOtherComesToAHundred()
    {
        api::ClusterView view = testing::cardScenario();
        api::RouteView& route = view.routes.front();
        route.backends.push_back(route.backends.back());
        route.backends.back().service = "returns";
        for (api::BackendView& backend : route.backends) {
            backend.weight = 1;
            backend.desiredShare = 1.0 / 3;
            backend.actualShare = 1.0 / 3;
        }
        Bench bench(view);
        const auto text = [&](int row, int role) { return bench.split.backends()->index(row).data(role).toString(); };
        using Model = app::SplitBackendsModel;

        QCOMPARE(text(0, Model::ActualTextRole), QStringLiteral("33.4%"));
        QCOMPARE(text(1, Model::ActualTextRole), QStringLiteral("33.3%"));
        QCOMPARE(text(2, Model::ActualTextRole), QStringLiteral("33.3%"));
        QCOMPARE(bench.split.fromShareText(), text(0, Model::LiveTextRole));
        QCOMPARE(bench.split.newShareText(), QStringLiteral("66.6%"));
        QCOMPARE(bench.split.actualFromText(), QStringLiteral("33.4%"));
        QCOMPARE(bench.split.actualNewText(), QStringLiteral("66.6%"));
        bench.split.begin();
        bench.cluster.view.headRevision = ++bench.cluster.view.routes.front().version;
        bench.waitForViews();
        QCOMPARE(text(0, Model::ForeignTextRole), QStringLiteral("33.4%"));
    }

    void aForeignChangeDuringADragIsShownAndAskedAbout()
    {
        Bench bench;
        bench.split.begin();
        bench.split.setNewShare(28);

        bench.cluster.change(testing::cardRoute, {65, 35}, "ops@example.com");
        bench.waitForViews();

        QVERIFY(bench.split.foreignChange().startsWith(QStringLiteral("ops@example.com set disputes 35% at ")));
        QCOMPARE(bench.split.newShareText(), QStringLiteral("28%"));
        bench.split.release();
        QVERIFY(bench.split.isAsking());
        QVERIFY(bench.split.question().contains(QStringLiteral("disputes 28%")));
        QVERIFY(bench.cluster.received.empty());
    }

    void theAnswerMineWritesOverTheVersionThatWasShown()
    {
        Bench bench;
        bench.split.begin();
        bench.split.setNewShare(28);
        bench.cluster.change(testing::cardRoute, {65, 35}, "ops@example.com");
        bench.waitForViews();
        bench.split.release();

        bench.split.overwrite();

        QCOMPARE(bench.sent(0).expectedVersion, std::uint64_t(214));
        QVERIFY(bench.split.foreignChange().isEmpty());
    }

    void theAnswerTheirsPutsTheirValueInPlace()
    {
        Bench bench;
        bench.split.begin();
        bench.split.setNewShare(28);
        bench.cluster.change(testing::cardRoute, {65, 35}, "ops@example.com");
        bench.waitForViews();
        bench.split.release();

        bench.split.discard();

        QCOMPARE(bench.split.newShareText(), QStringLiteral("35%"));
        QCOMPARE(bench.split.state(), SplitController::State::Idle);
    }

    void aConflictFromTheClusterIsAskedAboutToo()
    {
        Bench bench;
        bench.split.applyQuick(50);

        bench.cluster.answer(failure(ErrorCode::Conflict, "ops set disputes to 35 in revision 214"));

        QTRY_VERIFY(bench.split.isAsking());
        QVERIFY(bench.split.question().contains(QStringLiteral("ops set disputes to 35 in revision 214")));
    }

    void aFailureIsSaidAndPutsTheSplitBack()
    {
        Bench bench;
        QSignalSpy failures(&bench.split, &SplitController::failed);
        bench.split.applyQuick(50);

        bench.cluster.answer(failure(ErrorCode::Unavailable, "the store is full"));

        QTRY_COMPARE(failures.count(), 1);
        QCOMPARE(failures[0][0].toString(), QStringLiteral("the store is full"));
        QCOMPARE(bench.split.newShareText(), QStringLiteral("20%"));
    }

    void aBoundaryStopsAtItsNeighbours()
    {
        Bench bench(testing::wideScenario(3, 60));

        bench.split.begin();
        bench.split.moveBoundary(1, 0.99);

        const std::vector<double>& shares = bench.split.backends()->liveShares();
        QCOMPARE(shares[0], 0.52);
        QCOMPARE(shares[2], 0.0);
        QCOMPARE(shares[3], 0.08);
    }

    void oneOfFiveTakesItsShareFromTheOthersInProportion()
    {
        Bench bench(testing::wideScenario(3, 60));

        bench.split.begin();
        bench.split.setShareOf(0, 4);

        const std::vector<double>& shares = bench.split.backends()->liveShares();
        QCOMPARE(shares[0], 0.04);
        QCOMPARE(shares[1], 0.44);
        QCOMPARE(shares[4], 0.08);
    }

    void manyBackendsShowFiveArmsAndTheLastStandsForTheRest()
    {
        Bench bench(sevenBackends());

        const auto& arms = bench.split.arms();
        QCOMPARE(arms.size(), std::size_t(5));
        QCOMPARE(arms.back().name, QStringLiteral("3 others"));
        QVERIFY(qFuzzyCompare(arms.back().share, 0.15));
        bench.split.begin();
        bench.split.moveBoundary(3, 0.88);
        bench.split.release();

        std::uint32_t sum = 0;
        for (const auto& weight : bench.sent(0).weights)
            sum += weight.weight;
        QCOMPARE(sum, 100U);
        QCOMPARE(bench.sent(0).weights[3].weight, 13U);
        QCOMPARE(bench.sent(0).weights[4].weight, 6U);
    }

    void aLockedBackendKeepsItsShareWhileOthersMove()
    {
        Bench bench(testing::wideScenario(3, 60));
        bench.split.setLocked(1, true);

        bench.split.begin();
        bench.split.setShareOf(0, 70);
        bench.split.setShareOf(1, 5); // Locked: nothing.
        bench.split.release();

        QCOMPARE(bench.sent(0).weights[0].weight, 70U);
        QCOMPARE(bench.sent(0).weights[1].weight, 22U);
        QVERIFY(bench.split.arms()[1].isLocked);
    }

    void locksOutliveAChangeOfRouteAndBack()
    {
        api::ClusterView view = testing::wideScenario(3, 60);
        view.routes.push_back(view.routes.front());
        view.routes.back().id = "another";
        Bench bench(view);
        bench.split.setLocked(1, true);

        bench.split.setRouteId(QStringLiteral("another"));
        QVERIFY(!bench.split.backends()->isLocked(1));
        bench.split.setRouteId(QString::fromStdString(view.routes.front().id));

        QVERIFY(bench.split.backends()->isLocked(1));
    }

    void manyKeysOfOneBackendBecomeOneRevision()
    {
        Bench bench(testing::wideScenario(3, 60));

        for (int i = 0; i < 6; ++i)
            bench.split.nudgeShareOf(4, 1);
        QVERIFY(bench.cluster.received.empty());

        QTRY_COMPARE(bench.cluster.received.size(), std::size_t(1));
        QCOMPARE(bench.sent(0).weights[4].weight, 10U);
    }

    void aReasonGoesWithTheChangeAndIsGoneAfterIt()
    {
        Bench bench;
        bench.cluster.answersAtOnce = true;
        bench.split.setReason(QStringLiteral("rehearsal"));

        bench.split.applyQuick(50);

        QCOMPARE(bench.sent(0).reason, std::string("rehearsal"));
        QTRY_VERIFY(bench.split.reason().isEmpty());
    }

    void whereItIsProtectedAReleaseStagesAndEnterApplies()
    {
        Bench bench;
        bench.split.setProtection({true, 0.2, QStringLiteral("prod")});

        bench.split.begin();
        bench.split.setNewShare(35);
        bench.split.release();
        QVERIFY(bench.split.isStaged());
        QVERIFY(bench.cluster.received.empty());
        QCOMPARE(bench.split.staged()->beforeText(), QStringLiteral("20%"));
        QCOMPARE(bench.split.staged()->afterText(), QStringLiteral("35%"));
        QVERIFY(bench.split.staged()->diff()->count() > 4);

        bench.split.applyStaged();
        QVERIFY(bench.split.isPending());
        QCOMPARE(bench.sent(0).weights[1].weight, 35U);
    }

    void aStagedChangeIsDiscardedOrTakenIntoTheHandAgain()
    {
        Bench bench;
        bench.split.setProtection({true, 0.2, QStringLiteral("prod")});
        bench.split.applyQuick(30);

        bench.split.begin();
        bench.split.setNewShare(40);
        bench.split.cancel();
        QVERIFY(bench.split.isStaged());
        QCOMPARE(bench.split.newShareText(), QStringLiteral("30%"));

        bench.split.discardStaged();
        QCOMPARE(bench.split.state(), SplitController::State::Idle);
        QCOMPARE(bench.split.newShareText(), QStringLiteral("20%"));
        QVERIFY(bench.cluster.received.empty());
    }

    void aJumpPastTheAllowedStepIsAskedAbout()
    {
        Bench bench;
        bench.split.setProtection({true, 0.2, QStringLiteral("prod")});
        bench.split.applyQuick(60);

        bench.split.applyStaged();
        QVERIFY(bench.split.isAskingJump());
        QVERIFY(bench.split.staged()->jump().startsWith(QStringLiteral("disputes would go from 20% to 60%")));
        QVERIFY(bench.split.staged()->jump().contains(QStringLiteral("allowed step of prod is 20%")));
        bench.split.dismissJump();
        QVERIFY(bench.split.isStaged() && bench.cluster.received.empty());

        bench.split.applyStaged();
        bench.split.confirmJump();
        QCOMPARE(bench.sent(0).weights[1].weight, 60U);
    }

    void aForeignChangeUnderAStagedOneIsAskedAboutBeforeItIsApplied()
    {
        Bench bench;
        bench.split.setProtection({true, 1.0, QStringLiteral("prod")});
        bench.split.applyQuick(30);
        bench.cluster.change(testing::cardRoute, {65, 35}, "ops@example.com");
        bench.waitForViews();

        bench.split.applyStaged();
        QVERIFY(bench.split.isAsking());
        bench.split.overwrite();
        QVERIFY(bench.split.isStaged());
        bench.split.applyStaged();

        QCOMPARE(bench.sent(0).expectedVersion, std::uint64_t(214));
    }

    void allFiguresAreOfTheRangeWhileThereIsOne()
    {
        api::ClusterView view = testing::cardScenario();
        testing::addTraffic(view, 1240, 1'795'269'731);
        testing::FakeCluster cluster;
        cluster.view = view;
        app::ClusterBridge bridge(cluster, "you");
        app::TrafficHistory history(bridge);
        app::TimeWindow time(history);
        SplitController split(bridge);
        split.follow(history, time);
        split.setRouteId(QString::fromStdString(testing::cardRoute));
        QTRY_COMPARE(split.backends()->window(), QStringLiteral("last 60 s"));

        time.setRange(1'795'269'700, 1'795'269'709);

        const auto value = [&](int role) {
            return split.backends()->data(split.backends()->index(1), role).toString();
        };
        QVERIFY(split.backends()->window().contains(QStringLiteral(" – ")));
        QVERIFY(value(app::SplitBackendsModel::BasisTextRole).endsWith(split.backends()->window()));
        QVERIFY(split.backends()->routeTraffic().window == std::chrono::seconds(10));
        time.goLive();
        QCOMPARE(split.backends()->window(), QStringLiteral("last 60 s"));
    }

    void itsBackendsAreAnItemModel()
    {
        Bench bench;
        const QAbstractItemModelTester tester(bench.split.backends(),
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);

        bench.cluster.change(testing::cardRoute, {65, 35}, "ops@example.com");
        bench.waitForViews();
        bench.split.setRouteId({});

        QCOMPARE(bench.split.backends()->count(), 0);
    }
};

QTEST_GUILESS_MAIN(SplitControllerTest)
#include "tst_split_controller.moc"
