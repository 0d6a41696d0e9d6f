#include "engine/proxy/memory_gauge.h"
#include "tests/support/front_door.h"
#include "tests/support/hello_bytes.h"
#include "tests/support/raw_client.h"
#include "tests/support/tls_probe.h"

#include <QtTest>

#include <sys/socket.h>

using namespace causeway;
using namespace causeway::test;
using namespace std::chrono_literals;
using Demand = snapshot::FrontTls::ClientCertificate;

namespace {

/// A gateway that ends TLS for "shop.test", all of "*.shop.test", and anybody else.
struct Door
{
    explicit Door(proxy::DataPlaneOptions options = {}, std::size_t workers = 2, const proxy::PoolLimits& limits = {})
        : plane(workers, std::move(options), limits)
    {
        give(plane, "shop", HostCertificate("shop.test"));
        give(plane, "wild", HostCertificate("any.shop.test"));
        give(plane, "otherwise", HostCertificate("otherwise.test"));
        front() = snapshot::FrontTls{{{"shop.test", "shop"}, {"*.shop.test", "wild"}}, "otherwise"};
        plane.addCluster("application", {application.port()});
        plane.addRoute("all", {{"application", 1}});
        if (!plane.apply())
            qFatal("the gateway does not run");
    }
    std::optional<snapshot::FrontTls>& front() { return plane.snapshot.listeners[0].front; }
    void ask(Demand demand, const HostCertificate& authority)
    {
        plane.snapshot.trustBundles = {{"clients", {authority.certificate.pem()}}};
        front()->clients = demand;
        front()->trust = "clients";
        if (!plane.apply())
            qFatal("the gateway does not ask");
    }

    Application application;
    RunningPlane plane;
};

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

/// What the certificate says that the server showed to one who asked it something; empty when there was no answer.
std::string shownTo(const net::TlsContext& context, const std::shared_ptr<const net::ExpectedPeer>& expected,
                    const net::SocketAddress& server)
{
    net::FileDescriptor socket(::socket(server.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::connect(socket.get(), server.raw(), server.rawLength()) != 0)
        return {};
    const auto transport = context.wrap(std::move(socket), expected);
    std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    const iovec slice{get.data(), get.size()};
    std::array<std::byte, 4096> answer;
    if (transport->write({&slice, 1}).status != net::IoStatus::Done)
        return {};
    net::IoStatus status = net::IoStatus::WouldBlock;
    while (status == net::IoStatus::WouldBlock) // Tickets come first; the socket itself waits.
        status = transport->read(answer).status;
    if (status != net::IoStatus::Done)
        return {};
    return transport->peerCertificate()->description();
}

} // namespace

class FrontTlsTest : public QObject
{
    Q_OBJECT

private slots:
    void showsTheCertificateOfTheNameThatIsAskedFor_data()
    {
        QTest::addColumn<QString>("asked");
        QTest::addColumn<QString>("shown");
        QTest::newRow("exact") << "shop.test"
                               << "shop.test";
        QTest::newRow("in capitals") << "SHOP.test"
                                     << "shop.test";
        QTest::newRow("wildcard") << "a.shop.test"
                                  << "any.shop.test";
        QTest::newRow("another") << "elsewhere.test"
                                 << "otherwise.test";
        QTest::newRow("none") << ""
                              << "otherwise.test";
    }

    void showsTheCertificateOfTheNameThatIsAskedFor()
    {
        QFETCH(const QString, asked);
        QFETCH(const QString, shown);
        Door door;
        for (const bool only12 : {false, true}) {
            TlsProbe client(door.plane.address(), {asked.toStdString(), "", only12});

            QCOMPARE(QString::fromStdString(client.serverCommonName()), shown);
            for (int i = 0; i < 3; ++i)
                QCOMPARE(bodyOf(client.get()), std::string("hello"));
        }
    }

    void countsTheMemoryOfTlsAgainstTheLimit()
    {
        constexpr std::size_t limit = 8 * proxy::memoryOfWarmTls;
        Door door({}, 1, {.memory = limit});
        std::vector<std::unique_ptr<TlsProbe>> silent; // They shake hands, and say nothing.
        std::uint64_t mostConnections = 0;
        std::size_t highest = 0;

        for (int i = 0; i < 40; ++i) {
            silent.push_back(std::make_unique<TlsProbe>(door.plane.address(), TlsProbe::Options{"shop.test"}));
            mostConnections = std::max(mostConnections, door.plane.collect().downstreamConnections);
            highest = std::max(highest, door.plane.pool().load()[0].memory);
        }
        silent.clear();

        QVERIFY(mostConnections >= 4 && mostConnections <= 10); // Of forty: those that carry nothing make room.
        QVERIFY2(highest >= limit / 2 && highest < 2 * limit, QByteArray::number(qulonglong(highest)));
        QTRY_COMPARE(statusOf(TlsProbe(door.plane.address(), {"shop.test"}).get()), 200);
        QTRY_VERIFY(door.plane.pool().load()[0].memory < limit / 2); // What goes is taken back.
    }

