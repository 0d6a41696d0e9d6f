#include "engine/remote/console_messages.h"
#include "engine/remote/view_assembly.h"
#include "tests/remote/random_view.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::remote;

namespace {

/// What arrives at the other end of the wire.
ViewUpdate travelled(const ViewUpdate& update)
{
    return std::get<ViewUpdate>(*decodeFromCluster(encode(FromCluster(update))));
}

api::ClusterView viewWithNodes(const std::vector<std::string>& ids)
{
    api::ClusterView view;
    for (const std::string& id : ids) {
        api::NodeView node;
        node.id = id;
        view.nodes.push_back(node);
    }
    return view;
}

} // namespace

class ViewUpdatesTest : public QObject
{
    Q_OBJECT

private slots:
    /// The same bytes of the same view: the property that everything else stands on.
    void giveTheWholeViewWhateverCameBefore_data()
    {
        QTest::addColumn<quint64>("seed");
        for (quint64 seed = 1; seed <= 40; ++seed)
            QTest::addRow("seed %d", static_cast<int>(seed)) << seed;
    }

    void giveTheWholeViewWhateverCameBefore()
    {
        QFETCH(quint64, seed);
        test::RandomViews views(seed);
        ViewAssembly assembly;
        Sheet sent;
        api::ClusterView view;

        for (int step = 0; step < 50; ++step) {
            view = views.next(view);
            const Sheet sheet = sheetOf(view);
            const auto applied = assembly.apply(travelled(difference(sent, sheet)));
            QVERIFY2(applied.has_value(), applied ? "" : applied.error().message.c_str());
            QVERIFY(sheetOf(assembly.view()) == sheet);
            sent = sheet;
        }
    }

    void startAnewWithAWholeView()
    {
        test::RandomViews views(7);
        const api::ClusterView first = views.next({});
        const api::ClusterView second = views.next({});
        ViewAssembly assembly;
        QVERIFY(assembly.apply(difference({}, sheetOf(first))));

        ViewUpdate whole = difference({}, sheetOf(second));
        whole.isWhole = true;
        QVERIFY(assembly.apply(whole));

        QVERIFY(sheetOf(assembly.view()) == sheetOf(second));
    }

    void holdNothingOfWhatStayedTheSame()
    {
        const api::ClusterView before = viewWithNodes({"a", "b", "c"});
        api::ClusterView after = before;
        after.nodes[1].detail = "changed";

        const ViewUpdate update = difference(sheetOf(before), sheetOf(after));

        QCOMPARE(update.tables.size(), std::size_t{1});
        QCOMPARE(update.tables[0].rows.size(), std::size_t{1});
        QCOMPARE(update.tables[0].rows[0].key, std::string("b"));
        QVERIFY(difference(sheetOf(after), sheetOf(after)).tables.empty());
    }

    void moveRowsWithoutSendingThem()
    {
        const ViewUpdate update =
            difference(sheetOf(viewWithNodes({"a", "b", "c"})), sheetOf(viewWithNodes({"c", "a", "b"})));

        QCOMPARE(update.tables.size(), std::size_t{1});
        QVERIFY(update.tables[0].rows.empty());
        QCOMPARE(update.tables[0].order, (std::vector<std::uint32_t>{2, 0, 1}));
    }

    void keepRowsOfTheSameIdApart()
    {
        ViewAssembly assembly;

        QVERIFY(assembly.apply(difference({}, sheetOf(viewWithNodes({"a", "a", "b"})))));
        QVERIFY(
            assembly.apply(difference(sheetOf(viewWithNodes({"a", "a", "b"})), sheetOf(viewWithNodes({"a", "b"})))));

        QCOMPARE(assembly.view().nodes.size(), std::size_t{2});
        QCOMPARE(assembly.view().nodes[1].id, std::string("b"));
    }

    void areRefusedWhereTheyDoNotFit_data()
    {
        QTest::addColumn<std::vector<std::uint32_t>>("order");
        QTest::addColumn<bool>("dropsUnknown");
        QTest::newRow("an order of other length") << std::vector<std::uint32_t>{0} << false;
        QTest::newRow("a place twice") << std::vector<std::uint32_t>{0, 0} << false;
        QTest::newRow("a place beyond the end") << std::vector<std::uint32_t>{0, 2} << false;
        QTest::newRow("a row dropped that is not there") << std::vector<std::uint32_t>{} << true;
    }

    void areRefusedWhereTheyDoNotFit()
    {
        QFETCH(std::vector<std::uint32_t>, order);
        QFETCH(bool, dropsUnknown);
        ViewAssembly assembly;
        QVERIFY(assembly.apply(difference({}, sheetOf(viewWithNodes({"a", "b"})))));
        TableUpdate table{TableKind::Node, {}, {}, order};
        if (dropsUnknown)
            table.dropped.push_back("nobody");

        QVERIFY(!assembly.apply(ViewUpdate{2, false, {table}}));
    }
};

QTEST_APPLESS_MAIN(ViewUpdatesTest)
#include "tst_view_updates.moc"
