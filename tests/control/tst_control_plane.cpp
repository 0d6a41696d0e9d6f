#include "tests/control/control_house.h"

#include "engine/control/state_store.h"
#include "engine/snapshot/codec.h"

#include <QTest>

#include <thread>

using namespace causeway;
using namespace causeway::test;
using control::Command;
using control::ControlPlane;
using control::PlaneProgress;

namespace {

/// The weights that a plane was told last, by cluster.
std::map<std::string, std::uint32_t> weightsOf(const channel::Delivery& delivery)
{
    std::map<std::string, std::uint32_t> weights;
    const auto snapshot = snapshot::assemble(delivery.revision, delivery.sections).value();
    for (const snapshot::VirtualHost& host : snapshot->virtualHosts)
        for (const snapshot::Route& route : host.routes)
            if (route.name.starts_with("MeshHTTPRoute/"))
                for (const snapshot::WeightedCluster& part : route.split)
                    weights[part.cluster] = part.weight;
    return weights;
}

const PlaneProgress* progressOf(const control::Rollout& rollout, const std::string& plane)
{
    for (const PlaneProgress& each : rollout.planes)
        if (each.plane == plane)
            return &each;
    return nullptr;
}

std::uint32_t disputesWeight(const control::ResourceEntry& entry)
{
    return std::get<model::MeshHttpRoute>(entry.resource).to[0].rules[0].backends[1].weight;
}

} // namespace

class ControlPlaneTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bringsAWeightToThePlaneItConcerns();
    void namesAnOfflinePlaneAndLetsItCatchUp();
    void namesWhoRefuses();
    void answersAStaleCommandWithBothValues();
    void makesNoRevisionOfNoChange();
    void judgesCommandsByWhatIsStillBeingWritten();
    void refusesWhatDoesNotFitTheRest_data();
    void refusesWhatDoesNotFitTheRest();
    void letsTrafficLeaveAServiceThatIsLost();
    void takesARevisionBack();
    void leavesAloneWhatOthersChangedSince();
    void saysWhoChangedTheSameFieldSince();
    void rollsBackWhenTheDiskIsFull();
    void knowsPlanesBeforeTheyReturn();
    void losesItsPlanesAndFindsThemAgainWhenItsDoorsOpen();
    void refusesASecondControlPlaneOnItsFolder();
    void namesAPortThatIsTaken();
};

void ControlPlaneTest::bringsAWeightToThePlaneItConcerns()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    LinkedPlane& caller = house.connect(sidecar("gw-sidecar", "gw", "monolith"));
    LinkedPlane& other = house.connect(sidecar("other", "other", "disputes"));
    const std::size_t before = other.deliveries.size();

    const auto outcome = house.write({cardRoute(72, 28)});

    QVERIFY(outcome && outcome->changed);
    QVERIFY(house.eventually([&] { return house.rollouts.back().acknowledged.has_value(); }));
    const control::Rollout& rollout = house.rollouts.back();
    QCOMPARE(rollout.revision, 2UL);
    QCOMPARE(rollout.planes.size(), 1UL);
    QCOMPARE(rollout.planes[0].plane, std::string("gw-sidecar"));
    QVERIFY(rollout.planes[0].state == PlaneProgress::State::Acknowledged && rollout.planes[0].afterPush);
    QVERIFY(*rollout.committed <= *rollout.compiled && *rollout.compiled <= *rollout.pushed &&
            *rollout.pushed <= *rollout.acknowledged);
    QCOMPARE(weightsOf(caller.deliveries.back()).at("default/disputes"), 28U);
    QCOMPARE(other.deliveries.size(), before);
}

void ControlPlaneTest::namesAnOfflinePlaneAndLetsItCatchUp()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    house.cut(house.connect(sidecar("gw-sidecar", "gw", "monolith")));
    QVERIFY(house.eventually([&] { return !house.plane->planes()[0].isConnected; }));

    QVERIFY(house.write({cardRoute(50, 50)}));
    QVERIFY(house.eventually([&] { return house.rollouts.back().revision == 2; }));
    const PlaneProgress offline = *progressOf(house.rollouts.back(), "gw-sidecar");
    LinkedPlane& back = house.connect(sidecar("gw-sidecar", "gw", "monolith"));

    QVERIFY(offline.state == PlaneProgress::State::Offline);
    QVERIFY(offline.reason.starts_with("offline since "));
    QCOMPARE(weightsOf(back.deliveries.back()).at("default/disputes"), 50U);
    QVERIFY(progressOf(house.rollouts.back(), "gw-sidecar")->state == PlaneProgress::State::Acknowledged);
}