    void tellsTheUpstreamThatItWasHttps()
    {
        Door door;
        TlsProbe client(door.plane.address(), {"shop.test"});

        QCOMPARE(statusOf(client.get("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-Proto: http\r\n\r\n")), 200);

        QCOMPARE(headerOf(door.application.received().at(0), "X-Forwarded-Proto"), std::string("https"));
    }

    void speaksHttp11AndNoOtherProtocol()
    {
        Door door;

        TlsProbe both(door.plane.address(), {"shop.test", "\x02h2\x08http/1.1"});
        TlsProbe foreign(door.plane.address(), {"shop.test", "\x02h2"});

        QCOMPARE(both.protocol(), std::string("http/1.1"));
        QVERIFY(!foreign.isConnected());
    }

    void refusesWhatAScannerLooksFor()
    {
        Door door;

        TlsProbe withoutForwardSecrecy(door.plane.address(), {"shop.test", "", true, "kRSA"});
        TlsProbe withoutAead(door.plane.address(), {"shop.test", "", true, "ECDHE-ECDSA-AES128-SHA256"});
        TlsProbe good(door.plane.address(), {"shop.test", "", true});

        QVERIFY(!withoutForwardSecrecy.isConnected());
        QVERIFY(!withoutAead.isConnected());
        QVERIFY(good.isConnected());
        QVERIFY(!good.renegotiates());
    }

    void keepsToTheLowestVersionThatIsSet()
    {
        Door door;
        door.front()->lowest = snapshot::TlsVersion::Tls13;
        QVERIFY(door.plane.apply());

        TlsProbe old(door.plane.address(), {"shop.test", "", true});
        TlsProbe current(door.plane.address(), {"shop.test"});

        QVERIFY(!old.isConnected());
        QCOMPARE(statusOf(current.get()), 200);
    }

    void refusesCiphersThatNobodyKnows()
    {
        Door door;
        door.front()->ciphers = "ROT13";

        const auto outcome = door.plane.apply();

        QVERIFY(!outcome);
        QVERIFY2(outcome.error().message.find("ROT13") != std::string::npos, outcome.error().message.c_str());
    }

    void refusesACertificateWhoseKeyIsNotHere()
    {
        Door door;
        door.plane.snapshot.certificates[0] = HostCertificate("shop.test").section("shop");

        const auto outcome = door.plane.apply();

        QVERIFY(!outcome);
        QVERIFY2(outcome.error().message.find("'shop/key' is not on this plane") != std::string::npos,
                 outcome.error().message.c_str());
    }

    void answersAPlainRequestWithAWord()
    {
        Door door;
        RawClient client(door.plane.address());

        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        const std::string answer = client.readAll();

        QCOMPARE(statusOf(answer), 400);
        QVERIFY(answer.find("The plain HTTP request was sent to HTTPS port") != std::string::npos);
        QCOMPARE(door.application.requests(), 0);
    }

