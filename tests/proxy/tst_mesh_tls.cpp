#include "engine/base/random.h"
#include "engine/snapshot/codec.h"
#include "tests/support/mesh_house.h"
#include "tests/support/raw_client.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

#include <algorithm>
#include <thread>

using namespace causeway;
using namespace causeway::test;
using namespace std::chrono_literals;
using snapshot::PeerRule;

namespace {

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/// The sidecar of "cards": ends the mesh's TLS before the application.
struct Receiver
{
    explicit Receiver(const MeshHouse& house, ScriptedUpstream::Script script = ScriptedUpstream::answering("cards"))
        : application(std::move(script))
    {
        if (!plane.plane().setIdentity(house.identityOf("cards")))
            qFatal("the receiver has no identity");
        plane.snapshot.listeners[0].isGateway = false;
        plane.snapshot.listeners[0].tls = snapshot::ListenerTls{"shop", false};
        plane.snapshot.listeners[0].allowed = {{PeerRule::Kind::Exact, uriOf("web")}};
        plane.snapshot.trustBundles = {house.bundle()};
        plane.addCluster("application", {application.port()});
        plane.addRoute("inbound", {{"application", 1}});
    }

    ScriptedUpstream application;
    RunningPlane plane;
};

/// The sidecar of "web": reaches "cards" through the mesh.
struct Sender
{
    Sender(const MeshHouse& house, std::uint16_t port)
    {
        if (!plane.plane().setIdentity(house.identityOf("web")))
            qFatal("the sender has no identity");
        plane.snapshot.listeners[0].isGateway = false;
        plane.snapshot.trustBundles = {house.bundle()};
        plane.addCluster("cards", {port}).tls =
            snapshot::ClusterTls{"shop", "cards.80.shop.ms", {{PeerRule::Kind::Exact, uriOf("cards")}}};
        plane.addRoute("outbound", {{"cards", 1}});
    }

    RunningPlane plane;
};

/// The one refusal that was counted, or nothing when there was none or several.
telemetry::Refusal refusalIn(const telemetry::TrafficReport& report)
{
    return report.refusals.size() == 1 ? report.refusals[0] : telemetry::Refusal{};
}

/// A refusal is counted when the handshake fails, which the other side may know first.
telemetry::Refusal awaitRefusal(RunningPlane& plane)
{
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (std::chrono::steady_clock::now() < deadline) {
        const auto report = plane.collect();
        if (!report.refusals.empty())
            return refusalIn(report);
    }
    return {};
}

bool holds(const std::string& text, const char* part)
{
    return text.find(part) != std::string::npos;
}

#define VERIFY_HOLDS(text, part) QVERIFY2(holds(text, part), (text).c_str())

} // namespace

class MeshTlsTest : public QObject
{
    Q_OBJECT

private slots:
    void aRequestPassesFromPlaneToPlaneUnderTls()
    {
        Receiver receiver(m_house);
        QVERIFY(receiver.plane.apply());
        Sender sender(m_house, receiver.plane.address().port());
        QVERIFY(sender.plane.apply());
        RawClient client(sender.plane.address());

        for (int i = 0; i < 20; ++i) {
            client.send(get);
            QCOMPARE(bodyOf(client.readResponse()), std::string("cards"));
        }

        QCOMPARE(receiver.plane.collect().downstreamConnections, std::uint64_t(1)); // Kept alive.
        QVERIFY(sender.plane.collect().refusals.empty());
    }

