#include "tests/support/front_door.h"
#include "tests/support/hello_bytes.h"
#include "tests/support/raw_client.h"
#include "tests/support/scripted_upstream.h"
#include "tests/support/tls_probe.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::test;
using namespace std::chrono_literals;
using Kind = snapshot::StreamRoute::Kind;

namespace {

const std::string get = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";
const std::string proxied = "PROXY TCP4 192.0.2.1 198.51.100.7 1234 443\r\n";

/// Tells back what it gets, with a word before.
ScriptedUpstream::Script echo(std::string word)
{
    return [word](UpstreamPeer& peer) {
        for (std::string bytes = peer.readSome(); !bytes.empty(); bytes = peer.readSome())
            if (!peer.send(word + bytes))
                return;
    };
}

struct Gateway
{
    Gateway()
    {
        plane.addCluster("application", {application.port()});
        plane.addRoute("all", {{"application", 1}});
    }
    snapshot::Listener& listener() { return plane.snapshot.listeners[0]; }
    void route(const std::string& name, Kind kind, const ScriptedUpstream& to,
               const std::vector<std::string>& serverNames = {})
    {
        plane.addCluster(name, {to.port()});
        listener().streams.push_back({name, kind, name, serverNames});
    }
    void endTls()
    {
        give(plane, "own", HostCertificate("own.test"));
        listener().front = snapshot::FrontTls{{}, "own"};
    }
    std::string sent(std::string_view header) { return headerOf(application.received().back(), header); }

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

} // namespace

class ListenerChainsTest : public QObject
{
    Q_OBJECT

private slots:
    void believesAProxyHeaderInPieces_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::newRow("version 1") << QByteArray::fromStdString(proxied);
        QTest::newRow("version 2") << QByteArray(
            "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\x02\x01\xc6\x33\x64\x07\x04\xd2\x01\xbb", 28);
    }

    void believesAProxyHeaderInPieces()
    {
        QFETCH(const QByteArray, header);
        Gateway gateway;
        gateway.listener().trusted = {{"127.0.0.0/8"}, {}, true};
        QVERIFY(gateway.plane.apply());
        RawClient client(gateway.plane.address());

        for (const char byte : header.toStdString() + get)
            client.send(std::string(1, byte));

        QCOMPARE(statusOf(client.readResponse()), 200);
        QCOMPARE(gateway.sent("X-Real-IP"), std::string("192.0.2.1"));
        QCOMPARE(gateway.sent("X-Forwarded-For"), std::string("192.0.2.1"));
    }

    void takesAProxyHeaderBeforeTls()
    {
        Gateway gateway;
        gateway.endTls();
        gateway.listener().trusted = {{"127.0.0.0/8"}, {}, true};
        QVERIFY(gateway.plane.apply());

        TlsProbe client(gateway.plane.address(), {"own.test", "", false, "", {}, {}, proxied});

        QCOMPARE(statusOf(client.get()), 200);
        QCOMPARE(gateway.sent("X-Real-IP"), std::string("192.0.2.1"));
        QCOMPARE(gateway.sent("X-Forwarded-Proto"), std::string("https"));
    }

    void aProxyHeaderOfNobodyInParticularChangesNothing()
    {
        Gateway gateway;
        gateway.listener().trusted = {{"127.0.0.0/8"}, {}, true};
        QVERIFY(gateway.plane.apply());
        RawClient client(gateway.plane.address());

        client.send("PROXY UNKNOWN\r\n" + get);

        QCOMPARE(statusOf(client.readResponse()), 200);
        QCOMPARE(gateway.sent("X-Real-IP"), std::string("127.0.0.1"));
    }

    void closesWithoutAProxyHeaderItCanBelieve_data()
    {
        QTest::addColumn<QString>("network");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("reason");
        QTest::newRow("from a stranger") << "10.0.0.0/8" << QByteArray::fromStdString(proxied + get) << "not trusted";
        QTest::newRow("no header") << "127.0.0.0/8" << QByteArray::fromStdString(get) << "PROXY header";
        QTest::newRow("half a header") << "127.0.0.0/8" << QByteArray("PROXY TCP4 ") << "took too long";
    }

    void closesWithoutAProxyHeaderItCanBelieve()
    {
        QFETCH(const QString, network);
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, reason);
        proxy::DataPlaneOptions options;
        options.headTimeout = 100ms;
        RunningPlane plane(1, options);
        plane.snapshot.listeners[0].trusted = {{network.toStdString()}, {}, true};
        QVERIFY(plane.apply());
        RawClient client(plane.address());

        client.send(bytes.toStdString());