    void tlsOnAPlainPortIsAnswered400()
    {
        Door door;
        door.front().reset();
        QVERIFY(door.plane.apply());
        RawClient client(door.plane.address());

        client.send(recordsOf(helloWith(serverName("shop.test")), 16'384));

        QCOMPARE(statusOf(client.readAll()), 400);
    }

    void takesAHelloInPieces()
    {
        Door door;
        const std::string hello = recordsOf(helloWith(serverName("shop.test") + extension(43, "\x02\x03\x04")), 40);
        RawClient client(door.plane.address());

        for (const char byte : hello)
            client.send(std::string(1, byte));

        // The hello offers no key, so the server says no by an alert: it has read all of it.
        const std::string answer = client.readAll();
        QVERIFY(!answer.empty());
        QCOMPARE(answer.front(), '\x15');
    }

    void endsAHelloThatTakesTooLong()
    {
        proxy::DataPlaneOptions options;
        options.headTimeout = 50ms;
        Door door(options);
        RawClient client(door.plane.address());

        client.send("\x16\x03\x01");

        QVERIFY(client.readAll().empty());
        QVERIFY(client.end() != RawClient::End::Open);
        QVERIFY(awaitRefusal(door.plane).reason.find("took too long") != std::string::npos);
    }

    void replacesACertificateUnderLiveConnections()
    {
        Door door;
        TlsProbe before(door.plane.address(), {"shop.test"});
        QCOMPARE(statusOf(before.get()), 200);

        give(door.plane, "shop", HostCertificate("new.shop.test"));
        QVERIFY(door.plane.apply());

        QCOMPARE(statusOf(before.get()), 200);
        QCOMPARE(headerOf(before.get(), "Connection"), std::string());
        QCOMPARE(before.serverCommonName(), std::string("shop.test"));
        TlsProbe after(door.plane.address(), {"shop.test"});
        QCOMPARE(after.serverCommonName(), std::string("new.shop.test"));
    }

    void resumesSessionsByTickets_data()
    {
        QTest::addColumn<bool>("only12");
        QTest::newRow("TLS 1.3") << false;
        QTest::newRow("TLS 1.2") << true;
    }

    void resumesSessionsByTickets()
    {
        QFETCH(const bool, only12);
        Door door;
        TlsProbe first(door.plane.address(), {"shop.test", "", only12});
        QCOMPARE(statusOf(first.get()), 200);

        TlsProbe second(door.plane.address(), {"shop.test", "", only12, "", {}, first.session()});

        QVERIFY(!first.isResumed());
        QVERIFY(second.isResumed());
        QCOMPARE(statusOf(second.get()), 200);
    }

    void doesNotResumeWhatBeganUnderOtherRules_data()
    {
        QTest::addColumn<bool>("only12");
        QTest::newRow("TLS 1.3") << false;
        QTest::newRow("TLS 1.2") << true;
    }

    void doesNotResumeWhatBeganUnderOtherRules()
    {
        QFETCH(const bool, only12);
        const HostCertificate customer("customer");
        Door door;
        TlsProbe free(door.plane.address(), {"shop.test", "", only12});
        QCOMPARE(statusOf(free.get()), 200);

        door.ask(Demand::Optional, customer);
        TlsProbe asked(door.plane.address(), {"shop.test", "", only12, "", {}, free.session()});
        QVERIFY(!asked.isResumed());
        QCOMPARE(statusOf(asked.get()), 200);

        door.ask(Demand::Required, customer);
        TlsProbe refused(door.plane.address(), {"shop.test", "", only12, "", {}, asked.session()});
        QVERIFY(refused.get().empty());
    }

    void asksForAClientsCertificate()
    {
        const HostCertificate customer("customer");
        const HostCertificate stranger("stranger");
        Door door;
        const auto get = [&](std::shared_ptr<const net::TlsCredentials> credentials) {
            TlsProbe client(door.plane.address(), {"shop.test", "", false, "", std::move(credentials)});
            return statusOf(client.get());
        };

        door.ask(Demand::Optional, customer);
        QCOMPARE(get(customer.credentials()), 200);
        QCOMPARE(get(nullptr), 200);
        QCOMPARE(get(stranger.credentials()), 0);

        door.ask(Demand::Required, customer);
        QCOMPARE(get(customer.credentials()), 200);
        QCOMPARE(get(nullptr), 0);
        QCOMPARE(get(stranger.credentials()), 0);
    }

    void refusesAClientsCertificateThatExpired()
    {
        HostCertificate customer("customer");
        const auto late = keys::selfSigned(customer.key, {"customer"}, -std::chrono::hours(1));
        QVERIFY(late);
        customer.certificate = keys::Certificate::ofRaw(*late->raw());
        Door door;
        door.ask(Demand::Required, customer);

        TlsProbe client(door.plane.address(), {"shop.test", "", false, "", customer.credentials()});

        QVERIFY(client.get().empty());
        QVERIFY(awaitRefusal(door.plane).reason.find("expired") != std::string::npos);
    }

    void resumesItsSessionsWithServersOutside()
    {
        Door door;
        net::TlsOptions options;
        options.lowest = net::TlsVersion::Tls12;
        options.verifiesServer = false;
        options.resumesSessions = true;
        const auto context = net::TlsContext::createClientOfMany(options);
        QVERIFY(context);
        const auto expected = std::make_shared<net::ExpectedPeer>();
        expected->serverName = "shop.test";
        expected->session = std::make_shared<net::TlsSession>();
        const std::string first = shownTo(**context, expected, door.plane.address());

        // Who goes on with a session is shown no certificate, and keeps the one it knows.
        give(door.plane, "shop", HostCertificate("new.shop.test"));
        QVERIFY(door.plane.apply());

        QVERIFY(!first.empty());
        QCOMPARE(shownTo(**context, expected, door.plane.address()), first);
        expected->session = std::make_shared<net::TlsSession>();
        QVERIFY(shownTo(**context, expected, door.plane.address()) != first);
    }

    void connectionsThatBeganUnderOtherRulesEnd()
    {
        const HostCertificate customer("customer");
        Door door;
        TlsProbe client(door.plane.address(), {"shop.test"});
        QCOMPARE(statusOf(client.get()), 200);

        door.ask(Demand::Required, customer);

        QCOMPARE(headerOf(client.get(), "Connection"), std::string("close"));
    }
};

QTEST_APPLESS_MAIN(FrontTlsTest)
#include "tst_front_tls.moc"
