#include "app/controllers/fault_controller.h"
#include "tests/support/fake_cluster.h"

#include <QAbstractItemModelTester>
#include <QtTest>

using namespace causeway;

namespace {

struct Bench
{
    Bench()
    {
        cluster.view = testing::twoZoneScenario();
        cluster.answersAtOnce = true;
        cluster.show();
        if (!QTest::qWaitFor([this] { return faults.isAvailable(); }))
            qWarning("The view does not arrive.");
    }

    void start(int offer, int target, double amount)
    {
        faults.setOffer(offer);
        faults.setTarget(target);
        faults.setAmount(amount);
        faults.start();
    }

    testing::FakeCluster cluster;
    app::ClusterBridge bridge{cluster, "you"};
    app::UndoController undo{bridge};
    app::FaultController faults{bridge, undo};
};

} // namespace

class FaultControllerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startsWhatWasChosenAndShowsThatItLasts()
    {
        Bench bench;
        const QAbstractItemModelTester tester(bench.faults.faults(),
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);

        bench.start(0, 1, 250);

        QTRY_COMPARE(bench.faults.runningCount(), 1);
        QCOMPARE(bench.cluster.view.faults.front().amount, 250.0);
        const QModelIndex row = bench.faults.faults()->index(0);
        QCOMPARE(row.data().toString(), QStringLiteral("Slow service: accounts"));
        QVERIFY(row.data(app::FaultsModel::OriginRole).toString().startsWith(QStringLiteral("you, since ")));
    }

    void keepsTheAmountWithinWhatIsOffered()
    {
        Bench bench;

        bench.start(1, 0, 4000);

        QCOMPARE(bench.cluster.view.faults.front().amount, 100.0);
    }

    void takesAStartBackAndPutsAnEndBack()
    {
        Bench bench;
        bench.start(0, 1, 250);
        QTRY_COMPARE(bench.faults.runningCount(), 1);
        QVERIFY(bench.undo.undoText().contains(QStringLiteral("Slow service: accounts")));

        bench.undo.undo();
        QTRY_COMPARE(bench.faults.runningCount(), 0);
        QTRY_VERIFY(bench.undo.canRedo());
        bench.undo.redo();
        QTRY_COMPARE(bench.faults.runningCount(), 1);

        bench.faults.endAll();
        QTRY_COMPARE(bench.faults.runningCount(), 0);
        QTRY_VERIFY(bench.undo.canUndo());
        bench.undo.undo();
        QTRY_COMPARE(bench.faults.runningCount(), 1);
    }

    void takesAStartBackBeforeAnyViewShowsIt()
    {
        Bench bench;
        bench.cluster.answersAtOnce = false;
        bench.start(0, 1, 250);
        bench.cluster.answer(api::CommandDone{0, true, 7});
        QTRY_VERIFY(bench.undo.canUndo());

        bench.undo.undo();

        QCOMPARE(bench.cluster.received.size(), std::size_t(2));
        QCOMPARE(std::get<api::EndFault>(bench.cluster.received[1]).fault, std::uint64_t(7));
    }

    void aStepThatFailsCanBeTriedAgain()
    {
        Bench bench;
        bench.start(0, 1, 250);
        QTRY_COMPARE(bench.faults.runningCount(), 1);
        bench.cluster.answersAtOnce = false;

        bench.undo.undo();
        bench.cluster.answer(failure(ErrorCode::Unavailable, "the lab is busy"));

        QTRY_VERIFY(bench.undo.canUndo());
        QVERIFY(!bench.undo.canRedo());
    }

    void breaksAndMendsNothingWhereTheClusterIsProtected()
    {
        Bench bench;
        bench.start(0, 1, 250);
        QTRY_COMPARE(bench.faults.runningCount(), 1);
        const std::size_t before = bench.cluster.received.size();
        QString told;
        QObject::connect(&bench.faults, &app::FaultController::failed, &bench.faults,
                         [&](const QString& sentence) { told = sentence; });
        bench.faults.setProtection({true, 0.1, QStringLiteral("prod")});

        bench.faults.start();
        bench.faults.end(1);
        bench.faults.endAll();

        QCOMPARE(bench.cluster.received.size(), before);
        QVERIFY(told.startsWith(QStringLiteral("prod is protected")));
    }

    void takesAnotherAmountBackToTheOneBefore()
    {
        Bench bench;
        bench.start(0, 0, 100);
        QTRY_COMPARE(bench.faults.runningCount(), 1);
        bench.start(0, 0, 900);
        QTRY_COMPARE(bench.bridge.latest()->faults.front().amount, 900.0);

        bench.undo.undo();

        QTRY_COMPARE(bench.bridge.latest()->faults.front().amount, 100.0);
    }

    void knowsWhatCanBeBrokenAtAPlaceOnThePicture()
    {
        Bench bench;

        bench.faults.begin(QStringLiteral("service/accounts"));
        QCOMPARE(bench.faults.offer(), 0);
        QCOMPARE(bench.faults.target(), 1);
        QCOMPARE(bench.faults.amountText(), QStringLiteral("200 ms"));

        bench.faults.begin(QString::fromStdString(testing::zoneLink));
        QCOMPARE(bench.faults.offer(), 3);
        QVERIFY(!bench.faults.hasAmount());

        bench.faults.begin(QStringLiteral("gateway/gateway"));
        QCOMPARE(bench.faults.offer(), 0);
    }

    void offersNothingWhereTheClusterCannotBreakThings()
    {
        Bench bench;
        bench.cluster.what.breaksThings = false;
        bench.cluster.show();

        QTRY_VERIFY(!bench.faults.isAvailable());
        QTRY_COMPARE(bench.faults.offers()->count(), 0);
    }
};

QTEST_GUILESS_MAIN(FaultControllerTest)
#include "tst_fault_controller.moc"
