#include "tests/support/hello_bytes.h"
#include "tests/support/mesh_house.h"
#include "tests/support/raw_client.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

#include <netinet/in.h>
#include <netinet/tcp.h>

using namespace causeway;
using namespace causeway::test;
using namespace std::chrono_literals;
using snapshot::PeerRule;

namespace {

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/// A zone ingress: one listener that passes TLS on to the clusters that its server names lead to.
struct Ingress
{
    explicit Ingress(std::size_t workers = 1, proxy::DataPlaneOptions options = {})
        : plane(workers, std::move(options))
    {
        snapshot::Listener& listener = plane.snapshot.listeners[0];
        listener.virtualHost.clear();
        listener.isGateway = false;
        plane.snapshot.virtualHosts.clear();
    }
    void lead(const std::string& serverName, const std::vector<std::uint16_t>& ports)
    {
        plane.addCluster("to " + serverName, ports);
        plane.snapshot.listeners[0].streams.push_back(
            {"sni/" + serverName, snapshot::StreamRoute::Kind::Passthrough, "to " + serverName, {serverName}});
    }

    RunningPlane plane;
};

/// A plane of that workload that answers with its name.
struct Service
{
    Service(const MeshHouse& house, const std::string& workload)
        : application(ScriptedUpstream::answering(workload))
    {
        if (!plane.plane().setIdentity(house.identityOf(workload)))
            qFatal("the service has no identity");
        plane.snapshot.listeners[0].isGateway = false;
        plane.snapshot.listeners[0].tls = snapshot::ListenerTls{"shop", false};
        plane.snapshot.listeners[0].allowed = {{PeerRule::Kind::Exact, uriOf("web")}};
        plane.snapshot.trustBundles = {house.bundle()};
        plane.addCluster("application", {application.port()});
        plane.addRoute("inbound", {{"application", 1}});
        if (!plane.apply())
            qFatal("the service does not run");
    }
    std::uint16_t port() const { return plane.address().port(); }