    void bodiesOfAnySizePassBothWays_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {0, 1, 16'383, 16'384, 16'385, 100'000, 3'000'000})
            QTest::newRow(QByteArray::number(size).constData()) << size;
    }

    void bodiesOfAnySizePassBothWays()
    {
        QFETCH(const int, size);
        Receiver receiver(m_house, [](UpstreamPeer& peer) {
            for (std::string request = peer.readRequest(); !request.empty(); request = peer.readRequest()) {
                const std::string body = bodyOf(request);
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
            }
        });
        QVERIFY(receiver.plane.apply());
        Sender sender(m_house, receiver.plane.address().port());
        QVERIFY(sender.plane.apply());
        RawClient client(sender.plane.address());
        Random random(static_cast<std::uint64_t>(size));
        std::string body(static_cast<std::size_t>(size), '\0');
        for (char& c : body)
            c = static_cast<char>(random.next());

        for (int i = 0; i < 2; ++i) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" + body);
            QVERIFY(bodyOf(client.readResponse()) == body);
        }
    }

    void aWebSocketPassesFromPlaneToPlaneUnderTls()
    {
        Receiver receiver(m_house, [](UpstreamPeer& peer) {
            peer.readHead();
            peer.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            for (std::string bytes = peer.readSome(); !bytes.empty(); bytes = peer.readSome())
                peer.send(bytes);
        });
        QVERIFY(receiver.plane.apply());
        Sender sender(m_house, receiver.plane.address().port());
        QVERIFY(sender.plane.apply());
        RawClient client(sender.plane.address());
        client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        QCOMPARE(statusOf(client.readUntil("\r\n\r\n")), 101);

        const std::string bytes(1'000'000, 'x');
        std::thread writer([&] { client.send(bytes); });
        const std::string back = client.readExactly(bytes.size());
        writer.join();
        QVERIFY(back == bytes);

        client.finishSending(); // Through both sidecars to the application, and back.
        QCOMPARE(client.readAll(), std::string());
        QCOMPARE(client.end(), RawClient::End::Closed);
        QTRY_COMPARE(receiver.application.ended(), 1);
    }

    void manyRequestsInOnePieceAreAllAnswered()
    {
        Receiver receiver(m_house);
        QVERIFY(receiver.plane.apply());
        const auto tls = m_house.client(m_house.identityOf("web"), "cards");
        RawClient client(receiver.plane.address(), *tls);
        std::string all;
        for (int i = 0; i < 2'000; ++i) // More than one read takes, and more than one record.
            all += get;

        client.send(all);

        for (int i = 0; i < 2'000; ++i)
            QCOMPARE(bodyOf(client.readResponse()), std::string("cards"));
    }

    void aClientThatTheMeshDoesNotKnowIsRefused_data()
    {
        QTest::addColumn<QString>("who");
        QTest::addColumn<QString>("reason");
        QTest::newRow("foreign authority") << "foreign"
                                           << "authority that is not trusted";
        QTest::newRow("expired") << "expired"
                                 << "expired at";
        QTest::newRow("not yet valid") << "early"
                                       << "is not valid before";
        QTest::newRow("no certificate") << "nobody"
                                        << "showed no certificate";
    }

    void aClientThatTheMeshDoesNotKnowIsRefused()
    {
        QFETCH(const QString, who);
        QFETCH(const QString, reason);
        Receiver receiver(m_house);
        QVERIFY(receiver.plane.apply());
        const auto tls =
            who == "nobody" ? m_house.strangeClient("cards") : m_house.client(identityOfStranger(who), "cards");
        RawClient client(receiver.plane.address(), *tls);

        client.send(get);
        QVERIFY(client.readAll().empty());

        VERIFY_HOLDS(client.problem(), "the peer refused the connection"); // The alert came through, not a reset.
        const auto refusal = awaitRefusal(receiver.plane);
        QVERIFY2(holds(refusal.reason, qPrintable(reason)), refusal.reason.c_str());
        QCOMPARE(refusal.peer, std::string("127.0.0.1"));
        QCOMPARE(refusal.place, std::string("in"));
        QCOMPARE(refusal.times, std::uint64_t(1));
        QCOMPARE(receiver.application.connections(), 0);
    }

    void aPeerWithoutPermissionIsTold403()
    {
        Receiver receiver(m_house);
        QVERIFY(receiver.plane.apply());
        const auto tls = m_house.client(m_house.identityOf("thief"), "cards");
        RawClient client(receiver.plane.address(), *tls);

        for (int i = 0; i < 3; ++i) { // The connection stays.
            client.send(get);
            const std::string response = client.readResponse();
            QCOMPARE(statusOf(response), 403);
            QCOMPARE(bodyOf(response), std::string("RBAC: access denied"));
        }

        const auto refusal = refusalIn(receiver.plane.collect());
        QCOMPARE(refusal.peer, uriOf("thief"));
        QCOMPARE(refusal.reason, std::string("RBAC: access denied"));
        QCOMPARE(refusal.times, std::uint64_t(3));
        QCOMPARE(receiver.application.connections(), 0);
    }

    void permissionsAreReadAsKumaReadsThem_data()
    {
        QTest::addColumn<std::vector<PeerRule>>("denied");
        QTest::addColumn<std::vector<PeerRule>>("allowed");
        QTest::addColumn<int>("status");
        using Rules = std::vector<PeerRule>;
        const PeerRule any{};
        const PeerRule web{PeerRule::Kind::Exact, uriOf("web")};
        const PeerRule some{PeerRule::Kind::Prefix, uriOf("we")};
        const PeerRule other{PeerRule::Kind::Exact, uriOf("we")};
        QTest::newRow("nobody is named") << Rules{} << Rules{} << 403;
        QTest::newRow("anyone") << Rules{} << Rules{any} << 200;
        QTest::newRow("by name") << Rules{} << Rules{other, web} << 200;
        QTest::newRow("by prefix") << Rules{} << Rules{some} << 200;
        QTest::newRow("another name") << Rules{} << Rules{other} << 403;
        QTest::newRow("denied and allowed") << Rules{web} << Rules{any} << 403;
        QTest::newRow("another denied") << Rules{other} << Rules{any} << 200;
    }

    void permissionsAreReadAsKumaReadsThem()
    {
        QFETCH(const std::vector<PeerRule>, denied);
        QFETCH(const std::vector<PeerRule>, allowed);
        QFETCH(const int, status);
        Receiver receiver(m_house);
        receiver.plane.snapshot.listeners[0].denied = denied;
        receiver.plane.snapshot.listeners[0].allowed = allowed;
        QVERIFY(receiver.plane.apply());
        const auto tls = m_house.client(m_house.identityOf("web"), "cards");
        RawClient client(receiver.plane.address(), *tls);

        client.send(get);

        QCOMPARE(statusOf(client.readResponse()), status);
    }

    void aChangedPermissionHoldsForConnectionsThatAreOpen()
    {
        Receiver receiver(m_house);
        QVERIFY(receiver.plane.apply());
        const auto tls = m_house.client(m_house.identityOf("web"), "cards");
        RawClient client(receiver.plane.address(), *tls);
        client.send(get);
        QCOMPARE(statusOf(client.readResponse()), 200);

        receiver.plane.snapshot.listeners[0].denied = {{PeerRule::Kind::Exact, uriOf("web")}};
        QVERIFY(receiver.plane.apply());

        client.send(get);
        QCOMPARE(statusOf(client.readResponse()), 403);
    }

    void aStrictListenerClosesOnPlainClients()
    {
        Receiver receiver(m_house);
        QVERIFY(receiver.plane.apply());
        RawClient client(receiver.plane.address());

        client.send(get);

        QVERIFY(client.readAll().find("HTTP/") == std::string::npos); // An alert at most.
        QVERIFY(client.end() != RawClient::End::Open);
        const auto refusal = awaitRefusal(receiver.plane);
        VERIFY_HOLDS(refusal.reason, "TLS failed: http request");
    }

    void aPermissiveListenerServesBoth()
    {
        Receiver receiver(m_house);
        receiver.plane.snapshot.listeners[0].tls->acceptsPlain = true;
        QVERIFY(receiver.plane.apply());
        const auto tls = m_house.client(m_house.identityOf("web"), "cards");
        RawClient plain(receiver.plane.address());
        RawClient secure(receiver.plane.address(), *tls);

        for (RawClient* const client : {&plain, &secure}) {
            client->send(get);
            QCOMPARE(bodyOf(client->readResponse()), std::string("cards"));
        }
    }

    void aListenerThatTurnsStrictEndsPlainConnectionsAfterOneMoreAnswer()
    {
        Receiver receiver(m_house);
        receiver.plane.snapshot.listeners[0].tls->acceptsPlain = true;
        QVERIFY(receiver.plane.apply());
        RawClient client(receiver.plane.address());
        client.send(get);
        QCOMPARE(bodyOf(client.readResponse()), std::string("cards"));

        receiver.plane.snapshot.listeners[0].tls->acceptsPlain = false;
        QVERIFY(receiver.plane.apply());

        client.send(get);
        QCOMPARE(headerOf(client.readResponse(), "Connection"), std::string("close"));
    }

    void aServerOfTheWrongIdentityGetsNoRequest_data()
    {
        QTest::addColumn<QString>("who");
        QTest::addColumn<QString>("reason");
        QTest::newRow("another workload") << "other"
                                          << "not spiffe://shop/cards";
        QTest::newRow("foreign authority") << "foreign"
                                           << "authority that is not trusted";
        QTest::newRow("expired") << "expired"
                                 << "expired at";
        QTest::newRow("not yet valid") << "early"
                                       << "is not valid before";
    }

    void aServerOfTheWrongIdentityGetsNoRequest()
    {
        QFETCH(const QString, who);
        QFETCH(const QString, reason);
        Receiver receiver(m_house);
        QVERIFY(receiver.plane.plane().setIdentity(who == "other" ? m_house.identityOf("other")
                                                                  : identityOfStranger(who, "cards")));
        QVERIFY(receiver.plane.apply());
        Sender sender(m_house, receiver.plane.address().port());
        QVERIFY(sender.plane.apply());
        RawClient client(sender.plane.address());

        client.send(get);

        QCOMPARE(statusOf(client.readResponse()), 503);
        const auto refusal = refusalIn(sender.plane.collect());
        QVERIFY2(holds(refusal.reason, qPrintable(reason)), refusal.reason.c_str());
        QCOMPARE(refusal.peer, receiver.plane.address().toString());
        QCOMPARE(refusal.place, std::string("cards"));
        QCOMPARE(receiver.application.connections(), 0);
    }

    void aGatewayAnswers502WhereAServerIsNotTrusted()
    {
        Receiver receiver(m_house);
        QVERIFY(receiver.plane.plane().setIdentity(m_house.identityOf("other")));
        QVERIFY(receiver.plane.apply());
        Sender sender(m_house, receiver.plane.address().port());
        sender.plane.snapshot.listeners[0].isGateway = true;
        QVERIFY(sender.plane.apply());
        RawClient client(sender.plane.address());

        client.send(get);

        QCOMPARE(statusOf(client.readResponse()), 502);
    }

    void ourCertificateRefusedByTheServerIsNamedAndTriedElsewhere()
    {
        Receiver strange(m_foreign); // Trusts another authority than ours, and is trusted by us.
        QVERIFY(strange.plane.plane().setIdentity(m_house.identityOf("cards")));
        QVERIFY(strange.plane.apply());
        Receiver good(m_house);
        QVERIFY(good.plane.apply());
        Sender sender(m_house, strange.plane.address().port());
        sender.plane.snapshot.endpoints[0].endpoints.push_back({"good", "127.0.0.1", good.plane.address().port()});
        QVERIFY(sender.plane.apply());
        RawClient client(sender.plane.address());

        for (int i = 0; i < 6; ++i) { // Nobody saw the request, so its method does not matter.
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok");
            QCOMPARE(bodyOf(client.readResponse()), std::string("cards"));
        }

        const auto refusal = refusalIn(sender.plane.collect());
        VERIFY_HOLDS(refusal.reason, "the peer refused the connection: unknown ca");
        QCOMPARE(refusal.peer, strange.plane.address().toString());
    }

    void aSnapshotThatNeedsTlsIsRefusedByAPlaneWithoutACertificate()
    {
        RunningPlane plane;
        plane.snapshot.listeners[0].tls = snapshot::ListenerTls{"shop", false};
        plane.snapshot.trustBundles = {m_house.bundle()};

        const auto outcome = plane.apply();

        QVERIFY(!outcome);
        VERIFY_HOLDS(outcome.error().message, "listener 'in' needs TLS, and the plane has no certificate");
    }

    void aTrustBundleOfNoCertificatesIsRefusedByName()
    {
        Receiver receiver(m_house);
        QVERIFY(receiver.plane.apply());
        receiver.plane.snapshot.trustBundles[0].rootsPem = {
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"};

        const auto outcome = receiver.plane.apply();

        QVERIFY(!outcome);
        VERIFY_HOLDS(outcome.error().message, "trust bundle 'shop'");
    }

    void theAuthoritysRootsPassTheRulesOfASnapshot()
    {
        const auto decoded = snapshot::decode(*snapshot::encode(m_house.bundle()));

        QVERIFY2(decoded, decoded ? "" : decoded.error().message.c_str());
    }

    void anIdentityThatDoesNotFitTogetherIsRefused()
    {
        Receiver receiver(m_house);
        keys::PlaneIdentity mixed = m_house.identityOf("cards");
        mixed.privateKeyPem = m_house.identityOf("web").privateKeyPem;

        QVERIFY(!receiver.plane.plane().setIdentity(mixed));
    }

    void connectionsComeFromTheSourceAddress()
    {
        std::string peer;
        ScriptedUpstream upstream([&](UpstreamPeer& client) {
            client.readRequest();
            peer = net::SocketAddress::ofPeer(client.descriptor())->host();
            client.send("HTTP/1.1 204 No Content\r\n\r\n");
        });
        proxy::DataPlaneOptions options;
        options.sourceAddress = net::SocketAddress::create("127.0.0.77", 0).value();
        RunningPlane plane(1, options);
        plane.addCluster("svc", {upstream.port()});
        plane.addRoute("r", {{"svc", 1}});
        QVERIFY(plane.apply());
        RawClient client(plane.address());

        client.send(get);

        QCOMPARE(statusOf(client.readResponse()), 204);
        QCOMPARE(peer, std::string("127.0.0.77"));
    }

    void aHandshakeThatGoesNowhereEnds()
    {
        proxy::DataPlaneOptions options;
        options.headTimeout = 100ms;
        RunningPlane plane(1, options);
        QVERIFY(plane.plane().setIdentity(m_house.identityOf("cards")));
        plane.snapshot.listeners[0].tls = snapshot::ListenerTls{"shop", false};
        plane.snapshot.trustBundles = {m_house.bundle()};
        QVERIFY(plane.apply());
        RawClient silent(plane.address());
        RawClient slow(plane.address());
        slow.send("\x16\x03\x01");

        QVERIFY(silent.readAll().empty());
        QVERIFY(slow.readAll().empty());

        QVERIFY(silent.end() != RawClient::End::Open);
        QVERIFY(slow.end() != RawClient::End::Open);
        const auto refusal = awaitRefusal(plane);
        VERIFY_HOLDS(refusal.reason, "the TLS handshake took too long");
    }

private:
    /// The authority is right, the time is not, or the other way round.
    keys::PlaneIdentity identityOfStranger(const QString& who, const std::string& workload = "web")
    {
        if (who == "foreign")
            return m_foreign.identityOf(workload);
        const auto off = who == "expired" ? -48h : 48h;
        m_house.clock.advance(off);
        auto identity = m_house.identityOf(workload);
        m_house.clock.advance(-off);
        return identity;
    }

    MeshHouse m_house;
    MeshHouse m_foreign;
};

QTEST_GUILESS_MAIN(MeshTlsTest)
#include "tst_mesh_tls.moc"
