#include "app/controllers/load_controller.h"
#include "tests/support/fake_cluster.h"

#include <QSignalSpy>
#include <QtTest>

using namespace causeway;

namespace {

struct Bench
{
    Bench()
    {
        cluster.view = testing::twoZoneScenario();
        cluster.view.load = api::LoadView{500, 2000, {}};
        cluster.show();
        if (!QTest::qWaitFor([this] { return load.isAvailable(); }))
            qWarning("The view does not arrive.");
    }

    testing::FakeCluster cluster;
    app::ClusterBridge bridge{cluster, "you"};
    app::LoadController load{bridge};
};

} // namespace

class LoadControllerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatIsInTheHandUntilItIsAnswered()
    {
        Bench bench;

        bench.load.setTarget(900);
        bench.cluster.view.load->maximum = 3000;
        bench.cluster.show();
        QTRY_COMPARE(bench.load.maximum(), 3000.0);

        QCOMPARE(bench.load.target(), 900.0);
    }

    void showsWhatSomebodyElseSetOnceItsOwnIsAnswered()
    {
        Bench bench;
        bench.load.setTarget(900);

        bench.cluster.answer(api::CommandDone{});
        bench.cluster.view.load->target = 300;
        bench.cluster.show();

        QTRY_COMPARE(bench.load.target(), 300.0);
    }

    void aRefusalInMidDragLeavesNothingToSend()
    {
        Bench bench;
        QSignalSpy failures(&bench.load, &app::LoadController::failed);
        bench.load.setTarget(900);
        bench.load.setTarget(1000); // Waits for its turn.

        bench.cluster.answer(failure(ErrorCode::Unavailable, "the lab is busy"));
        QTRY_COMPARE(failures.count(), 1);
        bench.load.setTarget(700);

        QCOMPARE(bench.cluster.received.size(), std::size_t(2));
        QCOMPARE(std::get<api::SetLoad>(bench.cluster.received[1]).requestsPerSecond, 700.0);
    }

    void changesNothingWhereTheClusterIsProtected()
    {
        Bench bench;
        bench.load.setProtection({true, 0.1, QStringLiteral("prod")});
        QSignalSpy failures(&bench.load, &app::LoadController::failed);

        bench.load.setTarget(900);

        QVERIFY(bench.cluster.received.empty());
        QVERIFY(!bench.load.canChange());
        QVERIFY(failures.front().front().toString().startsWith(QStringLiteral("prod is protected")));
    }
};

QTEST_GUILESS_MAIN(LoadControllerTest)
#include "tst_load_controller.moc"