void ControlPlaneTest::namesWhoRefuses()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    LinkedPlane& plane = house.connect(sidecar("gw-sidecar", "gw", "monolith"));
    house.fixture.run([&] { plane.refuseBecause = "no room"; });

    QVERIFY(house.write({cardRoute(72, 28)}));

    QVERIFY(house.eventually([&] { return !house.plane->planes()[0].refusal.empty(); }));
    const PlaneProgress* progress = progressOf(house.rollouts.back(), "gw-sidecar");
    QVERIFY(progress->state == PlaneProgress::State::Refused);
    QCOMPARE(progress->reason, std::string("no room"));
    QVERIFY(!house.rollouts.back().acknowledged);
    QVERIFY(!house.plane->planes()[0].isInSync);

    house.fixture.run([&] { plane.refuseBecause.clear(); });
    QVERIFY(house.invert(2));
    QVERIFY(house.eventually([&] { return house.plane->planes()[0].isInSync; }));
}

void ControlPlaneTest::answersAStaleCommandWithBothValues()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    QVERIFY(house.write({cardRoute(70, 30)}, "bob"));
    Command command;
    command.author = "ann";
    command.writes = {{cardKey, cardRoute(100, 5), 1}};

    const auto outcome = house.submit(command);

    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Conflict);
    const std::string& sentence = outcome.error().message;
    QVERIFY2(sentence.find("MeshHTTPRoute disputes-cutover in mesh default was changed by bob at 2") == 0,
             sentence.c_str());
    QVERIFY2(sentence.find("(revision 2): spec.to[0].rules[0].default.backendRefs[0].weight is 70 now, you want 100 "
                           "(and 1 more)") != std::string::npos,
             sentence.c_str());
}

void ControlPlaneTest::makesNoRevisionOfNoChange()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));

    const auto outcome = house.write({cardRoute(100, 0)});

    QVERIFY(outcome);
    QVERIFY(!outcome->changed);
    QCOMPARE(outcome->revision, 1UL);
    QCOMPARE(house.log().size(), 1UL);
}

void ControlPlaneTest::judgesCommandsByWhatIsStillBeingWritten()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    int open = 100;
    int changed = 0;
    house.fixture.run([&] {
        for (std::uint32_t i = 1; i <= 100; ++i) {
            Command command;
            command.author = "ann";
            command.writes = {{cardKey, cardRoute(100, (i + 1) / 2), i == 1 ? 1UL : 1 + i / 2}};
            house.plane->submit(command, [&](Result<control::Committed> outcome) {
                --open;
                changed += outcome && outcome->changed ? 1 : 0;
            });
        }
    });

    QVERIFY(house.eventually([&] { return open == 0; }));
    QCOMPARE(changed, 50);
    const auto log = house.log();
    QCOMPARE(log.size(), 51UL);
    for (std::size_t i = 0; i + 1 < log.size(); ++i)
        QVERIFY(log[i].previous == log[i + 1].hash);
    QCOMPARE(disputesWeight(*house.find(cardKey)), 50U);
}

void ControlPlaneTest::refusesWhatDoesNotFitTheRest_data()
{
    QTest::addColumn<int>("which");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("reason");
    const auto row = [](const char* name, int which, ErrorCode code, const char* reason) {
        QTest::newRow(name) << which << static_cast<int>(code) << QByteArray(reason);
    };
    row("unknown backend", 0, ErrorCode::InvalidArgument,
        "spec.to[0].rules[0].default.backendRefs[1].name: there is no MeshService 'nowhere' in mesh 'default'");
    row("port that the backend has not", 1, ErrorCode::InvalidArgument,
        "backendRefs[1].port: MeshService 'disputes' has");
    row("weights that are all zero", 2, ErrorCode::InvalidArgument, "all weights are 0");
    row("unknown mesh", 3, ErrorCode::NotFound, "mesh nowhere does not exist");
    row("mesh that is not empty", 4, ErrorCode::InvalidArgument, "mesh default cannot be deleted while it holds");
    row("nothing to delete", 5, ErrorCode::NotFound, "GatewayRoute nowhere does not exist");
    row("gateway route to nowhere", 6, ErrorCode::InvalidArgument,
        "service.name: there is no gateway service 'nowhere'");
    row("gateway service by an unknown name", 7, ErrorCode::InvalidArgument, "host: 'nowhere' is neither");
    row("no author", 8, ErrorCode::InvalidArgument, "needs an author");
    row("exists already", 9, ErrorCode::AlreadyExists, "exists already, written by ann");
    row("line end in a reason", 10, ErrorCode::InvalidArgument, "the reason holds control characters");
}

