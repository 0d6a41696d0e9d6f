#include "tests/support/mesh_house.h"
#include "tests/support/raw_client.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

#include <atomic>
#include <thread>

using namespace causeway;
using namespace causeway::test;
using namespace std::chrono_literals;
using snapshot::PeerRule;

namespace {

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n" + std::string(20'000, 'u');

/// Two planes of the mesh, one behind the other, on two workers each.
struct Mesh
{
    explicit Mesh(const MeshHouse& house)
        : application(ScriptedUpstream::answering("cards"))
        , receiver(2)
        , sender(2)
    {
        receiver.snapshot.listeners[0].isGateway = false;
        receiver.snapshot.listeners[0].tls = snapshot::ListenerTls{"shop", false};
        receiver.snapshot.listeners[0].allowed = {{PeerRule::Kind::Exact, uriOf("web")}};
        receiver.addCluster("application", {application.port()});
        receiver.addRoute("inbound", {{"application", 1}});
        take(house.identityOf("cards"), house.identityOf("web"));
        trust(house.bundle());
        sender.addCluster("cards", {receiver.address().port()});
        sender.addRoute("outbound", {{"cards", 1}});
        connectAnew();
    }
    void take(const keys::PlaneIdentity& cards, const keys::PlaneIdentity& web)
    {
        isGood = isGood && receiver.plane().setIdentity(cards) && sender.plane().setIdentity(web);
    }
    void trust(const snapshot::TrustBundle& bundle)
    {
        for (RunningPlane* const plane : {&receiver, &sender}) {
            plane->snapshot.trustBundles = {bundle};
            ++plane->snapshot.revision;
            isGood = isGood && plane->apply();
        }
    }
    /// Another server name is another pool: requests shake hands again.
    void connectAnew()
    {
        sender.snapshot.clusters[0].tls = snapshot::ClusterTls{
            "shop", "cards-" + std::to_string(++names) + ".shop.ms", {{PeerRule::Kind::Exact, uriOf("cards")}}};
        isGood = isGood && sender.apply();
    }

    ScriptedUpstream application;
    RunningPlane receiver;
    RunningPlane sender;
    int names = 0;
    bool isGood = true;
};

/// Clients that ask and ask, on connections that stay and on new ones.
class Load
{
public:
    explicit Load(const net::SocketAddress& address)
    {
        for (int i = 0; i < 3; ++i)
            m_users.emplace_back([this, address, i] { run(address, i); });
    }
    ~Load() { stop(); }
    void stop()
    {
        m_isOver = true;
        for (std::thread& user : m_users)
            if (user.joinable())
                user.join();
    }
    int failures() const { return m_failures; }
    int requests() const { return m_requests; }

private:
    void run(const net::SocketAddress& address, int number)
    {
        RawClient kept(address); // Never made again: a closed connection would fail every later request.
        for (int turn = number; !m_isOver; ++turn) {
            kept.send(turn % 4 == 0 ? post : get);
            m_failures += statusOf(kept.readResponse()) == 200 ? 0 : 1;
            ++m_requests;
        }
    }

    std::atomic<bool> m_isOver = false;
    std::atomic<int> m_failures = 0;
    std::atomic<int> m_requests = 0;
    std::vector<std::thread> m_users;
};

} // namespace

class RotationTest : public QObject
{
    Q_OBJECT

private slots:
    void aThousandRotationsUnderLoadFailNothing()
    {
        constexpr std::size_t kept = 16;
        std::vector<keys::PlaneIdentity> cards;
        std::vector<keys::PlaneIdentity> webs;
        for (std::size_t i = 0; i < kept; ++i) {
            cards.push_back(m_house.identityOf("cards"));
            webs.push_back(m_house.identityOf("web"));
        }
        Mesh mesh(m_house);
        QVERIFY(mesh.isGood);
        Load load(mesh.sender.address());

        for (std::size_t rotation = 0; rotation < 1'000; ++rotation) {
            mesh.take(cards[rotation % kept], webs[(rotation * 7 + 3) % kept]);
            if (rotation % 10 == 0)
                mesh.connectAnew();
        }
        QTRY_VERIFY_WITH_TIMEOUT(load.requests() > 500, 30'000);
        load.stop();

        QVERIFY(mesh.isGood);
        QCOMPARE(load.failures(), 0);
        QVERIFY(mesh.sender.collect().refusals.empty());
        QVERIFY(mesh.receiver.collect().refusals.empty());
    }

    void aChangeOfRootUnderLoadFailsNothing()
    {
        MeshHouse house;
        Mesh mesh(house);
        QVERIFY(mesh.isGood);
        const auto oldBundle = house.bundle();
        Load load(mesh.sender.address());
        const auto awaitMore = [&] {
            mesh.connectAnew();
            const int before = load.requests();
            QTRY_VERIFY_WITH_TIMEOUT(load.requests() > before + 50, 30'000);
        };

        QVERIFY(house.authority->prepareRoot()); // Trusted by all before it signs.
        mesh.trust(house.bundle());
        awaitMore();
        QVERIFY(house.authority->switchRoot());
        mesh.take(house.identityOf("cards"), house.identityOf("web"));
        mesh.trust(house.bundle());
        awaitMore();
        snapshot::TrustBundle onlyNew = house.bundle();
        std::erase(onlyNew.rootsPem, oldBundle.rootsPem[0]);
        QCOMPARE(onlyNew.rootsPem.size(), std::size_t(1));
        mesh.trust(onlyNew);
        awaitMore();
        load.stop();

        QVERIFY(mesh.isGood);
        QCOMPARE(load.failures(), 0);
        QVERIFY(mesh.sender.collect().refusals.empty());
    }

    void newConnectionsShowTheNewCertificateAndOldOnesLiveOn()
    {
        Mesh mesh(m_house);
        QVERIFY(mesh.isGood);
        const auto tls = m_house.client(m_house.identityOf("web"), "cards");
        RawClient early(mesh.receiver.address(), *tls);
        early.send(get);
        QCOMPARE(statusOf(early.readResponse()), 200);

        QVERIFY(mesh.receiver.plane().setIdentity(m_house.identityOf("renamed")));
        QVERIFY(mesh.receiver.apply()); // Behind it in the same queue.

        early.send(get);
        QCOMPARE(statusOf(early.readResponse()), 200);
        RawClient late(mesh.receiver.address(), *tls);
        QVERIFY(!late.shakeHands());
        QVERIFY2(late.problem().find("not spiffe://shop/cards") != std::string::npos, late.problem().c_str());
    }

private:
    MeshHouse m_house;
};

QTEST_GUILESS_MAIN(RotationTest)
#include "tst_rotation.moc"
