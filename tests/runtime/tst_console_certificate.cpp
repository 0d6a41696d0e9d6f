#include "engine/base/files.h"
#include "engine/net/sockets.h"
#include "engine/runtime/console_api/console_host.h"
#include "tests/support/fake_cluster.h"
#include "tests/support/offset_clock.h"

#include <QTemporaryDir>
#include <QtTest>

#include <poll.h>

using namespace causeway;
using namespace std::chrono_literals;

namespace {

/// A console's connection, as far as a certificate is looked at.
class Visitor
{
public:
    Visitor(const net::SocketAddress& address, const std::vector<std::string>& trustedRootsPem)
    {
        net::TlsOptions options;
        options.trustedRootsPem = trustedRootsPem;
        options.serverName = "localhost";
        auto socket = net::startConnect(address).value();
        m_transport = net::TlsContext::createClient(options).value()->wrap(std::move(socket));
        wait(POLLOUT);
        while (m_transport->shakeHands() == net::IoStatus::WouldBlock)
            wait(POLLIN);
    }

    /// Empty where the certificate was refused.
    std::string serialNumber() const
    {
        const auto certificate = m_transport->peerCertificate();
        return certificate ? certificate->serialNumber() : std::string();
    }
    /// The first line of an answer.
    std::string ask()
    {
        std::string request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        const iovec slice{request.data(), request.size()};
        m_transport->write({&slice, 1});
        std::array<std::byte, 4096> answer{};
        net::IoOutcome outcome;
        while ((outcome = m_transport->read(answer)).status == net::IoStatus::WouldBlock)
            wait(POLLIN);
        const std::string text(reinterpret_cast<const char*>(answer.data()), outcome.bytes);
        return text.substr(0, text.find("\r\n"));
    }

private:
    void wait(short events)
    {
        pollfd entry{m_transport->descriptor(), events, 0};
        ::poll(&entry, 1, 10'000);
    }

    std::unique_ptr<net::Transport> m_transport;
};

} // namespace

/// What the console API shows to those who connect, over the life of a control plane.
class ConsoleCertificateTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_clock.setOffset(0s);
    }
    void cleanup()
    {
        m_consoles.reset();
        m_host.reset();
    }

    void showsACertificateOfTheNewRootAfterAChangeOfRoot()
    {
        start();
        const auto before = roots();
        Visitor early(address(), before);
        QVERIFY(!early.serialNumber().empty());

        m_host->loop().runAndWait([&] { QVERIFY(m_host->controlPlane().rotateRoot()); });

        QTRY_VERIFY_WITH_TIMEOUT(roots().front() != before.front() && isShownBy(roots().front()), 30'000);
        QCOMPARE(early.ask(), std::string("HTTP/1.1 401 Unauthorized")); // Who was here stays.
    }

    void renewsItsCertificateBeforeItEnds()
    {
        m_clock.setOffset(-300 * 24h); // Of 365 days.
        start();
        const std::string first = Visitor(address(), roots()).serialNumber();
        QVERIFY(!first.empty());

        m_clock.setOffset(0s);

        QTRY_VERIFY_WITH_TIMEOUT(Visitor(address(), roots()).serialNumber() != first, 30'000);
        QVERIFY(!Visitor(address(), roots()).serialNumber().empty());
    }

    void showsTheCertificateOfAFileWhateverBecomesOfTheRoot()
    {
        start();
        keys::PlaneIdentity own;
        m_host->loop().runAndWait([&] { own = m_host->controlPlane().certifyServer({"localhost"}).value(); });
        const auto before = roots();
        m_consoles.reset();
        open(store(own));
        const std::string shown = Visitor(address(), before).serialNumber();
        const Digest first = signing();

        m_host->loop().runAndWait([&] { QVERIFY(m_host->controlPlane().rotateRoot()); });
        QTRY_VERIFY_WITH_TIMEOUT(signing() != first, 30'000);

        QCOMPARE(Visitor(address(), before).serialNumber(), shown);
    }

private:
    void start()
    {
        control::ControlPlaneOptions options;
        options.dataFolder = folder();
        options.channel = options.telemetry = options.meshApi = net::SocketAddress::create("127.0.0.1", 0).value();
        m_host = runtime::ControlPlaneHost::start(m_clock, std::move(options)).value();
        open({});
    }

    void open(runtime::ConsoleEntrance entrance)
    {
        entrance.listen = net::SocketAddress::create("127.0.0.1", 0).value();
        entrance.trustFolder = folder() / "trust";
        m_consoles = runtime::HostedConsoleApi::open(*m_host, m_clock, m_cluster, entrance).value();
    }

    runtime::ConsoleEntrance store(const keys::PlaneIdentity& identity) const
    {
        runtime::ConsoleEntrance entrance;
        entrance.certificate = folder() / "own.crt";
        entrance.key = folder() / "own.key";
        [[maybe_unused]] const bool areKept =
            replaceFile(entrance.certificate, identity.certificateChainPem, FileAccess::Shared) &&
            replaceFile(entrance.key, identity.privateKeyPem, FileAccess::OwnerOnly);
        return entrance;
    }

    /// The newest first.
    std::vector<std::string> roots() const
    {
        const auto pem = readFile(runtime::authoritiesFile(folder() / "trust"), 1 << 20).value();
        std::vector<std::string> found;
        const auto chain = keys::Certificate::chainFromPem(pem).value();
        for (const keys::Certificate& root : chain)
            found.push_back(root.pem());
        return found;
    }

    Digest signing()
    {
        Digest root;
        m_host->loop().runAndWait([&] { root = m_host->controlPlane().trust().roots.front().fingerprint; });
        return root;
    }

    bool isShownBy(const std::string& rootPem) const { return !Visitor(address(), {rootPem}).serialNumber().empty(); }
    const net::SocketAddress& address() const { return m_consoles->api().address(); }
    std::filesystem::path folder() const { return m_folder->path().toStdString(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    test::OffsetClock m_clock;
    testing::FakeCluster m_cluster;
    std::unique_ptr<runtime::ControlPlaneHost> m_host;
    std::unique_ptr<runtime::HostedConsoleApi> m_consoles;
};

QTEST_APPLESS_MAIN(ConsoleCertificateTest)
#include "tst_console_certificate.moc"
