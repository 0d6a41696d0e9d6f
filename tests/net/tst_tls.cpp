#include "engine/base/random.h"
#include "engine/net/sockets.h"
#include "engine/net/tls_context.h"
#include "engine/net/tls_transport.h"
#include "tests/support/fake_clock.h"
#include "tests/support/joined_plane.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cstring>
#include <poll.h>
#include <sys/ioctl.h>

using namespace causeway;
using namespace std::chrono_literals;
using net::IoStatus;
using ClientCertificate = net::TlsOptions::ClientCertificate;

namespace {

/// An authority, and what it made, in its own folder.
struct House
{
    explicit House(WallTime now = std::chrono::system_clock::now())
        : clock(now)
        , authority(authority::Authority::open(clock, {folder.path().toStdString()}).value())
        , control(authority->issueControlPlane({"127.0.0.1", "control.example"}).value())
        , plane(test::identityFrom(*authority, test::planeNamed("web-1")))
    {
    }

    QTemporaryDir folder;
    test::FakeClock clock;
    std::unique_ptr<authority::Authority> authority;
    keys::PlaneIdentity control;
    keys::PlaneIdentity plane;
};

net::TlsIdentity tlsOf(const keys::PlaneIdentity& identity)
{
    return {identity.certificateChainPem, identity.privateKeyPem};
}

net::TlsOptions serverOf(const House& house, ClientCertificate clients = ClientCertificate::Required)
{
    net::TlsOptions options;
    options.identity = tlsOf(house.control);
    options.trustedRootsPem = house.control.trustedRootsPem;
    options.clientCertificate = clients;
    return options;
}

net::TlsOptions clientOf(const House& house)
{
    net::TlsOptions options;
    options.identity = tlsOf(house.plane);
    options.trustedRootsPem = house.plane.trustedRootsPem;
    options.expectedUriName = std::string(keys::controlPlaneUri);
    return options;
}

/// Both ends of a loopback connection, driven in turns from one thread.
struct Ends
{
    std::unique_ptr<net::Transport> server;
    std::unique_ptr<net::Transport> client;
    std::string serverGot;
    std::string clientGot;
    IoStatus serverStatus = IoStatus::WouldBlock; // Of its last read.
    IoStatus clientStatus = IoStatus::WouldBlock;
};

std::pair<net::FileDescriptor, net::FileDescriptor> connectedSockets(int bufferBytes)
{
    const auto listener = net::listenOn(net::SocketAddress::create("127.0.0.1", 0).value()).value();
    if (bufferBytes > 0)
        ::setsockopt(listener.get(), SOL_SOCKET, SO_RCVBUF, &bufferBytes, sizeof bufferBytes);
    const auto address = net::SocketAddress::ofSocket(listener.get()).value();
    auto client = net::startConnect(address).value();
    pollfd waiting{listener.get(), POLLIN, 0};
    ::poll(&waiting, 1, 5000);
    auto server = net::acceptFrom(listener.get()).value();
    if (bufferBytes > 0)
        for (const int end : {client.get(), server.get()})
            ::setsockopt(end, SOL_SOCKET, SO_SNDBUF, &bufferBytes, sizeof bufferBytes);
    return {std::move(server), std::move(client)};
}

Ends linked(const net::TlsOptions& server, const net::TlsOptions& client, int bufferBytes = 0)
{
    auto [serverSocket, clientSocket] = connectedSockets(bufferBytes);
    Ends ends;
    ends.server = net::TlsContext::createServer(server).value()->wrap(std::move(serverSocket));
    ends.client = net::TlsContext::createClient(client).value()->wrap(std::move(clientSocket));
    return ends;
}

IoStatus readInto(net::Transport& from, std::string& got)
{
    std::array<std::byte, 8192> block;
    while (true) {
        const auto outcome = from.read(block);
        if (outcome.status != IoStatus::Done)
            return outcome.status;
        got.append(reinterpret_cast<const char*>(block.data()), outcome.bytes);
    }
}

void writeSome(net::Transport& to, std::string& pending)
{
    while (!pending.empty()) {
        const iovec slice{pending.data(), pending.size()};
        const auto outcome = to.write({&slice, 1});
        if (outcome.status != IoStatus::Done)
            return;
        pending.erase(0, outcome.bytes);
    }
}

/// Takes turns until `isDone` or for five seconds.
template <typename Condition>
bool drive(Ends& ends, std::string clientSays, std::string serverSays, Condition isDone)
{
    const auto deadline = std::chrono::steady_clock::now() + 5s;
    while (std::chrono::steady_clock::now() < deadline) {
        writeSome(*ends.client, clientSays);
        ends.serverStatus = readInto(*ends.server, ends.serverGot);
        writeSome(*ends.server, serverSays);
        ends.clientStatus = readInto(*ends.client, ends.clientGot);
        if (isDone())
            return true;
    }
    return false;
}

/// Drives until both ends have failed, as after a refusal.
bool driveToFailure(Ends& ends)
{
    return drive(ends, "hello", "",
                 [&] { return ends.serverStatus == IoStatus::Failed && ends.clientStatus == IoStatus::Failed; });
}

bool holds(const std::string& text, const char* part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

class TlsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_house = std::make_unique<House>();
        m_foreign = std::make_unique<House>();
    }

