#include "engine/web/client.h"
#include "tests/support/fake_clock.h"
#include "tests/support/joined_plane.h"
#include "tests/web/echo_socket.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace causeway;
using namespace causeway::tests;
using namespace std::chrono_literals;

namespace {

/// An authority, and TLS settings of a control plane and of a plane that it vouches for.
struct House
{
    House()
        : clock(std::chrono::system_clock::now())
        , authority(authority::Authority::open(clock, {folder.path().toStdString()}).value())
    {
        const auto control = authority->issueControlPlane({"127.0.0.1"}).value();
        const auto plane = test::identityFrom(*authority, test::planeNamed("web-1"));
        net::TlsOptions options;
        options.identity = net::TlsIdentity{control.certificateChainPem, control.privateKeyPem};
        options.trustedRootsPem = authority->trustedRootsPem();
        options.clientCertificate = net::TlsOptions::ClientCertificate::Optional;
        server.tls = net::TlsContext::createServer(options).value();
        options.identity = net::TlsIdentity{plane.certificateChainPem, plane.privateKeyPem};
        options.expectedUriName = std::string(keys::controlPlaneUri);
        client = net::TlsContext::createClient(options).value();
        clientOptions = options;
        options.expectedUriName = "spiffe://elsewhere/control-plane";
        mistaken = net::TlsContext::createClient(options).value();
    }

    QTemporaryDir folder;
    test::FakeClock clock;
    std::unique_ptr<authority::Authority> authority;
    web::ServerOptions server;
    net::TlsOptions clientOptions;
    std::shared_ptr<const net::TlsContext> client;
    std::shared_ptr<const net::TlsContext> mistaken; // Expects another name of the server.
};

} // namespace

/// The same as without TLS, and who the peer is.
class SecureWebTest : public QObject
{
    Q_OBJECT

private slots:
    void carriesCallsAndNamesTheCaller()
    {
        House house;
        std::vector<std::string> names;
        RunningServer server(house.server, [&](web::Request request, web::Responder responder) {
            names = request.peerUriNames;
            responder.send({200, {}, request.body});
        });
        web::Call call{server.address, house.client, "POST", "/", {}, std::string(300'000, 'x')};

        const auto response = outcomeOf(server, call);

        QVERIFY2(response.has_value(), response ? "" : response.error().message.c_str());
        QVERIFY(response->body == call.body);
        QVERIFY(!names.empty());
        QVERIFY(names.front().starts_with("spiffe://"));
    }

    void carriesMessagesOfAnySize()
    {
        House house;
        EchoServer server(house.server);
        EchoClient client(server, "/channel", house.client);
        QVERIFY2(client.outcome.has_value(), client.outcome ? "" : client.outcome.error().message.c_str());

        for (const std::size_t size : {1UL, 16'384UL, 100'000UL, 5UL << 20}) {
            const std::string message(size, 'm');
            QVERIFY(client.echoOf(message) == message);
        }
    }

    void tellsWhyTheServerIsNotTrusted()
    {
        House house;
        EchoServer server(house.server);

        EchoClient client(server, "/channel", house.mistaken);

        QVERIFY(!client.outcome);
        QVERIFY(client.outcome.error().message.find(server.running.address.toString()) != std::string::npos);
    }

    void takesAnotherCertificateForNewConnectionsWhileOldOnesLiveOn()
    {
        House before;
        House after;
        EchoServer server(before.server);
        EchoClient first(server, "/channel", before.client);
        QVERIFY(first.outcome.has_value());

        server.running.onLoop([&] { server.running.server->setTls(after.server.tls); });

        QVERIFY(first.echoOf("still here") == "still here");
        QVERIFY(!EchoClient(server, "/channel", before.client).outcome);
        QVERIFY(EchoClient(server, "/channel", after.client).outcome.has_value());
    }

    void tellsOfClientsWhoseCertificateIsNotAccepted()
    {
        House house;
        House foreign;
        std::vector<std::string> reasons;
        house.server.peerRefused = [&](const std::string& address, const net::PeerRefusal& refusal) {
            reasons.push_back(address + ": " + refusal.reason);
        };
        RunningServer server(house.server);
        net::TlsOptions options = foreign.clientOptions;
        options.trustedRootsPem = house.authority->trustedRootsPem();
        web::Call call;
        call.address = server.address;
        call.tls = net::TlsContext::createClient(options).value();

        QVERIFY(!outcomeOf(server, call));

        QCOMPARE(reasons.size(), std::size_t(1)); // Before the client hears of it.
        QVERIFY(reasons.front().starts_with("127.0.0.1: the peer's certificate (spiffe://shop/web"));
    }

    void dropsAClientThatSpeaksPlain()
    {
        House house;
        RunningServer server(house.server);
        web::Call call;
        call.address = server.address;

        const auto refused = outcomeOf(server, call);
        call.tls = house.client;
        const auto answered = outcomeOf(server, call);

        QVERIFY(!refused);
        QVERIFY(answered.has_value());
    }
};

QTEST_APPLESS_MAIN(SecureWebTest)
#include "tst_secure_web.moc"