void ControlPlaneTest::refusesWhatDoesNotFitTheRest()
{
    QFETCH(const int, which);
    QFETCH(const int, code);
    QFETCH(const QByteArray, reason);
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    model::MeshHttpRoute route = cardRoute(1, 1);
    Command command;
    command.author = which == 8 ? "" : "ann";
    command.reason = which == 10 ? "a\nb" : "";
    std::optional<model::Resource> resource;
    model::ResourceKey key = cardKey;
    std::optional<std::uint64_t> expected;
    switch (which) {
    case 0:
        route.to[0].rules[0].backends[1].service = "nowhere";
        break;
    case 1:
        route.to[0].rules[0].backends[1].port = std::uint16_t(1);
        break;
    case 2:
        route = cardRoute(0, 0);
        break;
    case 3:
        route.mesh = "nowhere";
        break;
    case 6:
        resource = model::GatewayRoute{"r", "nowhere", {}, {"/"}, {}, true, false, {}};
        break;
    case 7:
        resource = model::GatewayService{"s", "nowhere", 80, "", 5, {}, {}, {}, true, {}};
        break;
    case 9:
        expected = 0;
        break;
    default:
        break;
    }
    if (which == 7)
        resource = [] {
            model::GatewayService service;
            service.name = "s";
            service.host = "nowhere";
            return service;
        }();
    if (which == 4)
        key = {model::ResourceKind::Mesh, "", "default"};
    else if (which == 5)
        key = {model::ResourceKind::GatewayRoute, "", "nowhere"};
    else
        key = model::keyOf(resource ? *resource : model::Resource(route));
    if (which != 4 && which != 5 && !resource)
        resource = route;
    command.writes = {{key, resource, expected}};

    const auto outcome = house.submit(command);

    QVERIFY(!outcome);
    QVERIFY2(outcome.error().message.find(reason.toStdString()) != std::string::npos, outcome.error().message.c_str());
    QCOMPARE(static_cast<int>(outcome.error().code), code);
    QCOMPARE(house.log().size(), 1UL);
}

void ControlPlaneTest::letsTrafficLeaveAServiceThatIsLost()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(50, 50)));
    Command removal;
    removal.author = "ann";
    removal.writes = {{{model::ResourceKind::MeshService, "default", "disputes"}, std::nullopt, std::nullopt}};
    QVERIFY(house.submit(removal));

    QVERIFY(!house.write({cardRoute(50, 60)}));
    QVERIFY(house.write({cardRoute(60, 40)}));
    const auto outcome = house.write({cardRoute(100, 0)});
    model::MeshHttpRoute other = cardRoute(100, 0);
    other.name = "other";

    QVERIFY2(outcome && outcome->changed, outcome ? "" : outcome.error().message.c_str());
    QVERIFY(!house.write({other}));             // Nobody may ask for it anew,
    QVERIFY(!house.write({cardRoute(90, 10)})); // nor give it more.
}

void ControlPlaneTest::takesARevisionBack()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    QVERIFY(house.write({cardRoute(72, 28)}));

    const auto undone = house.invert(2);
    const auto redone = house.invert(3);

    QVERIFY(undone && redone);
    const auto log = house.log();
    QVERIFY(log[1].inverts == 2UL);
    QCOMPARE(log[1].author, std::string("eve"));
    QVERIFY(log[0].inverts == 3UL);
    QCOMPARE(disputesWeight(*house.find(cardKey)), 28U);
    QCOMPARE(house.invert(99).error().code, ErrorCode::NotFound);
}

void ControlPlaneTest::leavesAloneWhatOthersChangedSince()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    QVERIFY(house.write({cardRoute(100, 28)}));
    model::MeshHttpRoute labelled = cardRoute(100, 28);
    labelled.labels["team"] = "cards";
    QVERIFY(house.write({labelled}, "bob"));

    QVERIFY(house.invert(2));

    const auto entry = house.find(cardKey);
    QCOMPARE(disputesWeight(*entry), 0U);
    QCOMPARE(std::get<model::MeshHttpRoute>(entry->resource).labels.at("team"), std::string("cards"));
}

void ControlPlaneTest::saysWhoChangedTheSameFieldSince()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    QVERIFY(house.write({cardRoute(100, 28)}));
    QVERIFY(house.write({cardRoute(100, 30)}, "bob"));
    model::MeshHttpRoute labelled = cardRoute(100, 30);
    labelled.labels["team"] = "cards";
    QVERIFY(house.write({labelled}, "carol"));

    const auto refused = house.invert(2);
    const auto forced = house.invert(2, ControlPlane::Overwrite::Yes);

    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    const std::string& sentence = refused.error().message;
    QVERIFY2(sentence.find("backendRefs[1].weight was set to 30 by bob at 2") != std::string::npos &&
                 sentence.find("(revision 3); taking revision 2 back would make it 0") != std::string::npos,
             sentence.c_str());
    QVERIFY(forced);
    QCOMPARE(disputesWeight(*house.find(cardKey)), 0U);
}

