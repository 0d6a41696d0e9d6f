#include "app/palette/palette_model.h"
#include "app/text/fuzzy_match.h"
#include "tests/support/fake_cluster.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QtTest>

using namespace causeway;
using app::PaletteModel;
using app::text::FuzzyMatcher;

namespace {

/// A palette over a cluster.
struct Stage
{
    explicit Stage(api::ClusterView view)
    {
        cluster.view = std::move(view);
        cluster.show();
        QTRY_VERIFY(!bridge.latest()->nodes.empty());
        palette.open(nullptr);
    }

    QStringList titles()
    {
        QStringList titles;
        for (int row = 0; row < palette.rowCount(); ++row)
            titles << palette.data(palette.index(row), PaletteModel::TitleRole).toString();
        return titles;
    }

    testing::FakeCluster cluster;
    app::ClusterBridge bridge{cluster, "you"};
    app::Selection selection;
    PaletteModel palette{bridge, selection};
};

api::ClusterView twoZones()
{
    api::ClusterView view = testing::wideScenario(2, 4);
    api::LinkView link;
    link.id = "link/zone-1/zone-2";
    link.fromZone = "zone-1";
    link.toZone = "zone-2";
    link.via = "transit hub";
    view.links.push_back(link);
    return view;
}

} // namespace

class PaletteTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void prefersWhatFitsBetter_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("better");
        QTest::addColumn<QString>("worse");
        QTest::newRow("the whole name") << "orders"
                                        << "orders"
                                        << "old-orders";
        QTest::newRow("its beginning") << "ord"
                                       << "orders"
                                       << "records";
        QTest::newRow("beginnings of words") << "co"
                                             << "card-orders"
                                             << "account";
        QTest::newRow("letters together") << "pay"
                                          << "payments"
                                          << "proxy-away";
        QTest::newRow("the shorter name") << "pay"
                                          << "payments"
                                          << "payments-of-last-year";
        QTest::newRow("any case") << "PAY"
                                  << "payments"
                                  << "proxy-away";
    }

    void prefersWhatFitsBetter()
    {
        QFETCH(QString, typed);
        QFETCH(QString, better);
        QFETCH(QString, worse);
        FuzzyMatcher matcher(typed);

        QVERIFY(matcher.score(better).value() > matcher.score(worse).value());
    }

    void fitsOnlyNamesWithAllLettersInTheirOrder()
    {
        FuzzyMatcher matcher(QStringLiteral("abc"));

        QVERIFY(matcher.score(u"a-big-cat"));
        QVERIFY(!matcher.score(u"cab"));
        QVERIFY(!matcher.score(u"ab"));
        QVERIFY(!matcher.score(u""));
    }

    void tellsWhichLettersFit()
    {
        FuzzyMatcher matcher(QStringLiteral("co"));

        const auto match = matcher.match(u"card-orders");

        QVERIFY(match);
        QCOMPARE(match->places, (std::vector<qsizetype>{0, 5}));
    }

    void findsEachKindOfThing_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("title");
        QTest::newRow("service") << "serv3"
                                 << "service-3";
        QTest::newRow("gateway") << "gateway gateway"
                                 << "gateway";
        QTest::newRow("route") << "/five"
                               << "/five";
        QTest::newRow("route by its resource") << "five-ways"
                                               << "/five";
        QTest::newRow("zone") << "zone zone-2"
                              << "zone-2";
        QTest::newRow("link") << "link" << QStringLiteral("zone-1 ↔ zone-2");
        QTest::newRow("plane by its kind") << "data sidecar gateway"
                                           << "gateway-1-sidecar";
        QTest::newRow("revision by its number") << "214"
                                                << "revision 214";
        QTest::newRow("revision by its author") << "revision ops"
                                                << "revision 214";
    }

    void findsEachKindOfThing()
    {
        QFETCH(QString, words);
        QFETCH(QString, title);
        Stage stage(twoZones());
        stage.cluster.change(stage.cluster.view.routes.front().id, {40, 34, 14, 8, 4}, "ops@example.com");
        stage.cluster.show();
        QTRY_COMPARE(stage.bridge.latest()->headRevision, std::uint64_t{214});
        stage.palette.open(nullptr);

        stage.palette.setWords(words);

        QVERIFY(stage.palette.rowCount() > 0);
        QCOMPARE(stage.titles().constFirst(), title);
    }

    void goesToWhatIsChosen()
    {
        Stage stage(twoZones());
        const QAbstractItemModelTester tester(&stage.palette);
        const QSignalSpy wanted(&stage.selection, &app::Selection::focusWanted);
        stage.palette.setWords(QStringLiteral("zone-2 zone"));

        stage.palette.choose(0);

        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted.constFirst().constFirst().toString(), QStringLiteral("zone/zone-2"));
    }

    void listsWhatWasChosenLastBeforeAnythingIsTyped()
    {
        Stage stage(twoZones());
        for (const char* words : {"service-2", "service-3"}) {
            stage.palette.setWords(QString::fromLatin1(words));
            stage.palette.choose(0);
        }

        stage.palette.open(nullptr);

        QCOMPARE(stage.titles().mid(0, 2), (QStringList{QStringLiteral("service-3"), QStringLiteral("service-2")}));
    }

    void offersAFewThingsBeforeAnythingIsTyped()
    {
        Stage stage(testing::wideScenario(2, 40));

        QCOMPARE(stage.titles(), (QStringList{"/five", "gateway", "service-1", "service-2", "service-3", "service-4"}));
    }

    void whatStandsBesideATitleFitsOnlyByHowItsWordsBegin()
    {
        Stage stage(testing::twoZoneScenario());

        stage.palette.setWords(QStringLiteral("dis")); // Letters of "sidecar · on-prem · in sync" too.

        for (const QString& title : stage.titles())
            QVERIFY2(title.contains(QStringLiteral("dis")), qPrintable(title));
        stage.palette.setWords(QStringLiteral("prem side"));
        QVERIFY(stage.titles().contains(QStringLiteral("monolith-1")));
    }

    void marksTheLettersThatFitAndNoMarkup()
    {
        api::ClusterView view = twoZones();
        view.nodes.back().name = "a<b>&c";
        Stage stage(view);

        stage.palette.setWords(QStringLiteral("a<c"));

        QCOMPARE(stage.palette.data(stage.palette.index(0), PaletteModel::MarkedTitleRole).toString(),
                 QStringLiteral("<b>a</b><b>&lt;</b>b&gt;&amp;<b>c</b>"));
    }

    void looksThroughTenThousandThingsWithinAFrame()
    {
        Stage stage(testing::wideScenario(10, 5000)); // A service and a data plane each.
        QVERIFY(stage.palette.itemCount() > 10'000);
        QElapsedTimer timer;
        timer.start();

        for (const char* words : {"s", "se", "ser", "serv", "service-49", "service-4999"})
            stage.palette.setWords(QString::fromLatin1(words));

        // Six keys; generous, for machines that are busy. Alone it takes about 4 ms a key.
        QVERIFY2(timer.elapsed() < 6 * 100, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(stage.titles().constFirst(), QStringLiteral("service-4999"));
    }
};

QTEST_GUILESS_MAIN(PaletteTest)
#include "tst_palette.moc"