    ScriptedUpstream application;
    RunningPlane plane;
};

/// Tells back what it gets.
ScriptedUpstream::Script echo()
{
    return [](UpstreamPeer& peer) {
        for (std::string bytes = peer.readSome(); !bytes.empty(); bytes = peer.readSome())
            if (!peer.send(bytes))
                return;
    };
}

const std::string hello = recordsOf(helloWith(serverName("cards")), 16'384);

telemetry::Refusal awaitRefusal(RunningPlane& plane)
{
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (std::chrono::steady_clock::now() < deadline) {
        const auto report = plane.collect();
        if (!report.refusals.empty())
            return report.refusals[0];
    }
    return {};
}

/// Adds up until the counts say what is waited for.
template <typename Condition>
telemetry::TrafficCount awaitCounts(RunningPlane& plane, Condition isEnough)
{
    telemetry::TrafficCount sum;
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (!isEnough(sum) && std::chrono::steady_clock::now() < deadline) {
        for (const telemetry::TrafficCount& count : plane.collect().counts) {
            sum.route = count.route;
            sum.backend = count.backend;
            sum.instance = count.instance;
            sum.requests += count.requests;
            sum.connections += count.connections;
            sum.connectionFailures += count.connectionFailures;
            sum.bytesReceived += count.bytesReceived;
            sum.bytesSent += count.bytesSent;
        }
    }
    return sum;
}

void sendAtOnce(RawClient& client)
{
    const int on = 1;
    ::setsockopt(client.descriptor(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

} // namespace

class PassthroughTest : public QObject
{
    Q_OBJECT

private slots:
    void leadsEachConnectionToTheServerThatItNames()
    {
        Service cards(m_house, "cards");
        Service other(m_house, "other");
        Ingress ingress(2);
        ingress.lead("cards.80.shop.ms", {cards.port()});
        ingress.lead("other.80.shop.ms", {other.port()});
        QVERIFY(ingress.plane.apply());
        RunningPlane sender;
        QVERIFY(sender.plane().setIdentity(m_house.identityOf("web")));
        sender.snapshot.trustBundles = {m_house.bundle()};
        for (const std::string name : {"cards", "other"}) {
            sender.addCluster(name, {ingress.plane.address().port()}).tls =
                snapshot::ClusterTls{"shop", name + ".80.shop.ms", {{PeerRule::Kind::Exact, uriOf(name)}}};
            sender.addRoute(name, {{name, 1}}).paths = {{model::PathMatch::Kind::PlainPrefix, "/" + name}};
        }
        QVERIFY(sender.apply());
        RawClient client(sender.address());

        for (int i = 0; i < 10; ++i) {
            for (const std::string name : {"cards", "other"}) {
                client.send("GET /" + name + " HTTP/1.1\r\nHost: a\r\n\r\n");
                QCOMPARE(bodyOf(client.readResponse()), name);
            }
        }

        const auto report = ingress.plane.collect();
        QCOMPARE(report.counts.size(), std::size_t(2));
        for (const telemetry::TrafficCount& count : report.counts) {
            QVERIFY(count.route == "sni/cards.80.shop.ms" || count.route == "sni/other.80.shop.ms");
            QCOMPARE(count.connections, std::uint64_t(1));
            QCOMPARE(count.requests, std::uint64_t(0));
            QVERIFY(count.bytesReceived > 1'000 && count.bytesSent > 1'000);
        }
        QVERIFY(ingress.plane.collect().counts.empty()); // Nothing new.
    }

    void dealsConnectionsToAllEndpoints()
    {
        ScriptedUpstream a(echo());
        ScriptedUpstream b(echo());
        Ingress ingress;
        ingress.lead("cards", {a.port(), b.port()});
        QVERIFY(ingress.plane.apply());

        for (int i = 0; i < 10; ++i) {
            RawClient client(ingress.plane.address());
            client.send(hello);
            QVERIFY(client.readExactly(hello.size()) == hello); // Every byte of it, and no other.
        }

        QCOMPARE(a.connections(), 5);
        QCOMPARE(b.connections(), 5);
    }

    void triesAnotherEndpointWhenOneCannotBeReached()
    {
        ScriptedUpstream alive(echo());
        Ingress ingress;
        ingress.lead("cards", {deadPort(), alive.port()});
        QVERIFY(ingress.plane.apply());

        for (int i = 0; i < 4; ++i) {
            RawClient client(ingress.plane.address());
            client.send(hello);
            QVERIFY(client.readExactly(hello.size()) == hello);
        }
    }

    void manyAtOnceAllReachTheEndpointThatIsThere()
    {
        ScriptedUpstream alive(echo());
        Ingress ingress(2);
        ingress.lead("cards", {deadPort(), alive.port()});
        QVERIFY(ingress.plane.apply());
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 60; ++i) {
            clients.push_back(std::make_unique<RawClient>(ingress.plane.address()));
            clients.back()->send(std::string_view(hello).substr(0, 20));
        }

        for (const auto& client : clients)
            client->send(std::string_view(hello).substr(20));

        for (const auto& client : clients)
            QVERIFY(client->readExactly(hello.size()) == hello);
    }

    void aServerThatCannotBeReachedIsAFailedConnection()
    {
        Ingress ingress;
        ingress.lead("cards", {deadPort()});
        QVERIFY(ingress.plane.apply());
        RawClient client(ingress.plane.address());

        client.send(hello);

        QVERIFY(client.readAll().empty());
        QVERIFY(client.end() != RawClient::End::Open);
        const auto count = awaitCounts(ingress.plane, [](const auto& sum) { return sum.connections > 0; });
        QCOMPARE(count.connections, std::uint64_t(1));
        QCOMPARE(count.connectionFailures, std::uint64_t(1));
        QCOMPARE(count.route, std::string("sni/cards"));
        QVERIFY(count.instance.empty());
    }

    void readsAHelloHoweverItIsCut()
    {
        ScriptedUpstream upstream(echo());
        Ingress ingress;
        ingress.lead("cards", {upstream.port()});
        QVERIFY(ingress.plane.apply());

        for (std::size_t cut = 1; cut < hello.size(); ++cut) {
            RawClient client(ingress.plane.address());
            sendAtOnce(client);
            client.send(std::string_view(hello).substr(0, cut));
            client.send(std::string_view(hello).substr(cut));
            QVERIFY2(client.readExactly(hello.size()) == hello, QByteArray::number(static_cast<int>(cut)).constData());
        }
    }

    void readsAHelloOf16KiBInWritesOfOneByte()
    {
        ScriptedUpstream upstream(echo());
        Ingress ingress;
        ingress.lead("cards", {upstream.port()});
        QVERIFY(ingress.plane.apply());
        const std::string large = recordsOf(helloOfSize(16 * 1024), 16 * 1024);
        RawClient client(ingress.plane.address());
        sendAtOnce(client);

        for (const char c : large)
            client.send(std::string_view(&c, 1));

        QVERIFY(client.readExactly(large.size()) == large);
    }

    void closesOnWhatNamesNoServerHere_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const std::string& bytes, const char* reason) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << reason;
        };
        row("unknown server", recordsOf(helloWith(serverName("thief")), 99), "no server here is named 'thief'");
        row("a longer name", recordsOf(helloWith(serverName("cards.x")), 99), "no server here is named 'cards.x'");
        row("a name that is text", recordsOf(helloWith(serverName("a\r\nb")), 99), "no server here is named 'a  b'");
        row("no name", recordsOf(helloWith(""), 99), "names no server");
        row("a request", get, "does not speak TLS");
        row("garbage", std::string(1'000, '\x93'), "does not speak TLS");
        row("oversized", recordsOf(helloOfSize(16 * 1024 + 1), 8'000), "longer than 16 KiB");
        row("records of one byte", recordsOf(helloOfSize(16 * 1024), 1), "in too many pieces");
    }

    void closesOnWhatNamesNoServerHere()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, reason);
        ScriptedUpstream upstream(echo());
        Ingress ingress;
        ingress.lead("cards", {upstream.port()});
        QVERIFY(ingress.plane.apply());
        RawClient client(ingress.plane.address());

        client.send(bytes.toStdString());

        QVERIFY(client.readAll().empty());
        QVERIFY(client.end() != RawClient::End::Open);
        const auto refusal = awaitRefusal(ingress.plane);
        QVERIFY2(refusal.reason.find(reason.toStdString()) != std::string::npos, refusal.reason.c_str());
        QCOMPARE(refusal.peer, std::string("127.0.0.1"));
        QCOMPARE(refusal.place, std::string("in"));
        QCOMPARE(upstream.connections(), 0);
    }

    void aSlowHelloTimesOut()
    {
        proxy::DataPlaneOptions options;
        options.headTimeout = 100ms;
        Ingress ingress(1, options);
        ingress.lead("cards", {deadPort()});
        QVERIFY(ingress.plane.apply());
        RawClient client(ingress.plane.address());
        client.send(std::string_view(hello).substr(0, 20));

        QVERIFY(client.readAll().empty());

        QVERIFY(client.end() != RawClient::End::Open);
        QCOMPARE(awaitRefusal(ingress.plane).reason, std::string("the ClientHello took too long"));
    }

    void theEndOfOneDirectionLeavesTheOther()
    {
        ScriptedUpstream upstream([](UpstreamPeer& peer) {
            std::size_t size = 0;
            for (std::string bytes = peer.readSome(); !bytes.empty(); bytes = peer.readSome())
                size += bytes.size();
            peer.send("got " + std::to_string(size)); // After the client's end.
        });
        Ingress ingress;
        ingress.lead("cards", {upstream.port()});
        QVERIFY(ingress.plane.apply());
        RawClient client(ingress.plane.address());
        client.send(hello + std::string(100'000, 'x'));

        client.finishSending();

        const std::string answer = client.readAll();
        QVERIFY2(answer == "got " + std::to_string(hello.size() + 100'000), answer.c_str());
        QVERIFY(client.end() == RawClient::End::Closed);
        const auto count = awaitCounts(ingress.plane, [](const auto& sum) { return sum.bytesSent > 0; });
        QCOMPARE(count.bytesReceived, std::uint64_t(hello.size() + 100'000));
        QCOMPARE(count.connectionFailures, std::uint64_t(0));
    }

    void aResetIsPassedOn()
    {
        ScriptedUpstream upstream([](UpstreamPeer& peer) {
            peer.readSome();
            peer.reset();
        });
        Ingress ingress;
        ingress.lead("cards", {upstream.port()});
        QVERIFY(ingress.plane.apply());
        RawClient client(ingress.plane.address());

        client.send(hello);
        client.readAll();

        QVERIFY(client.end() == RawClient::End::Reset);
        const auto count = awaitCounts(ingress.plane, [](const auto& sum) { return sum.connectionFailures > 0; });
        QCOMPARE(count.connectionFailures, std::uint64_t(1));
    }

    void aReaderThatStopsStopsTheWriter()
    {
        std::atomic<bool> mayRead = false;
        std::atomic<std::size_t> got = 0;
        ScriptedUpstream upstream([&](UpstreamPeer& peer) {
            while (!mayRead)
                std::this_thread::yield();
            for (std::string bytes = peer.readSome(); !bytes.empty(); bytes = peer.readSome())
                got += bytes.size();
        });
        Ingress ingress;
        ingress.lead("cards", {upstream.port()});
        QVERIFY(ingress.plane.apply());
        RawClient client(ingress.plane.address());
        client.send(hello);
        const std::string block(64 * 1024, 'x');
        std::size_t sent = hello.size();
        auto lastProgress = std::chrono::steady_clock::now();
        while (std::chrono::steady_clock::now() - lastProgress < 300ms) {
            const std::size_t taken = client.trySend(block);
            sent += taken;
            if (taken > 0)
                lastProgress = std::chrono::steady_clock::now();
            QVERIFY(sent < 64U << 20); // What the kernel's buffers hold, and 32 KiB.
        }

        mayRead = true;
        client.finishSending();

        QTRY_COMPARE(got.load(), sent);
    }

    void aConnectionOnWhichNothingMovesEnds()
    {
        ScriptedUpstream upstream(echo());
        proxy::DataPlaneOptions options;
        options.passthroughIdleTimeout = 100ms;
        Ingress ingress(1, options);
        ingress.lead("cards", {upstream.port()});
        QVERIFY(ingress.plane.apply());
        RawClient client(ingress.plane.address());
        client.send(hello);
        QVERIFY(client.readExactly(hello.size()) == hello);

        client.readAll();

        QVERIFY(client.end() != RawClient::End::Open);
    }

    void aRouteThatGoesLeavesItsConnections()
    {
        ScriptedUpstream upstream(echo());
        Ingress ingress;
        ingress.lead("cards", {upstream.port()});
        QVERIFY(ingress.plane.apply());
        RawClient client(ingress.plane.address());
        client.send(hello);
        QVERIFY(client.readExactly(hello.size()) == hello);

        ingress.plane.snapshot.listeners[0].streams.clear();
        ingress.plane.snapshot.clusters.clear();
        ingress.plane.snapshot.endpoints.clear();
        QVERIFY(ingress.plane.apply());

        client.send("more");
        QCOMPARE(client.readExactly(4), std::string("more"));
        RawClient late(ingress.plane.address());
        late.send(hello);
        QVERIFY(late.readAll().empty());
    }

    void drainingCutsWhatIsLeft()
    {
        ScriptedUpstream upstream(echo());
        Ingress ingress;
        ingress.lead("cards", {upstream.port()});
        QVERIFY(ingress.plane.apply());
        RawClient client(ingress.plane.address());
        client.send(hello);
        QVERIFY(client.readExactly(hello.size()) == hello);

        QCOMPARE(ingress.plane.drain(50ms), std::size_t(1));

        client.readAll();
        QVERIFY(client.end() != RawClient::End::Open);
    }

private:
    /// A port on which nobody listens.
    static std::uint16_t deadPort()
    {
        ScriptedUpstream gone([](UpstreamPeer&) {});
        return gone.port();
    }

    MeshHouse m_house;
};

QTEST_GUILESS_MAIN(PassthroughTest)
#include "tst_passthrough.moc"