void ControlPlaneTest::rollsBackWhenTheDiskIsFull()
{
    ControlHouse house(24);
    QVERIFY(house.write(cardResources(100, 0)));
    std::vector<Result<control::Committed>> outcomes;
    house.fixture.run([&] {
        for (std::uint32_t i = 1; i <= 200; ++i) {
            Command command;
            command.author = "ann";
            command.writes = {{cardKey, cardRoute(100, i), std::nullopt}};
            house.plane->submit(command,
                                [&](const Result<control::Committed>& outcome) { outcomes.push_back(outcome); });
        }
    });
    QVERIFY(house.eventually([&] { return outcomes.size() == 200; }));
    std::size_t stored = 0;
    while (stored < outcomes.size() && outcomes[stored])
        ++stored;

    QVERIFY(stored < 200);
    QCOMPARE(outcomes[stored].error().code, ErrorCode::ResourceExhausted);
    for (std::size_t i = stored; i < outcomes.size(); ++i)
        QVERIFY(!outcomes[i]);
    QCOMPARE(disputesWeight(*house.find(cardKey)), static_cast<std::uint32_t>(stored));
    QCOMPARE(house.log().size(), 1 + stored);
    QVERIFY(house.write({cardRoute(100, static_cast<std::uint32_t>(stored))})); // Judged by what is stored: no change.
}

void ControlPlaneTest::knowsPlanesBeforeTheyReturn()
{
    ControlHouse house;
    model::GatewayService service;
    service.name = "mesh";
    service.host = "monolith";
    model::GatewayRoute route;
    route.name = "mesh";
    route.service = "mesh";
    route.paths = {"/mesh"};
    auto resources = cardResources(100, 0);
    resources.insert(resources.end(), {service, route});
    QVERIFY(house.write(resources));
    house.cut(house.connect(sidecar("gw-sidecar", "gw", "monolith")));
    house.close();
    house.open();

    const model::PlaneDeclaration gateway{
        "default", "on-prem", "gw", model::PlaneRole::Gateway, {}, "gw", {{"127.0.0.1", 8000, ""}}};
    const LinkedPlane& plane = house.connect(gateway);

    const auto snapshot = snapshot::assemble(1, plane.deliveries.back().sections).value();
    QCOMPARE(snapshot->endpoints.size(), 1UL);
    QCOMPARE(snapshot->endpoints[0].endpoints.size(), 1UL);
    QCOMPARE(snapshot->endpoints[0].endpoints[0].instance, std::string("gw-sidecar"));
    QCOMPARE(house.plane->planes().size(), 2UL);
}

void ControlPlaneTest::losesItsPlanesAndFindsThemAgainWhenItsDoorsOpen()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    house.connect(sidecar("gw-sidecar", "gw", "monolith"));
    const auto channel = house.plane->channelAddress();

    house.fixture.run([&] {
        QVERIFY(house.plane->setReachable(false));
        QVERIFY(!house.plane->isReachable());
        QVERIFY(!house.plane->planes()[0].isConnected);
        QVERIFY(house.plane->channelAddress() == channel);
    });
    QVERIFY(house.write({cardRoute(50, 50)})); // Whoever stands inside is still heard.
    house.fixture.run([&] { QVERIFY(house.plane->setReachable(true)); });

    QVERIFY(
        house.eventually([&] { return house.plane->planes()[0].isConnected && house.plane->planes()[0].isInSync; }));
    QVERIFY(house.plane->channelAddress() == channel);
}

void ControlPlaneTest::refusesASecondControlPlaneOnItsFolder()
{
    ControlHouse house;
    house.fixture.run([&] {
        control::ControlPlaneOptions options = house.options;
        options.channel = options.telemetry = options.meshApi = net::SocketAddress::create("127.0.0.1", 0).value();

        const auto second = ControlPlane::create(house.fixture.loop(), house.clock, options);

        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::AlreadyExists);
        QVERIFY(second.error().message.find("in use by process") != std::string::npos);
    });
}

void ControlPlaneTest::namesAPortThatIsTaken()
{
    ControlHouse house;
    const QTemporaryDir elsewhere;
    house.fixture.run([&] {
        control::ControlPlaneOptions options = house.options;
        options.dataFolder = elsewhere.path().toStdString();
        options.channel = options.telemetry = net::SocketAddress::create("127.0.0.1", 0).value();

        const auto second = ControlPlane::create(house.fixture.loop(), house.clock, options);

        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Unavailable);
        QVERIFY2(second.error().message.find(options.meshApi.toString()) != std::string::npos,
                 second.error().message.c_str());
    });
}

QTEST_GUILESS_MAIN(ControlPlaneTest)
#include "tst_control_plane.moc"
