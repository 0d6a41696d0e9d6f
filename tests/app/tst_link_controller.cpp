#include "app/controllers/link_controller.h"
#include "tests/support/fake_cluster.h"

#include <QSignalSpy>
#include <QtTest>

using namespace causeway;
using std::chrono::milliseconds;

namespace {

struct Bench
{
    Bench()
    {
        cluster.view = testing::twoZoneScenario();
        cluster.answersAtOnce = true;
        cluster.show();
        selection.setLinkId(QString::fromStdString(testing::zoneLink));
        if (!QTest::qWaitFor([this] { return link.exists(); }))
            qWarning("The view does not arrive.");
    }

    const api::LinkSettings& settings() { return *cluster.view.links.front().settings; }

    testing::FakeCluster cluster;
    app::ClusterBridge bridge{cluster, "you"};
    app::Selection selection;
    app::UndoController undo{bridge};
    app::LinkController link{bridge, selection, undo};
};

} // namespace

class LinkControllerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatWasMeasuredWithItsWindowAndCount()
    {
        Bench bench;

        QCOMPARE(bench.link.title(), QStringLiteral("cloud ↔ on-prem"));
        QCOMPARE(bench.link.roundTripText(), QStringLiteral("18 ms"));
        QCOMPARE(bench.link.basisText(), QStringLiteral("240 probes, last 60 s"));
        QCOMPARE(bench.link.throughputText(), QStringLiteral("182 kB/s"));
    }

    void saysOfALinkThatIsCutWhatItWas()
    {
        Bench bench;

        bench.link.setCut(true);

        QTRY_COMPARE(bench.link.roundTripText(), QStringLiteral("was 18 ms"));
        QCOMPARE(bench.link.throughputText(), QStringLiteral("was 182 kB/s"));
    }

    void sendsASettingWhileItMovesAndTheLastAlways()
    {
        Bench bench;

        for (const int delay : {20, 40, 60, 80})
            bench.link.setDelay(delay);

        QCOMPARE(bench.link.delayMs(), 80.0);
        QTRY_COMPARE(bench.settings().delay, std::chrono::microseconds(80'000));
        QVERIFY(bench.cluster.received.size() <= 2);
    }

    void takesBackAMoveAsOneStepAndPutsItBack()
    {
        Bench bench;
        bench.link.setDelay(40);
        bench.link.setDelay(80);
        bench.link.settle();
        QCOMPARE(bench.undo.undoText(), QStringLiteral("Undo cloud ↔ on-prem: delay 8 → 80 ms"));

        bench.undo.undo();
        QCOMPARE(bench.settings().delay, std::chrono::microseconds(8000));
        QCOMPARE(bench.link.delayMs(), 8.0);
        QTRY_VERIFY(bench.undo.canRedo());
        QVERIFY(!bench.undo.canUndo());

        bench.undo.redo();
        QCOMPARE(bench.settings().delay, std::chrono::microseconds(80'000));
    }

    void aCutIsAStepOfItsOwn()
    {
        Bench bench;
        bench.link.setLoss(2);
        bench.link.setCut(true);
        QVERIFY(bench.settings().isCut);

        bench.undo.undo();

        QVERIFY(!bench.settings().isCut);
        QCOMPARE(bench.settings().lossPercent, 2.0);
        QTRY_VERIFY(bench.undo.canUndo());
    }

    void undoGoesThroughRevisionsAndLiveStepsInTheOrderTheyWereMade()
    {
        Bench bench;
        bench.link.setCut(true);
        const std::uint64_t number = bench.cluster.change(testing::cardRoute, {50, 50}, "you");
        bench.cluster.show();
        QTRY_COMPARE(bench.bridge.latest()->headRevision, number);

        bench.undo.undo();
        QTRY_VERIFY(bench.bridge.latest()->headRevision > number);
        QVERIFY(bench.settings().isCut);
        QTRY_VERIFY(bench.undo.canUndo());
        bench.undo.undo();

        QVERIFY(!bench.settings().isCut);
    }

    void putsTheSlidersBackWhenTheClusterRefuses()
    {
        Bench bench;
        bench.cluster.answersAtOnce = false;
        QSignalSpy failures(&bench.link, &app::LinkController::failed);
        bench.link.setDelay(80);

        bench.cluster.answer(failure(ErrorCode::NotFound, "there is no such link"));

        QTRY_COMPARE(failures.count(), 1);
        QCOMPARE(bench.link.delayMs(), 8.0);
        bench.link.settle();
        QVERIFY(!bench.undo.canUndo());
    }

    void aRefusalInMidDragLeavesNothingToSend()
    {
        Bench bench;
        bench.cluster.answersAtOnce = false;
        QSignalSpy failures(&bench.link, &app::LinkController::failed);
        bench.link.setDelay(40);
        bench.link.setDelay(80); // Waits for its turn.

        bench.cluster.answer(failure(ErrorCode::Unavailable, "the lab is busy"));
        QTRY_COMPARE(failures.count(), 1);
        bench.link.settle();

        QCOMPARE(bench.cluster.received.size(), std::size_t(1));
        QCOMPARE(bench.link.delayMs(), 8.0);
    }

    void takingADelayBackLeavesTheLinkCutThatSomebodyElseCut()
    {
        Bench bench;
        bench.link.setDelay(80);
        bench.link.settle();
        QTRY_COMPARE(bench.bridge.latest()->links.front().settings->delay, std::chrono::microseconds(80'000));
        bench.cluster.view.links.front().settings->isCut = true;
        bench.cluster.show();
        QTRY_VERIFY(bench.link.isCut());

        bench.undo.undo();

        QCOMPARE(bench.settings().delay, std::chrono::microseconds(8000));
        QVERIFY(bench.settings().isCut);
    }

    void showsWhatSomebodyElseSetOnceItsOwnIsAnswered()
    {
        Bench bench;
        bench.cluster.answersAtOnce = false;
        bench.link.setDelay(80);
        bench.link.settle();

        bench.cluster.answer(api::CommandDone{});
        bench.cluster.view.links.front().settings->delay = std::chrono::microseconds(30'000);
        bench.cluster.show();

        QTRY_COMPARE(bench.link.delayMs(), 30.0);
    }

    void shapesNothingWhereTheClusterIsProtected()
    {
        Bench bench;
        bench.link.setProtection({true, 0.1, QStringLiteral("prod")});

        bench.link.setDelay(80);
        bench.link.setCut(true);

        QVERIFY(bench.cluster.received.empty());
        QVERIFY(bench.link.shapingText().startsWith(QStringLiteral("prod is protected")));
    }

    void offersNoSettingsWhereTheClusterCannotShape()
    {
        Bench bench;
        bench.cluster.what.shapesLinks = false;

        QVERIFY(!bench.link.canShape());
        bench.link.setDelay(80);
        QVERIFY(bench.cluster.received.empty());
    }
};

QTEST_GUILESS_MAIN(LinkControllerTest)
#include "tst_link_controller.moc"
