#include "engine/runtime/console_api/command_ledger.h"
#include "engine/runtime/console_api/earlier_effect.h"
#include "engine/runtime/console_api/failure_limit.h"
#include "engine/runtime/console_api/port_hub.h"
#include "tests/support/fake_clock.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::runtime;
using namespace std::chrono_literals;

namespace {

/// A cluster that shows what it is told to.
class ShownCluster final : public api::ClusterPort
{
public:
    api::Capabilities capabilities() const override { return {}; }
    void watch(ViewSink newSink) override
    {
        sink = std::move(newSink);
        if (sink)
            sink(std::make_shared<const api::ClusterView>());
    }
    void submit(api::ClusterCommand, std::string, Outcome) override {}
    void revisions(std::uint64_t, std::size_t, Revisions) override {}
    void previewRevert(std::uint64_t, Preview) override {}
    void textOf(std::string, api::TextForm, Text) override {}

    ViewSink sink;
};

api::RevisionView revisionOf(std::uint64_t number, const std::string& author)
{
    api::RevisionView revision;
    revision.number = number;
    revision.author = author;
    revision.routes = {"route"};
    return revision;
}

/// Revision 8 of ada gave the route these weights.
api::ClusterView viewAfterRevision8()
{
    api::ClusterView view;
    view.headRevision = 8;
    view.recentRevisions = {revisionOf(8, "ada"), revisionOf(7, "bob")};
    api::RouteView route;
    route.id = "route";
    route.version = 8;
    route.backends.resize(2);
    route.backends[0].service = "old";
    route.backends[0].weight = 70;
    route.backends[1].service = "new";
    route.backends[1].weight = 30;
    view.routes.push_back(route);
    return view;
}

remote::CommandMessage repeated(api::ClusterCommand command)
{
    return {"key", true, 7, std::move(command)};
}

} // namespace

class ConsoleApiTest : public QObject
{
    Q_OBJECT

private slots:
    void remembersOutcomesByTokenAndKey()
    {
        CommandLedger ledger;

        QVERIFY(ledger.begin("ada", "1", m_clock.now()) == CommandLedger::Step::Begun);
        QVERIFY(ledger.begin("ada", "1", m_clock.now()) == CommandLedger::Step::UnderWay);
        QVERIFY(ledger.begin("bob", "1", m_clock.now()) == CommandLedger::Step::Begun);
        ledger.finish("ada", "1", api::CommandDone{9, true, 0}, m_clock.now());
        QVERIFY(ledger.begin("ada", "1", m_clock.now()) == CommandLedger::Step::Done);
        QCOMPARE(ledger.find("ada", "1")->outcome->value().revision, std::uint64_t{9});

        m_clock.advance(CommandLedger::kept + 1s);
        QVERIFY(ledger.begin("ada", "1", m_clock.now()) == CommandLedger::Step::Begun);
    }

    void boundsWhatATokenHasUnderWay()
    {
        CommandLedger ledger;
        for (std::size_t i = 0; i < CommandLedger::underWayLimit; ++i)
            QVERIFY(ledger.begin("ada", std::to_string(i), m_clock.now()) == CommandLedger::Step::Begun);

        QVERIFY(ledger.begin("ada", "one more", m_clock.now()) == CommandLedger::Step::TooMany);
        QVERIFY(ledger.begin("bob", "1", m_clock.now()) == CommandLedger::Step::Begun);
    }

    void slowsThoseWhoTry()
    {
        FailureLimit limit;
        for (int i = 0; i < FailureLimit::burst; ++i)
            QCOMPARE(limit.note("10.0.0.1", m_clock.now()).count(), 0);

        QVERIFY(limit.note("10.0.0.1", m_clock.now()) > 0s);
        QCOMPARE(limit.note("10.0.0.2", m_clock.now()).count(), 0);
        m_clock.advance(FailureLimit::interval);
        QCOMPARE(limit.note("10.0.0.1", m_clock.now()).count(), 0);
        QVERIFY(limit.note("10.0.0.1", m_clock.now()) > 0s);
    }

    void recognisesWhatACommandDidBeforeTheRestart_data()
    {
        QTest::addColumn<std::uint32_t>("weight");
        QTest::addColumn<QString>("author");
        QTest::addColumn<bool>("isRecognised");
        QTest::newRow("its own revision") << 30U << "ada" << true;
        QTest::newRow("other weights") << 40U << "ada" << false;
        QTest::newRow("somebody else's") << 30U << "eve" << false;
    }

    void recognisesWhatACommandDidBeforeTheRestart()
    {
        QFETCH(std::uint32_t, weight);
        QFETCH(QString, author);
        QFETCH(bool, isRecognised);
        const api::SetSplit split{"route", 7, {{"new", weight}}, {}};

        const auto effect = earlierEffectOf(repeated(split), author.toStdString(), viewAfterRevision8());

        QCOMPARE(effect.has_value(), isRecognised);
        QVERIFY(!effect || (*effect)->revision == 8);
    }

    void recognisesInversionsByWhatTheyInvert()
    {
        api::ClusterView view = viewAfterRevision8();
        view.recentRevisions.front().inverts = 5;

        QVERIFY(earlierEffectOf(repeated(api::InvertRevision{5, true}), "ada", view));
        QVERIFY(!earlierEffectOf(repeated(api::InvertRevision{6, true}), "ada", view));
    }

    void asksAgainWhenOthersWroteAfterAReversion()
    {
        api::ClusterView view = viewAfterRevision8();
        QVERIFY(earlierEffectOf(repeated(api::RevertTo{3, 0}), "ada", view)->has_value());
        view.headRevision = 9;
        view.recentRevisions.insert(view.recentRevisions.begin(), revisionOf(9, "bob"));

        const auto effect = earlierEffectOf(repeated(api::RevertTo{3, 0}), "ada", view);

        QVERIFY(effect && !*effect && effect->error().code == ErrorCode::Conflict);
    }

    void leavesAloneWhatCanBeDoneTwice()
    {
        QVERIFY(!earlierEffectOf(repeated(api::SetLoad{100}), "ada", viewAfterRevision8()));
    }

    void showsOneClusterToSeveral()
    {
        ShownCluster cluster;
        PortHub hub(cluster);
        const auto first = hub.open();
        auto second = hub.open();
        int firstViews = 0;
        int secondViews = 0;

        first->watch([&](const auto&) { ++firstViews; });
        second->watch([&](const auto&) { ++secondViews; });
        QVERIFY(firstViews >= 1 && secondViews == 1);
        cluster.sink(std::make_shared<const api::ClusterView>());
        QCOMPARE(secondViews, 2);

        second.reset();
        QVERIFY(cluster.sink);
        first->watch({});
        QVERIFY(!cluster.sink);
    }

private:
    test::FakeClock m_clock;
};

QTEST_APPLESS_MAIN(ConsoleApiTest)
#include "tst_console_api.moc"
