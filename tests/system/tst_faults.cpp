#include "tests/support/loop_fixture.h"
#include "tests/support/remote_console.h"
#include "tests/system/lab_watch.h"

#include <QtTest>

#include <algorithm>

using namespace causeway;
using namespace causeway::test;
using namespace std::chrono_literals;
using api::FaultKind;

namespace {

constexpr std::chrono::milliseconds soon{2'000}; // Until what breaks or heals is to be seen.
constexpr std::chrono::seconds generous{60};

bool lasts(const api::FaultView& fault)
{
    return !fault.until;
}

std::ptrdiff_t lastingFaults(const api::ClusterView& view)
{
    return std::count_if(view.faults.begin(), view.faults.end(), lasts);
}

/// Whether something stands in the picture where the fault is to be drawn; the control plane is told of beside it.
bool isDrawnSomewhere(const api::ClusterView& view, const api::FaultView& fault)
{
    const auto isThere = [&](const auto& each) { return each.id == fault.at; };
    return fault.kind == FaultKind::ControlPlaneGone || std::any_of(view.nodes.begin(), view.nodes.end(), isThere) ||
           std::any_of(view.links.begin(), view.links.end(), isThere);
}

bool isRefused(const api::ClusterView& view, const std::string& reason)
{
    return std::any_of(view.refusals.begin(), view.refusals.end(), [&](const api::RefusalView& refusal) {
        return refusal.reason.find(reason) != std::string::npos;
    });
}

const api::FaultOffer& offerOf(const api::ClusterView& view, FaultKind kind)
{
    return *std::find_if(view.faultOffers.begin(), view.faultOffers.end(),
                         [&](const api::FaultOffer& offer) { return offer.kind == kind; });
}

/// By the name that people see; the first where it does not matter.
api::StartFault faultAt(const api::ClusterView& view, FaultKind kind, const std::string& name)
{
    const api::FaultOffer& offer = offerOf(view, kind);
    for (const api::FaultOffer::Target& target : offer.targets)
        if (target.name == name)
            return {kind, target.id, offer.usual};
    return {kind, offer.targets.front().id, offer.usual};
}

bool isAllWell(const api::ClusterView& view)
{
    return !view.problem && lastingFaults(view) == 0 &&
           std::all_of(view.planes.begin(), view.planes.end(),
                       [](const api::PlaneView& plane) { return plane.state == api::PlaneState::InSync; }) &&
           std::all_of(view.links.begin(), view.links.end(),
                       [](const api::LinkView& link) { return link.health != api::Health::Bad; });
}

} // namespace

/// Everything that can be broken in a lab: it is seen soon, where it hits, and so is its end.
class FaultsTest : public QObject
{
    Q_OBJECT

private slots:
    void showsWhatBreaksAndWhatHealsSoon_data()
    {
        QTest::addColumn<FaultKind>("kind");
        QTest::addColumn<QString>("target");
        QTest::newRow("a slow service") << FaultKind::SlowService << "monolith";
        QTest::newRow("errors") << FaultKind::ErrorRate << "monolith";
        QTest::newRow("a stopped instance") << FaultKind::StoppedInstance << "disputes-1";
        QTest::newRow("a killed data plane") << FaultKind::KilledPlane << "accounts-1-sidecar";
        QTest::newRow("a killed zone ingress") << FaultKind::KilledPlane << "cloud-ingress";
        QTest::newRow("an expired certificate") << FaultKind::ExpiredCertificate << "accounts-1-sidecar";
        QTest::newRow("no control plane") << FaultKind::ControlPlaneGone << "";
        QTest::newRow("a cut link") << FaultKind::CutLink << "";
    }
    void showsWhatBreaksAndWhatHealsSoon()
    {
        QFETCH(const FaultKind, kind);
        QFETCH(const QString, target);
        LabWatch watch(50);
        QVERIFY2(watch.isUp(), watch.problem().c_str());
        QVERIFY(watch.sees(isAllWell));
        const auto command = faultAt(*watch.view(), kind, target.toStdString());

        const auto begun = watch.submit(command);
        QVERIFY2(begun.has_value(), begun ? "" : begun.error().message.c_str());
        QVERIFY(watch.sees(
            [&](const api::ClusterView& view) {
                const auto fault = std::find_if(view.faults.begin(), view.faults.end(), lasts);
                return fault != view.faults.end() && isDrawnSomewhere(view, *fault) &&
                       bites(view, kind, target.toStdString());
            },
            soon));
        QVERIFY(watch.submit(api::EndFault{begun->fault}));

        QVERIFY(watch.sees([](const api::ClusterView& view) { return isAllWell(view); }, soon));
    }

