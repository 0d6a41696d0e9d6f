#include "engine/keys/certificate.h"
#include "engine/runtime/control_plane_host.h"
#include "engine/runtime/joined_plane.h"
#include "tests/system/http_probe.h"
#include "tests/system/named_service.h"
#include "tests/system/steady_client.h"

#include <QTemporaryDir>
#include <QtTest>

#include <deque>

using namespace causeway;
using namespace std::chrono_literals;
using test::HttpProbe;
using test::SteadyClient;

namespace {

constexpr std::uint64_t rotations = 1'000;
constexpr int sparePool = 12; // Both ends of two connections that are kept for later, at each of three hops.

struct Descriptors
{
    int sockets = 0;
    int others = 0;
};

Descriptors openDescriptors()
{
    Descriptors open;
    for (const auto& each : std::filesystem::directory_iterator("/proc/self/fd")) {
        std::error_code gone; // The one that lists them is.
        const bool isSocket = std::filesystem::read_symlink(each.path(), gone).string().starts_with("socket:");
        ++(isSocket ? open.sockets : open.others);
    }
    return open;
}

} // namespace

/// A gateway with its sidecar before a service with a sidecar, which speak mTLS with certificates of a few seconds.
class TrustUnderLoadTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        control::ControlPlaneOptions options;
        options.dataFolder = m_folder.filePath("control").toStdString();
        options.channel = options.telemetry = options.meshApi = net::SocketAddress::create("127.0.0.1", 0).value();
        options.planeLife = 5s;
        m_host = runtime::ControlPlaneHost::start(m_clock, std::move(options)).value();
        const auto applied = m_host->applyDocuments(resources().toStdString(), "resources", "test");
        QVERIFY2(applied.has_value(), applied ? "" : applied.error().message.c_str());
        m_loop = net::LoopThread::create("planes").value();
        m_workers = proxy::WorkerPool::create(1).value();
        startPlanes();
    }

    void cleanupTestCase()
    {
        m_planes.clear();
        m_workers.reset();
        m_loop.reset();
        m_host.reset();
    }

    void losesNoRequestInAThousandRotationsAndTwoChangesOfRoot()
    {
        const Descriptors before = openDescriptors();
        const Digest first = trust().roots.front().fingerprint;
        {
            SteadyClient kept(url(), "/shop");
            std::uint64_t fresh = 0;
            while (trust().rotations < rotations) {
                const std::uint64_t done = trust().rotations;
                for (const auto& plane : m_planes)
                    plane->renewCertificate();
                QVERIFY(wait([&] { return trust().rotations >= done + m_planes.size(); }));
                if (done / 300 != trust().rotations / 300 && m_changes < 2)
                    changeRoot();
                HttpProbe probe(url()); // Its connection is new at every hop that has none to spare.
                const auto answer = probe.get("/shop");
                QVERIFY(answer && answer->status == 200);
                ++fresh;
            }
            kept.end();
            qInfo("%d requests kept alive, %llu on connections of their own, %llu rotations, %d changes of root",
                  kept.good(), static_cast<unsigned long long>(fresh),
                  static_cast<unsigned long long>(trust().rotations), m_changes);
            QCOMPARE(kept.bad(), 0);
            QVERIFY(kept.good() > 500);
        }
        QCOMPARE(m_changes, 2);
        QVERIFY(trust().roots.front().fingerprint != first);
        QVERIFY(wait([&] { return openDescriptors().sockets <= before.sockets + sparePool; }));
        QVERIFY(wait([&] { return openDescriptors().others <= before.others; })); // A file may just be written.
    }

    void showsAPlaneWhoseCertificateRanOutAndTakesItBack()
    {
        m_planes.back()->expireCertificate();
        QVERIFY(wait([&] { return isRefused("inventory-1", "expired at"); }));

        m_planes.back()->renewCertificate();

        QVERIFY(wait([&] { return isConnected("inventory-1"); }));
        HttpProbe probe(url());
        QVERIFY(wait([&] {
            const auto answer = probe.get("/shop");
            return answer && answer->status == 200;
        }));
    }

