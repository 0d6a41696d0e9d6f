#include "tests/system/lab_watch.h"
#include "tests/system/packet_capture.h"

#include "engine/net/sockets.h"

#include <QDeadlineTimer>
#include <QtTest>

#include <algorithm>
#include <map>
#include <poll.h>
#include <set>
#include <tuple>

using namespace causeway;
using namespace causeway::test;
using namespace std::chrono_literals;
using api::FaultKind;

namespace {

constexpr std::chrono::milliseconds soon{2'000}; // Until what breaks or heals is to be seen.
constexpr std::chrono::seconds generous{30};

std::uint64_t countedAt(const std::vector<lab::InstanceReport>& counted, const std::string& service)
{
    std::uint64_t requests = 0;
    for (const lab::InstanceReport& instance : counted)
        requests += instance.service == service ? instance.requests : 0;
    return requests;
}

std::uint64_t countedByClients(const lab::LoadStatistics& load, const std::string& service)
{
    std::uint64_t requests = 0;
    for (const lab::ApiBackendTally& cell : load.cells)
        requests += cell.service == service ? cell.tally.counts.requests : 0;
    return requests;
}

std::string targetOf(const api::ClusterView& view, FaultKind kind, const std::string& name)
{
    for (const api::FaultOffer& offer : view.faultOffers)
        for (const api::FaultOffer::Target& target : offer.targets)
            if (offer.kind == kind && (target.name == name || name.empty()))
                return target.id;
    return {};
}

/// What a service's address says to a plain request; empty: it closes without a word.
std::string plainAnswerOf(const net::SocketAddress& address)
{
    const auto socket = net::startConnect(address);
    if (!socket)
        return "cannot connect";
    pollfd entry{socket->get(), POLLOUT, 0};
    const std::string request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    if (::poll(&entry, 1, 10'000) != 1 || !net::connectOutcome(socket->get(), address))
        return "cannot connect";
    if (::send(socket->get(), request.data(), request.size(), MSG_NOSIGNAL) < 0)
        return "cannot send";
    entry.events = POLLIN;
    char buffer[4096];
    const ssize_t count = ::poll(&entry, 1, 10'000) == 1 ? ::recv(socket->get(), buffer, sizeof buffer, 0) : -1;
    return count > 0 ? std::string(buffer, std::size_t(count)) : std::string();
}

std::ptrdiff_t faultsThatLast(const api::ClusterView& view)
{
    return std::count_if(view.faults.begin(), view.faults.end(),
                         [](const api::FaultView& fault) { return !fault.until; });
}

bool isAllInSync(const api::ClusterView& view)
{
    return std::all_of(view.planes.begin(), view.planes.end(),
                       [](const api::PlaneView& plane) { return plane.state == api::PlaneState::InSync; });
}

} // namespace

/// The shipped scenario over two zones, from the sockets to what a console sees.
class TwoZonesTest : public QObject
{
    Q_OBJECT

private slots:
    void startsWithEverythingInItsPlace()
    {
        LabWatch watch(100);
        QVERIFY2(watch.isUp(), watch.problem().c_str());

        QVERIFY(watch.sees([](const api::ClusterView& view) {
            return isAllInSync(view) && !view.links.empty() && view.links.front().samples > 20;
        }));
        const auto view = watch.view();

        QCOMPARE(view->zones.size(), std::size_t(2));
        QCOMPARE(view->planes.size(), std::size_t(9));
        for (const api::NodeView& node : view->nodes)
            QVERIFY2(node.kind == api::NodeKind::Clients || node.isMutualTls, node.name.c_str());
        QVERIFY(view->trust.isMutualTls);
        QCOMPARE(view->links.size(), std::size_t(1));
        QVERIFY(view->links.front().health == api::Health::Good);
        QVERIFY(*view->links.front().roundTrip >= 18ms);
        QCOMPARE(view->routes.size(), std::size_t(3));
    }

    void countsTheSameAtClientsServicesAndInTheView()
    {
        LabWatch watch(150);
        QVERIFY2(watch.isUp(), watch.problem().c_str());
        QVERIFY(watch.split("disputes-cutover", 50));
        QVERIFY(watch.split("accounts-cutover", 30));
        QVERIFY(watch.sees([](const api::ClusterView& view) {
            return findNode(view, "disputes")->traffic.requests > 40 &&
                   findNode(view, "accounts")->traffic.requests > 20;
        }));

        QVERIFY(watch.submit(api::SetLoad{0}));

        for (const char* service : {"monolith", "disputes", "accounts"}) {
            const auto isTold = [&](const api::ClusterView& view) {
                const auto counted = watch.lab().counted();
                return findNode(view, service)->traffic.requests == countedAt(counted, service);
            };
            QVERIFY2(watch.sees(isTold, 7s), service);
            QCOMPARE(countedByClients(watch.lab().statistics(), service), countedAt(watch.lab().counted(), service));
        }
        QCOMPARE(watch.lab().statistics().total.counts.failures(), 0U);
    }

    void refusesWhatNoPermissionAllows()
    {
        LabWatch watch(100);
        QVERIFY2(watch.isUp(), watch.problem().c_str());

        QVERIFY(watch.split("payments-cutover", 100));

        QVERIFY(watch.sees([](const api::ClusterView& view) {
            return std::any_of(view.refusals.begin(), view.refusals.end(), [](const api::RefusalView& refusal) {
                return refusal.where == "payments-1-sidecar" && refusal.peer.find("kong") != std::string::npos &&
                       refusal.at == "service/default/payments";
            });
        }));
        QVERIFY(watch.split("payments-cutover", 0));
        QCOMPARE(countedAt(watch.lab().counted(), "payments"), 0U);
        const auto complaints = watch.lab().statistics().complaints;
        QVERIFY(std::any_of(complaints.begin(), complaints.end(), [](const lab::Complaint& complaint) {
            return complaint.api == "pay" && complaint.why.find("RBAC") != std::string::npos;
        }));
    }

    void takesNothingPlainAtASidecar()
    {
        LabWatch watch(0);
        QVERIFY2(watch.isUp(), watch.problem().c_str());

        const auto& services = watch.lab().scenario().services;
        for (const lab::SampleServicePlan& service : services)
            for (const lab::InstancePlace& instance : service.instances) {
                const std::string answer =
                    plainAnswerOf(watch.lab().addresses().at(instance.host, instance.inboundPort));
                QVERIFY2(answer.find("HTTP/1.1 2") == std::string::npos && answer != "cannot connect", answer.c_str());
                QVERIFY(answer.find("X-Served-By") == std::string::npos);
            }
    }

    void showsAKilledDataPlaneAndItsReturnSoon()
    {
        LabWatch watch(50);
        QVERIFY2(watch.isUp(), watch.problem().c_str());
        const std::string plane = "accounts-1-sidecar";
        const std::string target = targetOf(*watch.view(), FaultKind::KilledPlane, plane);

        const auto fault = watch.submit(api::StartFault{FaultKind::KilledPlane, target, 0});
        QVERIFY(fault.has_value());
        QVERIFY(watch.sees(
            [&](const api::ClusterView& view) {
                return findPlane(view, plane)->state == api::PlaneState::Offline &&
                       findNode(view, "accounts")->health == api::Health::Bad && faultsThatLast(view) == 1;
            },
            soon));
        QVERIFY(watch.submit(api::EndFault{fault->fault}));

        QVERIFY(watch.sees(
            [&](const api::ClusterView& view) {
                return findPlane(view, plane)->state == api::PlaneState::InSync &&
                       findNode(view, "accounts")->health == api::Health::Good && faultsThatLast(view) == 0;
            },
            soon));
    }

    void aKilledDataPlaneCutsItsConnectionsAndForgetsWhatItKept()
    {
        LabWatch watch(10);
        QVERIFY2(watch.isUp(), watch.problem().c_str());
        const std::string plane = "disputes-1-sidecar";
        const auto kept = [&] {
            const auto all = std::filesystem::recursive_directory_iterator(watch.folder());
            return std::any_of(begin(all), end(all), [&](const auto& each) { return each.path().filename() == plane; });
        };
        QVERIFY(kept());
        const auto address = watch.lab().addresses().at("disputes-1", 15080);
        const auto socket = net::startConnect(address).value();
        pollfd entry{socket.get(), POLLOUT, 0};
        QVERIFY(::poll(&entry, 1, 10'000) == 1 && net::connectOutcome(socket.get(), address));
        const std::string target = targetOf(*watch.view(), FaultKind::KilledPlane, plane);

        QVERIFY(watch.submit(api::StartFault{FaultKind::KilledPlane, target, 0}));

        entry.events = POLLIN;
        QVERIFY(::poll(&entry, 1, 10'000) == 1);
        char byte = 0;
        QVERIFY(::recv(socket.get(), &byte, 1, 0) <= 0);
        QVERIFY(!kept());
        QCOMPARE(plainAnswerOf(address), std::string("cannot connect"));
    }

    void showsACutLinkAndItsHealingSoon()
    {
        LabWatch watch(50);
        QVERIFY2(watch.isUp(), watch.problem().c_str());
        QVERIFY(
            watch.sees([](const api::ClusterView& view) { return view.links.front().health == api::Health::Good; }));
        const std::string target = targetOf(*watch.view(), FaultKind::CutLink, "");

        const auto fault = watch.submit(api::StartFault{FaultKind::CutLink, target, 0});
        QVERIFY(fault.has_value());
        QVERIFY(watch.sees([](const api::ClusterView& view) { return view.links.front().health == api::Health::Bad; },
                           soon));
        QVERIFY(watch.submit(api::EndFault{fault->fault}));

        QVERIFY(watch.sees(
            [](const api::ClusterView& view) {
                return view.links.front().health == api::Health::Good && view.links.front().samples > 0;
            },
            soon));
    }

    void goesOnWithoutItsControlPlaneAndSaysSo()
    {
        LabWatch watch(100);
        QVERIFY2(watch.isUp(), watch.problem().c_str());
        const std::string target = targetOf(*watch.view(), FaultKind::ControlPlaneGone, "");

        const auto fault = watch.submit(api::StartFault{FaultKind::ControlPlaneGone, target, 0});
        QVERIFY(fault.has_value());
        QVERIFY(watch.sees([](const api::ClusterView& view) { return view.problem.has_value(); }, soon));
        const auto refused = watch.split("disputes-cutover", 10);
        QCOMPARE(refused.error().code, ErrorCode::Unavailable);
        const std::uint64_t before = watch.lab().statistics().total.counts.requests;
        QTRY_VERIFY_WITH_TIMEOUT(watch.lab().statistics().total.counts.requests > before + 100, 30'000);
        QVERIFY(watch.submit(api::EndFault{fault->fault}));

        QVERIFY(watch.sees([](const api::ClusterView& view) { return !view.problem && isAllInSync(view); }, generous));
        QVERIFY(watch.split("disputes-cutover", 10));
        QCOMPARE(watch.lab().statistics().total.counts.failures(), 0U);
    }

    void losesNoRequestWhileALinkIsBadAndAnInstanceStopped()
    {
        LabWatch watch(
            40); // Clients do not wait for each other: more than a starved machine serves would only pile up.
        QVERIFY2(watch.isUp(), watch.problem().c_str());
        const std::string link = watch.view()->links.front().id;
        api::LinkSettings bad;
        bad.delay = 20ms;
        bad.lossPercent = 1;
        QVERIFY(watch.submit(api::SetLink{link, bad}));
        const std::string target = targetOf(*watch.view(), FaultKind::StoppedInstance, "disputes-1");
        QVERIFY(watch.submit(api::StartFault{FaultKind::StoppedInstance, target, 0}));
        const auto inbound = watch.lab().addresses().at("disputes-1", 15080);
        QTRY_COMPARE(plainAnswerOf(inbound), std::string("cannot connect")); // Its sidecar has noticed.
        QVERIFY(watch.sees([](const api::ClusterView& view) {
            const api::NodeView& disputes = *findNode(view, "disputes");
            return disputes.health == api::Health::Degraded && disputes.healthReason.starts_with("nobody listens at");
        }));

        for (const std::uint32_t moved : {10U, 50U, 100U, 50U, 10U, 0U}) {
            const std::uint64_t before = watch.lab().statistics().total.counts.requests;
            QVERIFY(watch.split("disputes-cutover", moved));
            QTRY_VERIFY_WITH_TIMEOUT(watch.lab().statistics().total.counts.requests > before + 60, 30'000);
        }

        const lab::LoadStatistics load = watch.lab().statistics();
        for (const lab::Complaint& complaint : load.complaints)
            qWarning("%s at '%s': %s", complaint.api.c_str(), complaint.service.c_str(), complaint.why.c_str());
        QCOMPARE(load.total.counts.failures(), 0U);
        QVERIFY(countedAt(watch.lab().counted(), "disputes") > 30);
        for (const lab::InstanceReport& instance : watch.lab().counted())
            QVERIFY(instance.instance != "disputes-1" || instance.requests == 0);
        QVERIFY(watch.view()->links.front().roundTrip >= 40ms);
        QVERIFY(watch.submit(api::SetLoad{0}));
        for (const char* service : {"monolith", "disputes"})
            QTRY_COMPARE(countedByClients(watch.lab().statistics(), service),
                         countedAt(watch.lab().counted(), service));
    }

    void speaksNothingButTlsBetweenHosts()
    {
        PacketCapture capture;
        if (!capture.isPossible())
            QSKIP("this process may not capture packets");
        LabWatch watch(100);
        QVERIFY2(watch.isUp(), watch.problem().c_str());
        const std::string& network = watch.lab().addresses().network();
        const std::string prefix = network.substr(0, network.rfind('.') + 1);
        const auto direct = watch.lab().addresses().at("monolith", 8080); // The crawl, past the mesh by intent.
        QVERIFY(watch.split("disputes-cutover", 100));
        using Flow = std::tuple<std::string, std::uint16_t, std::string, std::uint16_t>;
        std::set<Flow> begun;
        std::set<std::pair<std::string, std::uint16_t>> asked; // Of connections that carried TLS.
        std::size_t records = 0;
        std::vector<std::string> plain;
        const auto hasSeen = [&](const std::string& host, std::uint16_t port) {
            return asked.contains({watch.lab().addresses().at(host, port).host(), port});
        };
        const auto hasSeenAll = [&] {
            return records >= 2000 && hasSeen("cloud-edge", 10001) && hasSeen("disputes-1", 15080) &&
                   hasSeen("disputes-2", 15080);
        };

        for (QDeadlineTimer deadline(60'000); !hasSeenAll() && !deadline.hasExpired();) {
            capture.take([&](const PacketCapture::Segment& segment) {
                const bool isBetweenHosts =
                    segment.from.starts_with(prefix) && segment.to.starts_with(prefix) && segment.from != segment.to;
                const bool isDirect = (segment.to == direct.host() && segment.toPort == direct.port()) ||
                                      (segment.from == direct.host() && segment.fromPort == direct.port());
                if (!isBetweenHosts || isDirect)
                    return;
                const Flow flow{segment.from, segment.fromPort, segment.to, segment.toPort};
                if (segment.isFirst)
                    begun.insert(flow);
                if (segment.bytes.empty())
                    return;
                const bool isProbe = segment.bytes.find_first_not_of('.') == std::string_view::npos;
                const bool isFirstOfFlow = begun.erase(flow) == 1;
                const bool isHandshake = segment.bytes.starts_with("\x16\x03");
                if (!isProbe &&
                    ((isFirstOfFlow && !isHandshake) || segment.bytes.find("HTTP/1.1") != std::string_view::npos))
                    plain.push_back(std::string(segment.bytes.substr(0, 80)));
                if (isFirstOfFlow && isHandshake)
                    asked.emplace(segment.to, segment.toPort);
                records += isProbe ? 0 : 1;
            });
            QTest::qWait(20);
        }

        QVERIFY(records >= 2000);
        QVERIFY2(hasSeen("cloud-edge", 10001), "the way into the other zone");
        QVERIFY2(hasSeen("disputes-1", 15080) && hasSeen("disputes-2", 15080), "the sidecars there");
        QVERIFY2(plain.empty(), plain.empty() ? "" : plain.front().c_str());
    }
};

QTEST_GUILESS_MAIN(TwoZonesTest)
#include "tst_two_zones.moc"