        QVERIFY(client.readAll().empty());
        QVERIFY(client.end() != RawClient::End::Open);
        const std::string told = awaitRefusal(plane).reason;
        QVERIFY2(told.find(reason.toStdString()) != std::string::npos, told.c_str());
    }

    void believesOnlyTrustedProxiesAboutTheirClients_data()
    {
        QTest::addColumn<bool>("isTrusted");
        QTest::addColumn<int>("field");
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<QByteArray>("realIp");
        QTest::addColumn<QByteArray>("forwardedFor");
        QTest::addColumn<QByteArray>("proto");
        const QByteArray claims = "X-Forwarded-Proto: https\r\n";
        QTest::newRow("a stranger") << false << 0 << claims + "X-Real-IP: 192.0.2.9\r\n"
                                    << QByteArray("127.0.0.1") << QByteArray("127.0.0.1") << QByteArray("http");
        QTest::newRow("X-Real-IP") << true << 0 << claims + "X-Real-IP: 192.0.2.9\r\n"
                                   << QByteArray("192.0.2.9") << QByteArray("192.0.2.9") << QByteArray("https");
        QTest::newRow("X-Real-IP that is none")
            << true << 0 << claims + "X-Real-IP: me\r\n"
            << QByteArray("127.0.0.1") << QByteArray("127.0.0.1") << QByteArray("https");
        QTest::newRow("the last of X-Forwarded-For")
            << true << 1 << claims + "X-Forwarded-For: 192.0.2.1, 127.0.0.9\r\n"
            << QByteArray("127.0.0.9") << QByteArray("192.0.2.1, 127.0.0.9, 127.0.0.1") << QByteArray("https");
        QTest::newRow("past those who are trusted")
            << true << 2 << claims + "X-Forwarded-For: 198.51.100.1, 192.0.2.1, 127.0.0.9\r\n"
            << QByteArray("192.0.2.1") << QByteArray("198.51.100.1, 192.0.2.1, 127.0.0.9, 127.0.0.1")
            << QByteArray("https");
    }

    void believesOnlyTrustedProxiesAboutTheirClients()
    {
        QFETCH(const bool, isTrusted);
        QFETCH(const int, field);
        QFETCH(const QByteArray, sent);
        Gateway gateway;
        gateway.listener().trusted = {{isTrusted ? "127.0.0.0/8" : "10.0.0.0/8"},
                                      static_cast<snapshot::ClientAddressField>(field)};
        QVERIFY(gateway.plane.apply());
        RawClient client(gateway.plane.address());

        client.send("GET / HTTP/1.1\r\nHost: a.test\r\n" + sent.toStdString() + "\r\n");

        QCOMPARE(statusOf(client.readResponse()), 200);
        QTEST(QByteArray::fromStdString(gateway.sent("X-Real-IP")), "realIp");
        QTEST(QByteArray::fromStdString(gateway.sent("X-Forwarded-For")), "forwardedFor");
        QTEST(QByteArray::fromStdString(gateway.sent("X-Forwarded-Proto")), "proto");
    }

    void choosesTheChainByTheFirstBytes()
    {
        ScriptedUpstream passed(echo("passed "));
        ScriptedUpstream ended(echo("ended "));
        Gateway gateway;
        gateway.endTls();
        gateway.route("passing", Kind::Passthrough, passed, {"*.far.test"});
        gateway.route("ending", Kind::Terminated, ended, {"mail.test"});
        QVERIFY(gateway.plane.apply());
        const std::string hello = recordsOf(helloWith(serverName("a.far.test")), 16'384);

        RawClient far(gateway.plane.address());
        far.send(hello);
        QCOMPARE(far.readExactly(7 + hello.size()), "passed " + hello);

        TlsProbe mail(gateway.plane.address(), {"mail.test"});
        QCOMPARE(mail.exchange("EHLO", 10), std::string("ended EHLO"));

        TlsProbe browser(gateway.plane.address(), {"own.test"});
        QCOMPARE(bodyOf(browser.get()), std::string("hello"));
    }

    void aPlainStreamMayBeginAtTheServer()
    {
        ScriptedUpstream greeter([](UpstreamPeer& peer) { peer.send("220 ready\r\n"); });
        Gateway gateway;
        gateway.listener().virtualHost.clear();
        gateway.listener().isGateway = false;
        gateway.route("mail", Kind::Plain, greeter);
        QVERIFY(gateway.plane.apply());

        RawClient client(gateway.plane.address());

        QCOMPARE(client.readUntil("\r\n"), std::string("220 ready\r\n"));
    }

    void takesTheFirstStreamRouteThatFits()
    {
        ScriptedUpstream near(echo("near "));
        ScriptedUpstream other(echo("other "));
        Gateway gateway;
        gateway.listener().virtualHost.clear();
        gateway.listener().isGateway = false;
        gateway.route("strangers", Kind::Plain, other);
        gateway.route("near", Kind::Plain, near);
        gateway.listener().streams[0].sources = {{"10.0.0.0/8", 0}};
        QVERIFY(gateway.plane.apply());
        RawClient client(gateway.plane.address());

        client.send("x");

        QCOMPARE(client.readExactly(6), std::string("near x"));
    }

    void closesAStreamThatNoRouteTakes()
    {
        ScriptedUpstream other(echo(""));
        Gateway gateway;
        gateway.listener().virtualHost.clear();
        gateway.listener().isGateway = false;
        gateway.route("elsewhere", Kind::Plain, other);
        gateway.listener().streams[0].destinations = {{"", 1}};
        QVERIFY(gateway.plane.apply());

        RawClient client(gateway.plane.address());

        QVERIFY(client.readAll().empty());
        QVERIFY(awaitRefusal(gateway.plane).reason.find("no route takes") != std::string::npos);
    }

    void reachesAServerOutsideOverTlsAndSaysItsName()
    {
        Gateway inner;
        inner.endTls();
        QVERIFY(inner.plane.apply());
        Gateway outer;
        outer.plane.snapshot.clusters[0].server = snapshot::ServerTls{};
        outer.plane.snapshot.endpoints[0].endpoints[0] = {"inner", "127.0.0.1", inner.plane.address().port(),
                                                          "own.test"};
        QVERIFY(outer.plane.apply());
        RawClient client(outer.plane.address());

        client.send(get);

        QCOMPARE(bodyOf(client.readResponse()), std::string("hello"));
        QCOMPARE(inner.sent("X-Forwarded-Host"), std::string("own.test"));
    }

    void sendsNothingToAServerThatItCannotVerify_data()
    {
        QTest::addColumn<QString>("hostname");
        QTest::addColumn<bool>("isTrusted");
        QTest::addColumn<int>("status");
        QTest::newRow("all is well") << "own.test" << true << 200;
        QTest::newRow("another name") << "other.test" << true << 502;
        QTest::newRow("another authority") << "own.test" << false << 502;
    }

    void sendsNothingToAServerThatItCannotVerify()
    {
        QFETCH(const QString, hostname);
        QFETCH(const bool, isTrusted);
        QFETCH(const int, status);
        const HostCertificate own("own.test");
        Gateway inner;
        inner.endTls();
        give(inner.plane, "own", own);
        QVERIFY(inner.plane.apply());
        Gateway outer;
        const HostCertificate stranger("own.test");
        outer.plane.snapshot.trustBundles = {{"authorities", {(isTrusted ? own : stranger).certificate.pem()}}};
        outer.plane.snapshot.clusters[0].server = snapshot::ServerTls{true, "authorities"};
        outer.plane.snapshot.endpoints[0].endpoints[0] = {"inner", "127.0.0.1", inner.plane.address().port(),
                                                          hostname.toStdString()};
        QVERIFY(outer.plane.apply());
        RawClient client(outer.plane.address());

        client.send(get);

        QCOMPARE(statusOf(client.readResponse()), status);
        QCOMPARE(inner.application.requests(), status == 200 ? 1 : 0);
    }

    void tellsAServerOfTheClientByAProxyHeader_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("version 1") << 1;
        QTest::newRow("version 2") << 2;
    }

    void tellsAServerOfTheClientByAProxyHeader()
    {
        QFETCH(const int, version);
        Gateway inner;
        inner.listener().trusted = {{"127.0.0.0/8"}, {}, true};
        QVERIFY(inner.plane.apply());
        Gateway outer;
        outer.plane.snapshot.clusters[0].proxyHeader = static_cast<snapshot::ProxyHeaderVersion>(version);
        outer.plane.snapshot.endpoints[0].endpoints[0].port = inner.plane.address().port();
        outer.listener().trusted = {{"127.0.0.0/8"}, {}, true};
        QVERIFY(outer.plane.apply());

        for (const char* const source : {"192.0.2.1", "192.0.2.2"}) {
            RawClient client(outer.plane.address());
            client.send("PROXY TCP4 " + std::string(source) + " 198.51.100.7 1234 443\r\n" + get);
            QCOMPARE(statusOf(client.readResponse()), 200);
            QCOMPARE(inner.sent("X-Real-IP"), std::string(source)); // A connection is of one client.
        }
    }
};

QTEST_APPLESS_MAIN(ListenerChainsTest)
#include "tst_listener_chains.moc"