    void carriesBytesBothWaysAndNamesThePeers()
    {
        Ends ends = linked(serverOf(*m_house), clientOf(*m_house));
        QVERIFY(ends.server->peerUriNames().empty()); // Before the handshake nobody is known.

        QVERIFY(drive(ends, "ping", "pong", [&] { return ends.serverGot == "ping" && ends.clientGot == "pong"; }));

        QVERIFY(ends.server->peerUriNames() == keys::planeUris("shop", "web-1", "web")->both());
        QVERIFY(ends.client->peerUriNames() == std::vector<std::string>{std::string(keys::controlPlaneUri)});
    }

    void refusesAClientOfAForeignAuthority()
    {
        auto client = clientOf(*m_foreign);
        client.trustedRootsPem = m_house->plane.trustedRootsPem;
        Ends ends = linked(serverOf(*m_house), client);

        QVERIFY(driveToFailure(ends));

        QVERIFY(holds(ends.server->problem(), "authority that is not trusted"));
        QVERIFY(holds(ends.server->problem(), "spiffe://shop/plane/web-1"));
        QVERIFY(holds(ends.client->problem(), "refused the connection: unknown ca"));
        QVERIFY(ends.server->peerUriNames().empty());
    }

    void refusesAServerOfAForeignAuthority()
    {
        auto client = clientOf(*m_house);
        client.trustedRootsPem = m_foreign->plane.trustedRootsPem;
        Ends ends = linked(serverOf(*m_house), client);

        QVERIFY(driveToFailure(ends));

        QVERIFY(holds(ends.client->problem(), "authority that is not trusted"));
        QVERIFY(holds(ends.server->problem(), "unknown ca"));
    }

    void refusesAnExpiredCertificate()
    {
        m_house->clock.advance(-48h);
        auto client = clientOf(*m_house);
        client.identity = tlsOf(test::identityFrom(*m_house->authority, test::planeNamed("web-1")));
        m_house->clock.advance(48h);
        Ends ends = linked(serverOf(*m_house), client);

        QVERIFY(driveToFailure(ends));

        QVERIFY(holds(ends.server->problem(), "expired at 20"));
        QVERIFY(holds(ends.client->problem(), "certificate expired"));
    }

    void letsACertificateInThatEndedAShortWhileAgoWhereItIsAskedTo_data()
    {
        QTest::addColumn<int>("graceHours");
        QTest::addColumn<bool>("isAccepted");
        QTest::newRow("within the grace") << 25 << true;
        QTest::newRow("after it") << 23 << false;
    }
    void letsACertificateInThatEndedAShortWhileAgoWhereItIsAskedTo()
    {
        QFETCH(const int, graceHours);
        QFETCH(const bool, isAccepted);
        m_house->clock.advance(-48h); // A life of 24 hours: it ended 24 hours ago.
        auto client = clientOf(*m_house);
        client.identity = tlsOf(test::identityFrom(*m_house->authority, test::planeNamed("web-1")));
        m_house->clock.advance(48h);
        auto server = serverOf(*m_house);
        server.graceAfterExpiry = std::chrono::hours(graceHours);
        Ends ends = linked(server, client);

        if (!isAccepted) {
            QVERIFY(driveToFailure(ends));
            return;
        }
        QVERIFY(drive(ends, "ping", "pong", [&] { return ends.clientGot == "pong"; }));
        QVERIFY(ends.server->peerCertificate()->notAfter() < std::chrono::system_clock::now());
        QVERIFY(ends.server->peerUriNames() == keys::planeUris("shop", "web-1", "web")->both());
    }

