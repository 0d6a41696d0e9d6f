#include "app/controllers/cluster_status.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_cluster.h"

#include <QSignalSpy>
#include <QtTest>

using namespace causeway;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

/// The status of a cluster at a time that the test holds.
struct Stage
{
    explicit Stage(api::ClusterView view)
    {
        cluster.view = std::move(view);
        clock->setWall(cluster.view.time);
        show();
    }

    void show()
    {
        const QSignalSpy shown(&bridge, &app::ClusterBridge::latestChanged);
        cluster.show();
        QTRY_VERIFY(shown.count() > 0);
    }

    testing::FakeCluster cluster;
    app::ClusterBridge bridge{cluster, "you"};
    test::FakeClock* clock = new test::FakeClock; // The status's.
    app::ClusterStatus status{bridge, std::unique_ptr<const Clock>(clock)};
};

} // namespace

class ClusterStatusTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysHowOldTheNumbersOfALostClusterAre()
    {
        Stage stage(testing::cardScenario());
        stage.cluster.view.problem = "TLS handshake timed out";
        stage.cluster.view.nextAttempt = stage.cluster.view.time + seconds(42);
        stage.show();

        stage.clock->advance(seconds(38));

        QVERIFY(stage.status.staleness().contains(QStringLiteral(", 38 s ago.")));
        QCOMPARE(stage.status.retryText(), QStringLiteral("Trying again in 4 s"));
        stage.clock->advance(seconds(5));
        QCOMPARE(stage.status.retryText(), QStringLiteral("Trying again now"));
    }

    void countsTheAgeByTheClockOfThisMachine()
    {
        Stage stage(testing::cardScenario());
        stage.cluster.view.trust.nextRotation = stage.cluster.view.time + seconds(100);
        stage.clock->setWall(stage.cluster.view.time + hours(3)); // The cluster's is three hours behind.
        stage.show();
        stage.cluster.view.problem = "it does not answer";
        stage.show();

        stage.clock->advance(seconds(38));

        QVERIFY2(stage.status.staleness().contains(QStringLiteral(", 38 s ago.")),
                 qPrintable(stage.status.staleness()));
        QCOMPARE(stage.status.rotationText(), QStringLiteral("certificates rotate in 62 s"));
    }

    void saysWhenPlanesWereInSyncOnceNobodyAnswers()
    {
        Stage stage(testing::cardScenario());
        QTRY_COMPARE(stage.status.planesText(), QStringLiteral("5 of 5 data planes in sync"));

        stage.cluster.view.problem = "it does not answer";
        stage.show();

        QTRY_COMPARE(stage.status.planesText(),
                     QStringLiteral("5 of 5 data planes in sync at %1").arg(stage.status.numbersTime()));
    }

    void isAsWellAsItsWorstPart()
    {
        Stage stage(testing::twoZoneScenario());
        QTRY_COMPARE(stage.status.tone(), app::Tone::Good);

        stage.cluster.view.links.front().health = api::Health::Bad;
        stage.show();

        QTRY_COMPARE(stage.status.tone(), app::Tone::Bad);
        QCOMPARE(stage.status.planesTone(), app::Tone::Good);
    }

    void theAgeGoesOnWithoutNewViews()
    {
        Stage stage(testing::cardScenario());
        stage.cluster.view.problem = "it does not answer";
        stage.show();
        QSignalSpy changed(&stage.status, &app::ClusterStatus::changed);

        QVERIFY(changed.wait(5000));

        QVERIFY(stage.status.retryText().isEmpty()); // Nobody said that anything is tried.
    }

    void tellsWhenCertificatesAreRenewed()
    {
        Stage stage(testing::cardScenario());
        QCOMPARE(stage.status.trustText(), QStringLiteral("mTLS not strict"));
        QVERIFY(stage.status.rotationText().isEmpty());

        stage.cluster.view.trust.isMutualTls = true;
        stage.cluster.view.trust.nextRotation = stage.cluster.view.time + hours(19);
        stage.cluster.view.trust.rootsFingerprints = {"aa11", "bb22"};
        stage.show();

        QCOMPARE(stage.status.trustText(), QStringLiteral("mTLS strict"));
        QCOMPARE(stage.status.rotationText(), QStringLiteral("certificates rotate in 19 h"));
        QVERIFY(stage.status.trustDetail().contains(QStringLiteral("both are trusted")));
    }

    void isEmptyOnlyOnceAViewHasCome()
    {
        testing::FakeCluster cluster;
        app::ClusterBridge bridge(cluster, "you");
        const app::ClusterStatus status(bridge);
        QVERIFY(!status.isKnown() && !status.isEmpty());
        QVERIFY(status.revision().isEmpty());

        cluster.view.time = WallTime(seconds(1'795'269'731));
        cluster.show();

        QTRY_VERIFY(status.isEmpty());
    }
};

QTEST_GUILESS_MAIN(ClusterStatusTest)
#include "tst_cluster_status.moc"