private:
    QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_gatewayPort); }

    static bool wait(const std::function<bool()>& condition)
    {
        for (const QDeadlineTimer timer(std::chrono::seconds(30)); !timer.hasExpired(); QThread::msleep(2))
            if (condition())
                return true;
        return false;
    }

    QByteArray resources() const
    {
        return "type: Mesh\nname: default\nmtls:\n  enabledBackend: ca-1\n  backends: [{name: ca-1, type: builtin, "
               "mode: "
               "STRICT}]\n---\n"
               "type: MeshTrafficPermission\nmesh: default\nname: edge\nspec:\n  targetRef: {kind: Mesh}\n  rules:\n"
               "    - default: {allow: [{spiffeID: {type: Exact, value: spiffe://default/edge}}]}\n---\n"
               "type: MeshService\nmesh: default\nname: inventory\nspec:\n  ports: [{port: 80, appProtocol: "
               "http}]\n---\n"
               "_format_version: \"3.0\"\n"
               "services: [{name: shop, host: inventory, routes: [{name: shop, paths: [/shop]}]}]\n";
    }

    void startPlanes()
    {
        model::PlaneDeclaration gateway{"default", "here", "edge", model::PlaneRole::Gateway, {}, "edge", {}};
        gateway.listeners = {{"127.0.0.1", m_gatewayPort, {}}};
        model::PlaneDeclaration beside{"default", "here", "edge-sidecar", model::PlaneRole::Sidecar, {}, "edge", {}};
        beside.address = "127.0.0.1";
        beside.listeners = {{"127.0.0.1", test::freePort(), "inventory"}};
        model::PlaneDeclaration service{"default",   "here", "inventory-1", model::PlaneRole::Sidecar, {},
                                        "inventory", {}};
        service.address = "127.0.0.1";
        service.inbounds = {{"inventory", "127.0.0.1", test::freePort(), "127.0.0.1", m_service.port()}};
        for (const model::PlaneDeclaration& declaration : {gateway, beside, service})
            join(declaration);
        HttpProbe probe(url());
        QVERIFY(wait([&] {
            const auto answer = probe.get("/shop");
            return answer && answer->status == 200;
        }));
    }

    void join(const model::PlaneDeclaration& declaration)
    {
        const auto invitation = m_host->inviteJoin().value();
        runtime::JoinedPlaneOptions options;
        options.dataFolder = m_folder.filePath(QString::fromStdString(declaration.name)).toStdString();
        options.declaration = declaration;
        options.controlPlane = m_host->channelAddress();
        options.telemetry = m_host->telemetryAddress();
        options.invitation = runtime::Invitation{invitation.token, invitation.authority};
        m_planes.push_back(runtime::JoinedPlane::start(*m_loop, m_clock, *m_workers, std::move(options)).value());
    }

    /// While requests go on, and planes renew.
    void changeRoot()
    {
        ++m_changes;
        const Digest before = trust().roots.front().fingerprint;
        m_host->loop().runAndWait([&] { QVERIFY(m_host->controlPlane().rotateRoot()); });
        QVERIFY(wait([&] { return trust().roots.front().fingerprint != before; }));
    }

    control::TrustStatus trust()
    {
        control::TrustStatus status;
        m_host->loop().runAndWait([&] { status = m_host->controlPlane().trust(); });
        return status;
    }

    bool isRefused(const std::string& plane, const std::string& reason)
    {
        bool isFound = false;
        m_host->loop().runAndWait([&] {
            for (const control::RefusedStranger& each : m_host->controlPlane().refusedStrangers())
                isFound = isFound ||
                          (each.peer.ends_with("/plane/" + plane) && each.reason.find(reason) != std::string::npos);
        });
        return isFound;
    }

    bool isConnected(const std::string& plane)
    {
        bool isFound = false;
        m_host->loop().runAndWait([&] {
            for (const control::PlaneStatus& each : m_host->controlPlane().planes())
                isFound = isFound || (each.declaration.name == plane && each.isConnected);
        });
        return isFound;
    }

    QTemporaryDir m_folder;
    SystemClock m_clock;
    test::NamedService m_service{"inventory-1"};
    std::uint16_t m_gatewayPort = test::freePort();
    int m_changes = 0;
    std::unique_ptr<runtime::ControlPlaneHost> m_host;
    std::unique_ptr<net::LoopThread> m_loop;
    std::unique_ptr<proxy::WorkerPool> m_workers;
    std::vector<std::unique_ptr<runtime::JoinedPlane>> m_planes;
};

QTEST_GUILESS_MAIN(TrustUnderLoadTest)
#include "tst_trust_under_load.moc"