    void forgivesNothingElseWithinTheGrace()
    {
        m_foreign->clock.advance(-48h);
        auto client = clientOf(*m_foreign);
        client.identity = tlsOf(test::identityFrom(*m_foreign->authority, test::planeNamed("web-1")));
        m_foreign->clock.advance(48h);
        client.trustedRootsPem = m_house->plane.trustedRootsPem;
        auto server = serverOf(*m_house);
        server.graceAfterExpiry = 1000h;
        Ends ends = linked(server, client);

        QVERIFY(driveToFailure(ends));
        QVERIFY(holds(ends.server->problem(), "authority that is not trusted"));
    }

    void tellsWhomItTurnedAway()
    {
        auto client = clientOf(*m_foreign);
        client.trustedRootsPem = m_house->plane.trustedRootsPem;
        Ends foreign = linked(serverOf(*m_house), client);
        QVERIFY(driveToFailure(foreign));
        client.identity.reset();
        Ends nameless = linked(serverOf(*m_house), client);
        QVERIFY(driveToFailure(nameless));

        const auto refusal = foreign.server->peerRefusal();
        QVERIFY(refusal && refusal->claimedUriNames == keys::planeUris("shop", "web-1", "web")->both());
        QVERIFY(refusal->reason == foreign.server->problem());
        QVERIFY(nameless.server->peerRefusal() && nameless.server->peerRefusal()->claimedUriNames.empty());
        QVERIFY(!foreign.client->peerRefusal()); // It was the one that was turned away.
    }

    void isTrustedByThoseWhoKnowOnlyAnOlderRoot_data()
    {
        QTest::addColumn<int>("changes");
        QTest::newRow("the next but one") << 1;
        QTest::newRow("two changes later") << 2;
        QTest::newRow("three changes later") << 3;
    }
    void isTrustedByThoseWhoKnowOnlyAnOlderRoot()
    {
        QFETCH(const int, changes);
        House house;
        const auto before = clientOf(house); // Its certificate and its trust are of the first root.
        const Digest pin = house.authority->rootFingerprint();
        for (int i = 0; i < changes; ++i)
            QVERIFY(house.authority->prepareRoot() && house.authority->switchRoot());
        house.control = house.authority->issueControlPlane({"127.0.0.1"}).value();
        house.plane = test::identityFrom(*house.authority, test::planeNamed("web-2"));

        Ends old = linked(serverOf(house), before);
        QVERIFY(drive(old, "ping", "pong", [&] { return old.clientGot == "pong"; }));
        auto joining = clientOf(house);
        joining.trustedRootsPem.clear();
        joining.pinnedRoot = pin; // The invitation is of before the change.
        Ends pinned = linked(serverOf(house), joining);
        QVERIFY(drive(pinned, "ping", "pong", [&] { return pinned.clientGot == "pong"; }));
        auto cutOff = serverOf(house);
        cutOff.trustedRootsPem = before.trustedRootsPem; // A peer that no news reached.
        Ends renewed = linked(cutOff, clientOf(house));
        QVERIFY(drive(renewed, "ping", "pong", [&] { return renewed.clientGot == "pong"; }));
    }

    void refusesACertificateOfTomorrow()
    {
        m_house->clock.advance(24h);
        auto client = clientOf(*m_house);
        client.identity = tlsOf(test::identityFrom(*m_house->authority, test::planeNamed("web-1")));
        m_house->clock.advance(-24h);
        Ends ends = linked(serverOf(*m_house), client);

        QVERIFY(driveToFailure(ends));

        QVERIFY(holds(ends.server->problem(), "not valid before"));
    }

    void refusesAServerOfAnotherName()
    {
        auto server = serverOf(*m_house);
        server.identity = tlsOf(m_house->plane); // A plane that poses as the control plane.
        Ends ends = linked(server, clientOf(*m_house));

        QVERIFY(driveToFailure(ends));

        QVERIFY(holds(ends.client->problem(), "the peer is spiffe://shop/web"));
        QVERIFY(holds(ends.client->problem(), "not spiffe://causeway/control-plane"));
    }

