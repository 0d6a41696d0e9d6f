#include "engine/base/assert.h"
#include "engine/control/fleet.h"
#include "engine/snapshot/codec.h"
#include "tests/support/fake_clock.h"

#include <QtTest>

#include <memory>

using namespace causeway;
using namespace std::chrono_literals;
using control::PlaneProgress;
using State = PlaneProgress::State;

namespace {

/// A plane's connection that keeps what it was sent.
class FakeSession final : public channel::PlaneSession
{
public:
    struct Push
    {
        std::uint64_t revision;
        Digest hash;
    };

    explicit FakeSession(model::PlaneDeclaration declaration)
        : m_declaration(std::move(declaration))
    {
    }

    std::vector<Push> pushes;
    Digest hello;

    const model::PlaneDeclaration& declaration() const override { return m_declaration; }
    const std::string& version() const override { return m_version; }
    Digest helloManifest() const override { return hello; }
    std::uint64_t helloRevision() const override { return 0; }
    void push(std::uint64_t revision, const snapshot::Manifest& manifest,
              const std::vector<snapshot::SharedSection>&) override
    {
        pushes.push_back({revision, manifest.hash()});
    }
    void disconnect(const std::string&) override {}
    const keys::Certificate& certificate() const override { qFatal("nobody asks a fleet for certificates"); }
    std::uint64_t renewals() const override { return 0; }
    Digest trustedRoots() const override { return {}; }
    void askToRenew(const std::string&) override {}
    void sendRoots(const std::vector<std::string>&) override {}

private:
    model::PlaneDeclaration m_declaration;
    std::string m_version = "1.0";
};

model::PlaneDeclaration planeIn(const std::string& zone, const std::string& name, const std::string& workload)
{
    model::PlaneDeclaration plane;
    plane.mesh = "default";
    plane.zone = zone;
    plane.name = name;
    plane.workload = workload;
    return plane;
}

model::PlaneDeclaration caller(const std::string& service)
{
    auto plane = planeIn("here", "caller", "caller");
    plane.listeners.push_back({"127.0.0.1", 33'033, service});
    return plane;
}

model::PlaneDeclaration instance(const std::string& name, const std::string& zone = "here")
{
    auto plane = planeIn(zone, name, "disputes");
    plane.inbounds.push_back({"disputes", "127.0.0.1", 8080, "127.0.0.1", 9080});
    return plane;
}

model::PlaneDeclaration ingress()
{
    auto plane = planeIn("there", "ingress", "ingress");
    plane.role = model::PlaneRole::ZoneIngress;
    plane.listeners.push_back({"127.0.0.1", 10'001, {}});
    return plane;
}

model::Mesh mesh(std::optional<model::MeshMtls::Mode> mode)
{
    model::Mesh made{"default", {}};
    if (mode)
        made.mtls = model::MeshMtls{"ca-1", true, *mode};
    return made;
}

model::MeshService service(const std::string& name)
{
    return {"default", name, {}, {{"main", 8080, model::Protocol::Http}}, {}};
}

/// A fleet whose planes answer when a test says so.
class World : private control::Fleet::Listener
{
public:
    World() { fleet.setTrust({"root"}); }

    test::FakeClock clock;
    control::Fleet fleet{clock, *this};
    std::map<std::uint64_t, control::Rollout> rollouts;

    void rollOut(const std::vector<model::Resource>& resources)
    {
        model::Revision revision;
        revision.number = ++m_revision;
        for (const model::Resource& resource : resources)
            revision.changes.push_back({model::keyOf(resource), std::nullopt, resource});
        fleet.rollOut(revision, {clock.now(), clock.wallNow(), {}});
    }
    void remove(const model::ResourceKey& key)
    {
        model::Revision revision;
        revision.number = ++m_revision;
        revision.changes.push_back({key, std::nullopt, std::nullopt});
        fleet.rollOut(revision, {clock.now(), clock.wallNow(), {}});
    }
    FakeSession& connect(const model::PlaneDeclaration& declaration)
    {
        FakeSession& session = *m_sessions.emplace_back(std::make_unique<FakeSession>(declaration));
        fleet.connected(session);
        return session;
    }
    void acknowledge(FakeSession& session)
    {
        const FakeSession::Push push = session.pushes.back();
        fleet.acknowledged(session, push.revision, push.hash);
    }
    void refuse(FakeSession& session, const std::string& reason)
    {
        const FakeSession::Push push = session.pushes.back();
        fleet.refused(session, push.revision, push.hash, reason);
    }
    /// Lets planes answer until nobody has anything to answer.
    void settle()
    {
        for (bool isMoving = true; isMoving;) {
            isMoving = false;
            for (const auto& session : m_sessions)
                if (session->pushes.size() > m_answered[session.get()]) {
                    m_answered[session.get()] = session->pushes.size();
                    acknowledge(*session);
                    isMoving = true;
                }
        }
    }
    PlaneProgress progress(const std::string& plane)
    {
        for (const PlaneProgress& each : rollouts[m_revision].planes)
            if (each.plane == plane)
                return each;
        qFatal("%s is not concerned", plane.c_str());
    }

private:
    void rolloutChanged(const control::Rollout& rollout) override { rollouts[rollout.revision] = rollout; }
    void planesChanged() override {}

    std::uint64_t m_revision = 0;
    std::vector<std::unique_ptr<FakeSession>> m_sessions;
    std::map<FakeSession*, std::size_t> m_answered;
};

constexpr auto permissive = model::MeshMtls::Mode::Permissive;

} // namespace

class FleetTest : public QObject
{
    Q_OBJECT

private slots:
    void aNewInstanceServesBeforeItsCallersHearOfIt()
    {
        World world;
        world.rollOut({mesh(std::nullopt), service("disputes")});
        FakeSession& sender = world.connect(caller("disputes"));
        world.settle();
        const std::size_t before = sender.pushes.size();

        FakeSession& receiver = world.connect(instance("disputes-1"));

        QCOMPARE(receiver.pushes.size(), 1UL);
        QCOMPARE(sender.pushes.size(), before);
        world.acknowledge(receiver);
        QCOMPARE(sender.pushes.size(), before + 1);
    }

    void forgetsPlanesThatAreLongGone()
    {
        World world;
        world.rollOut({mesh(std::nullopt), service("disputes")});
        FakeSession& sender = world.connect(caller("disputes"));
        FakeSession& stays = world.connect(instance("disputes-1"));
        FakeSession& goes = world.connect(instance("disputes-2"));
        world.settle();
        world.fleet.gone(goes, "cut");
        const WallTime gone = world.clock.wallNow();
        world.clock.advance(1h);
        world.fleet.gone(stays, "cut");
        const std::size_t before = sender.pushes.size();

        QVERIFY(world.fleet.forgetAbsentSince(gone).empty());
        const auto forgotten = world.fleet.forgetAbsentSince(gone + 1s);

        QCOMPARE(forgotten.size(), 1UL);
        QCOMPARE(forgotten.front().name, std::string("disputes-2"));
        QCOMPARE(world.fleet.statuses().size(), 2UL);
        QCOMPARE(sender.pushes.size(), before + 1); // It is told to go there no more.
        world.settle();
        world.rollOut({mesh(permissive)});
        QVERIFY(world.progress("disputes-1").state == State::Offline);
        world.connect(instance("disputes-2"));
        QCOMPARE(world.fleet.statuses().size(), 3UL);
    }

    void receiversTakeTlsBeforeSendersSpeakIt()
    {
        World world;
        world.rollOut({mesh(std::nullopt), service("disputes")});
        FakeSession& sender = world.connect(caller("disputes"));
        FakeSession& receiver = world.connect(instance("disputes-1"));
        world.settle();
        const std::size_t before = sender.pushes.size();

        world.rollOut({mesh(permissive)});

        QCOMPARE(sender.pushes.size(), before);
        QVERIFY(world.progress("caller").state == State::Waiting);
        QCOMPARE(world.progress("caller").reason, std::string("waits for disputes-1"));
        QVERIFY(world.progress("disputes-1").state == State::Pushed);
        world.acknowledge(receiver);
        QCOMPARE(sender.pushes.size(), before + 1);
        world.acknowledge(sender);
        QVERIFY(world.rollouts.rbegin()->second.acknowledged);
    }

    void sendersLeaveTlsBeforeReceiversStopTakingIt()
    {
        World world;
        world.rollOut({mesh(permissive), service("disputes")});
        FakeSession& sender = world.connect(caller("disputes"));
        FakeSession& receiver = world.connect(instance("disputes-1"));
        world.settle();
        const std::size_t before = receiver.pushes.size();

        world.rollOut({mesh(std::nullopt)});

        QCOMPARE(receiver.pushes.size(), before);
        QCOMPARE(world.progress("disputes-1").reason, std::string("waits for caller"));
        world.acknowledge(sender);
        QCOMPARE(receiver.pushes.size(), before + 1);
    }

    void anIngressStandsBetweenItsZoneAndTheOthers()
    {
        World world;
        world.rollOut({mesh(permissive)});
        FakeSession& sender = world.connect(caller("disputes"));
        FakeSession& door = world.connect(ingress());
        world.connect(instance("disputes-1", "there"));
        world.settle();
        const std::size_t before = sender.pushes.size();
        const std::size_t atDoor = door.pushes.size();

        world.rollOut({service("disputes")});

        QCOMPARE(door.pushes.size(), atDoor + 1);
        QCOMPARE(sender.pushes.size(), before);
        QCOMPARE(world.progress("caller").reason, std::string("waits for ingress"));
        world.settle();
        QCOMPARE(sender.pushes.size(), before + 1);

        world.remove({model::ResourceKind::MeshService, "default", "disputes"});
        QCOMPARE(sender.pushes.size(), before + 2);
        QCOMPARE(world.progress("ingress").reason, std::string("waits for caller"));
        world.settle();
        QCOMPARE(door.pushes.size(), atDoor + 2);
    }

    void behindARefusalAPlaneWaitsUntilSomethingNewerConcernsIt()
    {
        World world;
        world.rollOut({mesh(std::nullopt), service("disputes"), service("accounts")});
        FakeSession& sender = world.connect(caller("disputes"));
        FakeSession& receiver = world.connect(instance("disputes-1"));
        world.settle();
        const std::size_t before = sender.pushes.size();

        world.rollOut({mesh(permissive)});
        world.refuse(receiver, "no certificate");

        QCOMPARE(sender.pushes.size(), before);
        QCOMPARE(world.progress("caller").reason, std::string("waits for disputes-1, which refused: no certificate"));
        QVERIFY(!world.rollouts.rbegin()->second.acknowledged);

        world.rollOut({mesh(std::nullopt)});
        world.settle();
        QCOMPARE(sender.pushes.size(), before); // It was never told anything else.
        QVERIFY(world.progress("caller").state == State::Acknowledged);
    }

    void offlinePlanesHoldNobodyUp()
    {
        World world;
        world.rollOut({mesh(std::nullopt), service("disputes")});
        FakeSession& sender = world.connect(caller("disputes"));
        FakeSession& receiver = world.connect(instance("disputes-1"));
        world.settle();
        const std::size_t before = sender.pushes.size();
        world.rollOut({mesh(permissive)});

        world.fleet.gone(receiver, "cut");

        QCOMPARE(sender.pushes.size(), before + 1);
        QVERIFY(world.progress("disputes-1").state == State::Offline);
        world.acknowledge(sender);
        QVERIFY(!world.rollouts.rbegin()->second.planes.empty());
    }

    void whoDoesNotAnswerIsNamedAndPassed()
    {
        World world;
        world.rollOut({mesh(std::nullopt), service("disputes")});
        FakeSession& sender = world.connect(caller("disputes"));
        FakeSession& receiver = world.connect(instance("disputes-1"));
        world.settle();
        const std::size_t before = sender.pushes.size();
        world.rollOut({mesh(permissive)});

        world.clock.advance(1s);
        world.fleet.nameTheSlow();
        QCOMPARE(sender.pushes.size(), before);

        world.clock.advance(2s);
        world.fleet.nameTheSlow();
        QCOMPARE(sender.pushes.size(), before + 1);
        QVERIFY(world.progress("disputes-1").state == State::Pushed);
        QCOMPARE(world.progress("disputes-1").reason, std::string("has not answered for 3 s"));
        world.acknowledge(receiver);
        QVERIFY(world.progress("disputes-1").state == State::Acknowledged);
    }

    void planesThatCallEachOtherDoNotWaitForEver()
    {
        World world;
        world.rollOut({mesh(std::nullopt), service("disputes"), service("accounts")});
        auto one = instance("disputes-1");
        one.listeners.push_back({"127.0.0.1", 33'034, "accounts"});
        auto other = planeIn("here", "accounts-1", "accounts");
        other.inbounds.push_back({"accounts", "127.0.0.2", 8080, "127.0.0.2", 9080});
        other.listeners.push_back({"127.0.0.1", 33'035, "disputes"});
        world.connect(one);
        world.connect(other);
        world.settle();

        world.rollOut({mesh(permissive)});
        world.settle();

        QVERIFY(world.rollouts.rbegin()->second.acknowledged);
        QCOMPARE(world.rollouts.rbegin()->second.planes.size(), 2UL);
    }

    void subscriptionsCountWhatWentOverThem()
    {
        World world;
        world.rollOut({mesh(std::nullopt), service("disputes")});
        FakeSession& first = world.connect(caller("disputes"));
        world.acknowledge(first);
        world.clock.advance(10s);
        world.fleet.gone(first, "cut");
        for (int again = 0; again < 2; ++again) {
            FakeSession& session = world.connect(caller("disputes"));
            if (again == 0)
                world.fleet.gone(session, "cut");
        }

        const auto status = world.fleet.statuses().front();

        QCOMPARE(status.subscriptions.size(), 2UL);
        QCOMPARE(status.subscriptions[0].generation, std::uint64_t(2));
        QVERIFY(status.subscriptions[0].disconnected && !status.subscriptions[1].disconnected);
        QCOMPARE(status.subscriptions[1].sent, std::uint64_t(1));
        QCOMPARE(status.subscriptions[1].acknowledged, std::uint64_t(0));
    }
};

QTEST_APPLESS_MAIN(FleetTest)
#include "tst_fleet.moc"
