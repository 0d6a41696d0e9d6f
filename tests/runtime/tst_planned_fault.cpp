#include "engine/runtime/planned_fault.h"

#include <QtTest>

using namespace causeway;
using namespace std::chrono_literals;
using api::FaultKind;

namespace {

std::vector<api::FaultOffer> offers()
{
    api::FaultOffer slow;
    slow.kind = FaultKind::SlowService;
    slow.targets = {{"service/default/shop", "shop", "service/default/shop"}};
    api::FaultOffer gone;
    gone.kind = FaultKind::ControlPlaneGone;
    gone.targets = {{"control-plane", "control plane", ""}};
    api::FaultOffer cut;
    cut.kind = FaultKind::CutLink;
    cut.targets = {{"link/cloud/site", "cloud – site", "link/cloud/site"}};
    return {slow, gone, cut};
}

} // namespace

class PlannedFaultTest : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatWhereHowMuchAndWhen()
    {
        const auto fault = runtime::parsePlannedFault("slow:shop=200ms@5s..10s");

        QVERIFY(fault.has_value());
        QVERIFY(fault->kind == FaultKind::SlowService);
        QCOMPARE(fault->target, std::string("shop"));
        QCOMPARE(fault->amount, 200.0);
        QVERIFY(fault->from == 5s);
        QVERIFY(fault->until == 10s);
    }

    void findsTheTargetByTheNameThatPeopleUse_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("target");
        QTest::newRow("a service") << "slow:shop=1@0s"
                                   << "service/default/shop";
        QTest::newRow("the only one there is") << "control-plane@1s..2s"
                                               << "control-plane";
        QTest::newRow("a link") << "cut:site/cloud@1s"
                                << "link/cloud/site";
        QTest::newRow("a link the other way round") << "cut:cloud/site@1s"
                                                    << "link/cloud/site";
    }

    void findsTheTargetByTheNameThatPeopleUse()
    {
        QFETCH(QString, text);
        QFETCH(QString, target);

        const auto fault = runtime::parsePlannedFault(text.toStdString());
        QVERIFY(fault.has_value());
        const auto command = runtime::faultCommand(*fault, offers());

        QVERIFY(command.has_value());
        QCOMPARE(QString::fromStdString(command->target), target);
    }

    void refusesWhatItDoesNotUnderstand_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("no time") << "stop:shop-1";
        QTest::newRow("an unknown kind") << "burn:shop@1s";
        QTest::newRow("no amount") << "slow:shop@1s";
        QTest::newRow("an amount in words") << "slow:shop=much@1s";
        QTest::newRow("an amount too many") << "stop:shop-1=3@1s";
        QTest::newRow("an end before the beginning") << "stop:shop-1@5s..1s";
    }

    void refusesWhatItDoesNotUnderstand()
    {
        QFETCH(QString, text);

        const auto fault = runtime::parsePlannedFault(text.toStdString());

        QVERIFY(!fault);
        QCOMPARE(fault.error().code, ErrorCode::InvalidArgument);
    }

    void namesWhatThereIsInstead()
    {
        const auto command = runtime::faultCommand(*runtime::parsePlannedFault("slow:shap=1@0s"), offers());

        QVERIFY(!command);
        QVERIFY(command.error().message.find("there are: shop") != std::string::npos);
    }

    void changesWhatIsSaidOfALinkAndLeavesTheRest()
    {
        api::LinkView view;
        view.id = "link/cloud/site";
        view.fromZone = "cloud";
        view.toZone = "site";
        view.settings = api::LinkSettings{9ms, 1ms, 100, 0, false};

        const auto link = runtime::parsePlannedLink("site/cloud: delay=20ms  loss=1%");
        QVERIFY(link.has_value());
        const auto command = runtime::linkCommand(*link, {view});

        QVERIFY(command.has_value());
        QCOMPARE(command->link, std::string("link/cloud/site"));
        QVERIFY((command->settings == api::LinkSettings{20ms, 1ms, 100, 1, false}));
    }

    void refusesALinkThatIsNone()
    {
        QVERIFY(!runtime::parsePlannedLink("cloud: delay=20ms"));
        QVERIFY(!runtime::parsePlannedLink("site/cloud: colour=red"));
        QVERIFY(!runtime::linkCommand(*runtime::parsePlannedLink("site/moon: cut"), {}));
    }
};

QTEST_APPLESS_MAIN(PlannedFaultTest)
#include "tst_planned_fault.moc"
