#include "engine/keys/self_signed.h"
#include "tests/support/raw_client.h"
#include "tests/support/tls_probe.h"
#include "tests/system/causewayd_process.h"
#include "tests/system/named_service.h"

#include <QFile>
#include <QtTest>

using namespace causeway;
using namespace causeway::test;

namespace {

struct HostKey
{
    explicit HostKey(const std::string& host)
        : key(keys::KeyPair::generate().value())
        , certificate(keys::selfSigned(key, {host}, std::chrono::hours(1)).value())
    {
    }
    keys::KeyPair key;
    keys::Certificate certificate;
};

QByteArray indented(const std::string& pem)
{
    QByteArray text = QByteArray::fromStdString(pem);
    return "|\n      " + text.trimmed().replace("\n", "\n      ") + "\n";
}

const std::string get = "GET /shop/x HTTP/1.1\r\nHost: shop.test\r\n\r\n";

} // namespace

/// `causewayd proxy` before clients that speak TLS.
class ProxyTlsTest : public QObject
{
    Q_OBJECT

private slots:
    void showsTheCertificatesOfItsFileAndTakesNewOnesUp()
    {
        NamedService shop("shop");
        write(fileWith(shop, HostKey("shop.test")));
        CausewaydProcess proxy;
        const auto address = start(proxy, "https", {"--listen", "127.0.0.1:0 ssl"});
        QVERIFY2(address.port() != 0, proxy.everything());
        TlsProbe before(address, {"shop.test"});
        QCOMPARE(statusOf(before.get(get)), 200);
        QCOMPARE(before.serverCommonName(), std::string("shop.test"));
        TlsProbe unnamed(address, {""});
        QCOMPARE(unnamed.serverCommonName(), std::string("localhost"));
        QVERIFY2(proxy.everything().contains("self-signed"), proxy.everything());

        write(fileWith(shop, HostKey("new.test")));
        proxy.hangUp();

        QVERIFY2(!proxy.waitForOutput(QStringLiteral("(reloaded) ")).isEmpty(), proxy.everything());
        QCOMPARE(statusOf(before.get(get)), 200);
        TlsProbe after(address, {"shop.test"});
        QCOMPARE(after.serverCommonName(), std::string("new.test"));
    }

    void reachesAServiceOverTls()
    {
        NamedService shop("shop");
        write(fileWith(shop, HostKey("shop.test")));
        CausewaydProcess inner;
        const auto secure = start(inner, "https", {"--listen", "127.0.0.1:0 ssl"});
        QVERIFY2(secure.port() != 0, inner.everything());
        write("_format_version: \"3.0\"\nservices:\n  - url: https://127.0.0.1:" + QByteArray::number(secure.port()) +
              "\n    routes: [{name: all, paths: [/], strip_path: false}]\n");
        CausewaydProcess outer;
        const auto plain = start(outer, "http", {"--listen", "127.0.0.1:0"});
        QVERIFY2(plain.port() != 0, outer.everything());
        RawClient client(plain);

        client.send(get);

        QCOMPARE(statusOf(client.readResponse()), 200);
    }

    void passesStreamsOn()
    {
        NamedService shop("shop");
        write("_format_version: \"3.0\"\nservices:\n  - {name: s, protocol: tcp, host: 127.0.0.1, port: " +
              QByteArray::number(shop.port()) +
              ", routes: [{name: r, protocols: [tcp], sources: [{ip: 127.0.0.0/8}]}]}\n");
        CausewaydProcess proxy;
        const auto address = start(proxy, "tcp", {"--stream-listen", "127.0.0.1:0"});
        QVERIFY2(address.port() != 0, proxy.everything());
        RawClient client(address);

        client.send(get);

        const std::string response = client.readResponse();
        QCOMPARE(statusOf(response), 200);
        QCOMPARE(headerOf(response, "Via"), std::string());
    }

    void refusesOptionsThatDoNotGoTogether_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("complaint");
        QTest::newRow("flag") << QStringList{"--listen", "127.0.0.1:0 tls"} << "'tls' is not a flag";
        QTest::newRow("nobody trusted") << QStringList{"--listen", "127.0.0.1:0 proxy_protocol"} << "--trusted-ips";
        QTest::newRow("network") << QStringList{"--trusted-ips", "10.0.0.0/33"} << "is not a network";
        QTest::newRow("no authority") << QStringList{"--client-certificates", "required"} << "--client-ca";
        QTest::newRow("version") << QStringList{"--tls-min-version", "1.1"} << "1.1";
    }

    void refusesOptionsThatDoNotGoTogether()
    {
        QFETCH(const QStringList, options);
        QFETCH(const QString, complaint);
        CausewaydProcess proxy;

        const auto status = proxy.run(QStringList{"proxy", "--config", m_file} + options);

        QVERIFY(status && *status != 0);
        QVERIFY2(proxy.errors().contains(complaint), proxy.everything());
    }

private:
    static QByteArray fileWith(const NamedService& service, const HostKey& host)
    {
        return "_format_version: \"3.0\"\n"
               "certificates:\n"
               "  - snis: [{name: shop.test}]\n"
               "    cert: " +
               indented(host.certificate.pem()) + "    key: " + indented(host.key.privateKeyPem()) +
               "services:\n"
               "  - name: shop\n"
               "    url: http://127.0.0.1:" +
               QByteArray::number(service.port()) +
               "\n"
               "    routes: [{name: shop, paths: [/shop]}]\n";
    }

    void write(const QByteArray& text)
    {
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(text);
    }

    /// Where it listens; port 0 when it does not.
    net::SocketAddress start(CausewaydProcess& proxy, const QString& scheme, const QStringList& options) const
    {
        proxy.start(QStringList{"proxy", "--config", m_file, "--workers", "2"} + options);
        const QString address = proxy.waitForOutput("serving .* on " + scheme + "://(\\S+)");
        return net::SocketAddress::parse(address.toStdString()).value_or(net::SocketAddress());
    }

    QTemporaryDir m_folder;
    QString m_file = m_folder.filePath(QStringLiteral("kong.yml"));
};

QTEST_GUILESS_MAIN(ProxyTlsTest)
#include "tst_proxy_tls.moc"