    void acceptsAServerByDnsAndIpName_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("isAccepted");
        QTest::newRow("DNS name") << "control.example" << true;
        QTest::newRow("IP literal") << "127.0.0.1" << true;
        QTest::newRow("another DNS name") << "other.example" << false;
        QTest::newRow("another address") << "127.0.0.2" << false;
    }
    void acceptsAServerByDnsAndIpName()
    {
        QFETCH(const QString, name);
        QFETCH(const bool, isAccepted);
        auto client = clientOf(*m_house);
        client.expectedUriName.clear();
        client.serverName = name.toStdString();
        Ends ends = linked(serverOf(*m_house), client);

        const bool failed = drive(ends, "ping", "pong",
                                  [&] { return ends.clientStatus == IoStatus::Failed || ends.clientGot == "pong"; }) &&
                            ends.clientStatus == IoStatus::Failed;

        QCOMPARE(failed, !isAccepted);
    }

    void refusesAClientWithoutACertificateWhereOneIsRequired()
    {
        auto client = clientOf(*m_house);
        client.identity.reset();
        Ends ends = linked(serverOf(*m_house), client);

        QVERIFY(driveToFailure(ends));

        QVERIFY(holds(ends.server->problem(), "showed no certificate"));
        QVERIFY(holds(ends.client->problem(), "certificate required"));
    }

    void takesAClientWithoutACertificateWhereItIsOptional()
    {
        auto client = clientOf(*m_house);
        client.identity.reset();
        Ends ends = linked(serverOf(*m_house, ClientCertificate::Optional), client);

        QVERIFY(drive(ends, "ping", "pong", [&] { return ends.clientGot == "pong"; }));

        QVERIFY(ends.server->peerUriNames().empty());
    }

    void refusesAForeignCertificateWhereItIsOptional()
    {
        auto client = clientOf(*m_foreign);
        client.trustedRootsPem = m_house->plane.trustedRootsPem;
        Ends ends = linked(serverOf(*m_house, ClientCertificate::Optional), client);

        QVERIFY(driveToFailure(ends));
    }

    void trustsOnlyThePinnedAuthority()
    {
        auto client = clientOf(*m_house);
        client.trustedRootsPem.clear();
        client.pinnedRoot = m_house->authority->rootFingerprint();
        Ends good = linked(serverOf(*m_house), client);
        QVERIFY(drive(good, "ping", "pong", [&] { return good.clientGot == "pong"; }));

        client.pinnedRoot = m_foreign->authority->rootFingerprint();
        Ends bad = linked(serverOf(*m_house), client);
        QVERIFY(driveToFailure(bad));
        QVERIFY(holds(bad.client->problem(), "authority that is not trusted"));
    }

    void doesNotTakeAPinnedServerCertificateForAnAuthority()
    {
        auto client = clientOf(*m_house);
        client.pinnedRoot =
            keys::Certificate::chainFromPem(m_house->control.certificateChainPem)->front().fingerprint();
        Ends ends = linked(serverOf(*m_house), client);

        QVERIFY(driveToFailure(ends));
    }

    void tellsAnOrderlyEndFromACutStream()
    {
        Ends orderly = linked(serverOf(*m_house), clientOf(*m_house));
        QVERIFY(drive(orderly, "ping", "pong", [&] { return orderly.clientGot == "pong"; }));
        orderly.client->finishWriting();
        QVERIFY(drive(orderly, "", "more", [&] {
            return orderly.serverStatus == IoStatus::EndOfStream && orderly.clientGot == "pongmore";
        }));

        Ends cut = linked(serverOf(*m_house), clientOf(*m_house));
        QVERIFY(drive(cut, "ping", "pong", [&] { return cut.clientGot == "pong"; }));
        ::shutdown(cut.client->descriptor(), SHUT_WR);
        QVERIFY(drive(cut, "", "", [&] { return cut.serverStatus == IoStatus::Failed; }));
        QVERIFY(holds(cut.server->problem(), "without the peer's goodbye"));
    }

    void survivesWritingToAPeerThatIsGone()
    {
        Ends ends = linked(serverOf(*m_house), clientOf(*m_house));
        QVERIFY(drive(ends, "ping", "pong", [&] { return ends.clientGot == "pong"; }));
        ends.client.reset();

        const std::string block(100'000, 'x');
        const iovec slice{const_cast<char*>(block.data()), block.size()};
        const auto deadline = std::chrono::steady_clock::now() + 5s;
        while (ends.server->write({&slice, 1}).status != IoStatus::Failed)
            QVERIFY(std::chrono::steady_clock::now() < deadline);

        QVERIFY(!ends.server->problem().empty());
    }

    void refusesAPeerThatDoesNotSpeakTls()
    {
        auto [serverSocket, clientSocket] = connectedSockets(0);
        const auto server = net::TlsContext::createServer(serverOf(*m_house)).value()->wrap(std::move(serverSocket));
        QVERIFY(::send(clientSocket.get(), "GET / HTTP/1.1\r\n\r\n", 18, MSG_NOSIGNAL) == 18);

        std::string got;
        IoStatus status = IoStatus::WouldBlock;
        const auto deadline = std::chrono::steady_clock::now() + 5s;
        while (status == IoStatus::WouldBlock && std::chrono::steady_clock::now() < deadline)
            status = readInto(*server, got);

        QVERIFY(status == IoStatus::Failed);
        QVERIFY(holds(server->problem(), "TLS failed: http request"));
    }

    void readsOnlySoFarThroughAFloodOfNewKeys()
    {
        auto [serverSocket, clientSocket] = connectedSockets(0);
        net::TlsOptions options = serverOf(*m_house, ClientCertificate::None);
        options.carriesTraffic = true;
        const auto server = net::TlsContext::createServer(options).value()->wrap(std::move(serverSocket));
        const std::unique_ptr<SSL_CTX, net::SslFree> context(SSL_CTX_new(TLS_client_method()));
        const std::unique_ptr<SSL, net::SslFree> client(SSL_new(context.get()));
        QVERIFY(SSL_set_fd(client.get(), clientSocket.get()) == 1);
        std::string got;
        QTRY_VERIFY((readInto(*server, got), SSL_connect(client.get()) == 1));
        QTRY_VERIFY(readInto(*server, got) == IoStatus::WouldBlock && !server->tlsVersion().empty());
        for (int i = 0; i < 2'000; ++i) // Some 50 KB of records.
            QVERIFY(SSL_key_update(client.get(), SSL_KEY_UPDATE_NOT_REQUESTED) == 1 &&
                    SSL_do_handshake(client.get()) == 1);
        QVERIFY(SSL_write(client.get(), "hello", 5) == 5);

        QVERIFY(readInto(*server, got) == IoStatus::WouldBlock);
        int left = 0;
        QVERIFY(::ioctl(server->descriptor(), FIONREAD, &left) == 0);

        QVERIFY2(left > 20'000, QByteArray::number(left)); // Others have their turn.
        QTRY_VERIFY((readInto(*server, got), got == "hello"));
    }

    void brings10MegabytesThroughTinySocketBuffers()
    {
        Ends ends = linked(serverOf(*m_house), clientOf(*m_house), 4096);
        Random random(7);
        std::string sent(std::size_t(10) * 1024 * 1024, '\0');
        for (char& c : sent)
            c = static_cast<char>(random.next());

        // Slices of many sizes, so that pieces are gathered, retried and cut in every way.
        std::size_t at = 0;
        const auto deadline = std::chrono::steady_clock::now() + 30s;
        std::array<std::size_t, 4> cuts{1, 700, 20'000, 3};
        while (ends.serverGot.size() < sent.size() && std::chrono::steady_clock::now() < deadline) {
            std::array<iovec, 4> slices{};
            std::size_t from = at;
            for (std::size_t i = 0; i < slices.size(); ++i) {
                const std::size_t size = std::min(cuts[i], sent.size() - from);
                slices[i] = {sent.data() + from, size};
                from += size;
            }
            const auto outcome = from > at ? ends.client->write(slices) : net::IoOutcome{};
            QVERIFY(outcome.status != IoStatus::Failed);
            at += outcome.status == IoStatus::Done ? outcome.bytes : 0;
            if (outcome.status == IoStatus::Done)
                cuts[static_cast<std::size_t>(random.below(4))] = 1 + random.below(30'000);
            if (outcome.status == IoStatus::WouldBlock || from == at)
                QVERIFY(readInto(*ends.server, ends.serverGot) != IoStatus::Failed);
            std::string ignored;
            QVERIFY(readInto(*ends.client, ignored) != IoStatus::Failed);
        }

        QVERIFY(ends.serverGot == sent);
    }

    void refusesOptionsThatWouldVerifyNobody()
    {
        auto noName = clientOf(*m_house);
        noName.expectedUriName.clear();
        QVERIFY(!net::TlsContext::createClient(noName));

        auto noRoots = clientOf(*m_house);
        noRoots.trustedRootsPem.clear();
        QVERIFY(!net::TlsContext::createClient(noRoots));

        auto noIdentity = serverOf(*m_house);
        noIdentity.identity.reset();
        QVERIFY(!net::TlsContext::createServer(noIdentity));

        auto mixed = serverOf(*m_house);
        mixed.identity->privateKeyPem = m_house->plane.privateKeyPem;
        QVERIFY(holds(net::TlsContext::createServer(mixed).error().message, "does not belong to the private key"));
    }

private:
    std::unique_ptr<House> m_house;
    std::unique_ptr<House> m_foreign;
};

QTEST_APPLESS_MAIN(TlsTest)
#include "tst_tls.moc"