    void anExpiredCertificateFailsRequestsOnConnectionsThatWereOpen()
    {
        LabWatch watch(120);
        QVERIFY2(watch.isUp(), watch.problem().c_str());
        QVERIFY(watch.split("accounts-cutover", 100));
        QVERIFY(
            watch.sees([](const api::ClusterView& view) { return findNode(view, "accounts")->traffic.requests > 50; }));
        QCOMPARE(watch.lab().statistics().total.counts.failures(), 0U);

        const auto begun = watch.submit(faultAt(*watch.view(), FaultKind::ExpiredCertificate, "accounts-1-sidecar"));
        QVERIFY(begun.has_value());

        QVERIFY(watch.sees([](const api::ClusterView& view) { return isRefused(view, "expired"); }, soon));
        QTRY_VERIFY_WITH_TIMEOUT(watch.lab().statistics().total.counts.failures() > 0, 30'000);
        QVERIFY(watch.submit(api::EndFault{begun->fault}));
        QVERIFY(watch.sees(isAllWell, soon));
        const auto healed = watch.lab().statistics().total.counts;
        QTRY_VERIFY_WITH_TIMEOUT(watch.lab().statistics().total.counts.requests > healed.requests + 200, 30'000);
        QCOMPARE(watch.lab().statistics().total.counts.failures(), healed.failures());
    }

    void listsALinkThatIsCutByItsOwnSwitchAndMendsItWithTheOthers()
    {
        LabWatch watch(50);
        QVERIFY2(watch.isUp(), watch.problem().c_str());
        QVERIFY(watch.sees(isAllWell));
        const std::string link = watch.view()->links.front().id;
        const api::LinkSettings cut{.delay = std::chrono::milliseconds(5), .isCut = true};

        const auto begun = watch.submit(api::SetLink{link, cut});
        QVERIFY(begun && begun->fault != 0);
        const auto again = watch.submit(api::SetLink{link, cut});
        QVERIFY(again && again->fault == 0); // It is no second one, nor is it whoever's else it is.

        QVERIFY(watch.sees([](const api::ClusterView& view) { return lastingFaults(view) == 1; }, soon));
        QCOMPARE(watch.view()->faults.front().kind, FaultKind::CutLink);
        QVERIFY(watch.submit(api::EndFault{0}));
        QVERIFY(watch.sees(isAllWell, soon));
        QVERIFY(!watch.view()->links.front().settings->isCut);
        QCOMPARE(watch.view()->links.front().settings->delay, cut.delay); // What was no fault stays as it was set.
    }

    void healsWhatAConsoleBrokeThatIsGone()
    {
        LabWatch watch(50);
        QVERIFY2(watch.isUp(), watch.problem().c_str());
        QVERIFY(watch.sees(isAllWell));
        const auto view = watch.view();
        LoopFixture fixture;
        std::unique_ptr<RemoteConsole> console;
        fixture.run([&] { console = std::make_unique<RemoteConsole>(fixture.loop(), accessTo(watch), "gone", 1); });
        QVERIFY(fixture.eventually([&] { return console->isLive(); }, generous));

        std::size_t begun = 0;
        for (const api::StartFault& fault :
             {faultAt(*view, FaultKind::SlowService, "monolith"), faultAt(*view, FaultKind::ErrorRate, "accounts"),
              faultAt(*view, FaultKind::StoppedInstance, "disputes-1"),
              faultAt(*view, FaultKind::KilledPlane, "accounts-1-sidecar"),
              faultAt(*view, FaultKind::ExpiredCertificate, "payments-1-sidecar"),
              faultAt(*view, FaultKind::ControlPlaneGone, "")})
            fixture.run(
                [&] { console->submit(fault, [&](const Result<api::CommandDone>& done) { begun += done ? 1 : 0; }); });
        fixture.run([&] { // By the switch of the link, which is as good as asking for the fault.
            console->submit(api::SetLink{view->links.front().id, {.isCut = true}},
                            [&](const Result<api::CommandDone>& done) { begun += done ? 1 : 0; });
        });
        QVERIFY(fixture.eventually([&] { return begun == 7; }, generous));
        QVERIFY(watch.sees([](const api::ClusterView& shown) { return lastingFaults(shown) == 7; }, generous));
        fixture.run([&] {
            console->vanish();
            console.reset();
        });

        QVERIFY(watch.sees(isAllWell, generous));
    }

private:
    /// What is seen of it beside its picture.
    static bool bites(const api::ClusterView& view, FaultKind kind, const std::string& target)
    {
        switch (kind) {
        case FaultKind::KilledPlane:
        case FaultKind::ExpiredCertificate:
            return findPlane(view, target)->state == api::PlaneState::Offline;
        case FaultKind::ControlPlaneGone:
            return view.problem.has_value();
        case FaultKind::CutLink:
            return view.links.front().health == api::Health::Bad;
        case FaultKind::ErrorRate:
            return findNode(view, target)->traffic.failures > 0;
        case FaultKind::StoppedInstance: // Of "disputes-1".
            return findNode(view, target.substr(0, target.rfind('-')))->healthReason.starts_with("nobody listens at");
        case FaultKind::SlowService:
            return true; // Latencies move with the requests that come.
        }
        return false;
    }

    static RemoteConsole::Access accessTo(LabWatch& watch)
    {
        return RemoteConsole::Access::of(watch.lab().consoleApiUrl(), watch.lab().consoleToken(), watch.authorities());
    }
};

QTEST_GUILESS_MAIN(FaultsTest)
#include "tst_faults.moc"
