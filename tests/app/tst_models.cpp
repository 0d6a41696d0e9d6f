#include "app/models/diff_model.h"
#include "app/models/planes_model.h"
#include "app/models/revisions_model.h"
#include "app/models/topology_tree_model.h"
#include "tests/support/fake_cluster.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

using namespace causeway;

namespace {

constexpr auto mode = QAbstractItemModelTester::FailureReportingMode::QtTest;

QStringList namesUnder(const QAbstractItemModel& model, const QModelIndex& parent)
{
    QStringList names;
    for (int row = 0; row < model.rowCount(parent); ++row)
        names << model.index(row, 0, parent).data().toString();
    return names;
}

api::RevisionView revision(std::uint64_t number)
{
    api::RevisionView made;
    made.number = number;
    made.title = fmt::format("change {}", number);
    made.author = "you";
    return made;
}

} // namespace

class ModelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theOutlineHasZonesNodesPlanesRoutesAndBackends()
    {
        app::TopologyTreeModel tree;
        const QAbstractItemModelTester tester(&tree, mode);

        tree.setView(testing::cardScenario());

        QCOMPARE(namesUnder(tree, {}), (QStringList{"Outside", "on-prem", "Routes"}));
        const QModelIndex zone = tree.index(1, 0);
        QCOMPARE(namesUnder(tree, zone), (QStringList{"gateway", "monolith", "disputes"}));
        QCOMPARE(namesUnder(tree, tree.index(2, 0, zone)), (QStringList{"disputes-1", "disputes-2"}));
        const QModelIndex routes = tree.index(2, 0);
        QCOMPARE(namesUnder(tree, tree.index(0, 0, routes)), (QStringList{"monolith", "disputes"}));
    }

    void theOutlineKeepsItsRowsWhenSomethingComesAndGoes()
    {
        app::TopologyTreeModel tree;
        const QAbstractItemModelTester tester(&tree, mode);
        tree.setView(testing::cardScenario());
        QSignalSpy resets(&tree, &QAbstractItemModel::modelReset);
        const QPersistentModelIndex disputes = tree.index(2, 0, tree.index(1, 0));

        api::ClusterView view = testing::cardScenario();
        std::swap(view.nodes[1], view.nodes[2]); // The gateway after the monolith.
        view.planes.pop_back();
        tree.setView(view);

        QCOMPARE(resets.count(), 0);
        QVERIFY(disputes.isValid());
        QCOMPARE(disputes.data().toString(), QStringLiteral("disputes"));
        QCOMPARE(tree.rowCount(disputes), 1);
        tree.setView(testing::wideScenario(3, 60));
        tree.setView({});
        QCOMPARE(tree.rowCount(), 0);
    }

    void theOutlineSaysWhatThePictureShows()
    {
        app::TopologyTreeModel tree;
        api::ClusterView view = testing::cardScenario();
        testing::addTraffic(view, 1240, 1'795'269'731);

        tree.setView(view);

        const QModelIndex gateway = tree.index(0, 0, tree.index(1, 0));
        QCOMPARE(gateway.data(app::TopologyTreeModel::SpokenRole).toString(),
                 QStringLiteral("gateway, 1,240 rps · p99 41 ms, healthy"));
    }

    void theOutlineHasLinksFaultsAndWhoWasTurnedAway()
    {
        app::TopologyTreeModel tree;
        const QAbstractItemModelTester tester(&tree, mode);
        api::ClusterView view = testing::twoZoneScenario();
        view.faults = {{1,
                        api::FaultKind::SlowService,
                        "accounts answers 200 ms later",
                        "accounts",
                        "service/accounts",
                        200,
                        "you",
                        view.time,
                        {}}};
        view.refusals = {{view.time, "monolith-1", "service/monolith", "spiffe://default/legacy", "access denied", 2,
                          std::chrono::seconds(60)}};

        tree.setView(view);

        const int rows = tree.rowCount();
        const auto spoken = [&](int row) {
            return tree.index(0, 0, tree.index(row, 0)).data(app::TopologyTreeModel::SpokenRole).toString();
        };
        QCOMPARE(spoken(rows - 3), QStringLiteral("cloud ↔ on-prem, 18 ms, good"));
        QVERIFY(spoken(rows - 2).startsWith(QStringLiteral("accounts answers 200 ms later, since ")));
        QVERIFY(spoken(rows - 1).startsWith(QStringLiteral("spiffe://default/legacy by monolith-1, ")));
        const QModelIndex fault = tree.index(0, 0, tree.index(rows - 2, 0));
        QCOMPARE(fault.data(app::TopologyTreeModel::NodeIdRole).toString(), QStringLiteral("service/accounts"));
        view.faults.clear();
        tree.setView(view);
        QCOMPARE(tree.rowCount(), rows - 1);
    }

    void revisionsComeInAbove()
    {
        app::RevisionsModel model;
        const QAbstractItemModelTester tester(&model, mode);
        model.setRevisions({revision(2), revision(1)}, "you");
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);

        model.setRevisions({revision(3), revision(2), revision(1)}, "you");
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(model.index(0).data().toString(), QStringLiteral("change 3"));

        model.setRevisions({revision(4), revision(3)}, "you");
        QCOMPARE(model.count(), 2);
    }

    void planesSayWhyTheyAreBehind()
    {
        app::PlanesModel model;
        const QAbstractItemModelTester tester(&model, mode);
        std::vector<api::PlaneView> planes = testing::cardScenario().planes;
        model.setPlanes(planes);

        planes[0].state = api::PlaneState::Refused;
        planes[0].reason = "does not know path regex";
        model.setPlanes(planes);

        QCOMPARE(model.index(0).data(app::PlanesModel::StateRole).toString(),
                 QStringLiteral("refused: does not know path regex"));
        QCOMPARE(model.index(1).data(app::PlanesModel::StateRole).toString(), QStringLiteral("in sync"));
    }

    void aDifferenceIsResetOnlyWhenItIsAnother()
    {
        app::DiffModel model;
        const QAbstractItemModelTester tester(&model, mode);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        const std::vector<api::DiffLine> lines{{api::DiffLine::Kind::Removed, "weight: 80"},
                                               {api::DiffLine::Kind::Added, "weight: 72"}};

        model.setLines(lines);
        model.setLines(lines);

        QCOMPARE(resets.count(), 1);
        QCOMPARE(model.index(1).data(app::DiffModel::SignRole).toString(), QStringLiteral("+"));
    }
};

QTEST_GUILESS_MAIN(ModelsTest)
#include "tst_models.moc"
