#include "app/controllers/route_details.h"
#include "tests/support/fake_cluster.h"

#include <QtTest>

using namespace causeway;
using Kind = api::DiffLine::Kind;

namespace {

/// The details of the card route, which somebody just changed.
struct Bench
{
    Bench()
    {
        cluster.view = testing::cardScenario();
        selection.setRouteId(QString::fromStdString(testing::cardRoute));
        cluster.change(testing::cardRoute, {72, 28}, "you");
    }

    api::RevisionView& change() { return cluster.view.recentRevisions.front(); }

    void show()
    {
        cluster.show();
        QTRY_COMPARE(bridge.view()->headRevision, cluster.view.headRevision);
    }

    QStringList diff()
    {
        QStringList lines;
        for (int row = 0; row < details.diff()->rowCount(); ++row)
            lines << details.diff()->index(row).data().toString();
        return lines;
    }

    QString servedBy(int row) { return details.served()->index(row).data(app::FactsModel::ValueRole).toString(); }

    testing::FakeCluster cluster;
    app::ClusterBridge bridge{cluster, "you"};
    app::Selection selection;
    app::RouteDetails details{bridge, selection};
};

std::vector<api::DiffLine> created(const std::vector<std::string>& lines)
{
    std::vector<api::DiffLine> added;
    for (const std::string& line : lines)
        added.push_back({Kind::Added, line});
    return added;
}

} // namespace

class RouteDetailsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesTheRouteAndHowFarItsShareMoved()
    {
        Bench bench;

        bench.show();

        QCOMPARE(bench.details.changeTitle(), QStringLiteral("/card/dispute 20 → 28%"));
        QVERIFY(!bench.details.isCreation());
        QVERIFY(bench.diff().contains(QStringLiteral("  weight: 28")));
    }

    void tellsARefusalThatOnlyTheRevisionKnows()
    {
        Bench bench;
        bench.change().propagation.refusedBy = {"disputes-2: it does not know path regex"};

        bench.show();

        QCOMPARE(bench.details.refusal(), QStringLiteral("disputes-2 refused revision 214"));
        QCOMPARE(bench.details.refusalReason(), QStringLiteral("It does not know path regex."));
        QVERIFY(bench.details.refusalEffect().startsWith(QStringLiteral("It keeps serving revision 213.")));
        QCOMPARE(bench.details.served()->count(), 2);
        QCOMPARE(bench.servedBy(1), QStringLiteral("revision 213, refused 214"));
    }

    void tellsARefusalThatOnlyThePlaneKnows()
    {
        Bench bench;
        bench.cluster.view.planes.back().state = api::PlaneState::Refused;
        bench.cluster.view.planes.back().reason = "it does not know path regex";

        bench.show();

        QCOMPARE(bench.details.refusal(), QStringLiteral("disputes-2 refused revision 214"));
        QCOMPARE(bench.details.refusalReason(), QStringLiteral("It does not know path regex."));
    }

    void aPlaneThatRefusesALaterChangeDoesNotRefuseThisOne()
    {
        Bench bench;
        bench.cluster.view.planes.back().state = api::PlaneState::Refused;
        ++bench.cluster.view.headRevision;

        bench.show();

        QVERIFY(bench.details.refusal().isEmpty());
    }

    void showsOfARevisionOnlyWhatItDidToTheRoute()
    {
        Bench bench;
        bench.change().diff = created({"type: Mesh", "name: default", "type: MeshHTTPRoute", "name: disputes-cutover",
                                       "mesh: default", "type: MeshTimeout", "name: short"});

        bench.show();

        QCOMPARE(bench.diff(), (QStringList{"type: MeshHTTPRoute", "name: disputes-cutover", "mesh: default"}));
    }

    void saysThatTheRouteWasCreated()
    {
        Bench bench;
        bench.change().diff = created({"type: MeshHTTPRoute", "name: disputes-cutover"});
        bench.change().propagation.concerned = 0;

        bench.show();

        QVERIFY(bench.details.isCreation());
        QCOMPARE(bench.details.changeTitle(), QStringLiteral("disputes-cutover created"));
        QVERIFY(bench.details.changeApplied().isEmpty());
    }
};

QTEST_GUILESS_MAIN(RouteDetailsTest)
#include "tst_route_details.moc"
