#include "engine/base/files.h"
#include "engine/control/stranger_list.h"
#include "engine/keys/certificate.h"
#include "engine/keys/root_set.h"
#include "engine/keys/spiffe.h"
#include "engine/net/sockets.h"
#include "tests/control/control_house.h"

#include <QtTest>

#include <poll.h>

using namespace causeway;
using namespace std::chrono_literals;
using control::TrustStatus;
using test::ControlHouse;
using test::LinkedPlane;

namespace {

model::Mesh meshWithTls()
{
    model::Mesh mesh{"default", {}, model::MeshMtls{}};
    mesh.mtls->backend = "ca-1";
    return mesh;
}

/// A sidecar that takes mesh traffic, so that its snapshot holds the bundle of its mesh.
model::PlaneDeclaration guarded(const std::string& name)
{
    model::PlaneDeclaration plane = test::sidecar(name, "monolith", "disputes");
    plane.address = "127.0.0.1";
    plane.inbounds = {{"monolith", "127.0.0.1", 15000, "127.0.0.1", 5000}};
    return plane;
}

} // namespace

/// Certificates and roots as the control plane sees to them.
class TrustTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_house = std::make_unique<ControlHouse>(); }
    void cleanup() { m_house.reset(); }

    void showsWhatCertificatesPlanesHave()
    {
        m_house->connect(guarded("web-1"));

        const auto status = m_house->statusOf("web-1");

        QVERIFY(status.identity == "spiffe://default/monolith");
        QVERIFY(status.certificateExpires && status.certificateIssued);
        QVERIFY(*status.certificateExpires - *status.certificateIssued == 24h);
        const auto trust = m_house->trust();
        QCOMPARE(trust.roots.size(), std::size_t(1));
        QVERIFY(trust.roots.front().role == TrustStatus::Role::Signing);
        const auto left = *status.certificateExpires - trust.nextRotation.value();
        QVERIFY(left > 4h && left < 5h);
    }

    void issuesForNoLongerThanTheMeshWants()
    {
        model::Mesh mesh = meshWithTls();
        mesh.mtls->certificateLife = 30min;
        QVERIFY(m_house->write({mesh}));

        m_house->connect(guarded("web-1"));

        const auto status = m_house->statusOf("web-1");
        QVERIFY(*status.certificateExpires - *status.certificateIssued == 30min);
    }

    void countsRenewals()
    {
        LinkedPlane& plane = m_house->connect(guarded("web-1"));

        m_house->fixture.run([&] { plane.renew(); });

        QVERIFY(eventually([&] { return m_house->plane->trust().rotations == 1; }));
        QCOMPARE(m_house->statusOf("web-1").renewals, std::uint64_t(1));
    }

    void asksAPlaneWhoseCertificateEndsSoonAndThatDoesNotSeeIt()
    {
        m_house->connect(guarded("web-1"));

        m_house->clock.setOffset(22h); // Its own clock stands behind.

        QVERIFY(eventually([&] { return m_house->plane->trust().rotations == 1; }));
    }

    void cutsAConnectionThatOutlivesItsCertificate()
    {
        LinkedPlane& plane = m_house->connect(guarded("web-1"));
        plane.renews = false;

        m_house->clock.setOffset(25h);
        QVERIFY(m_house->fixture.eventually([&] { return plane.isUp == false; }, 30s));
    }

    void letsTheNextRootSignWhenEveryConnectedPlaneTrustsIt()
    {
        QVERIFY(m_house->write({meshWithTls()}));
        LinkedPlane& slow = m_house->connect(guarded("web-1"));
        LinkedPlane& quick = m_house->connect(guarded("web-2"));
        const Digest first = m_house->trust().roots.front().fingerprint;
        slow.keepsRoots = false;

        const auto begun = rotate();

        QVERIFY(begun && begun->roots.size() == 2);
        QVERIFY(begun->roots[0].role == TrustStatus::Role::Signing && begun->roots[1].role == TrustStatus::Role::Next);
        QVERIFY(eventually([&] { return waitsFor() == std::vector<std::string>{"web-1"}; }));
        QVERIFY(eventually([&] { return slow.rootsGiven.size() == 2; }));
        QVERIFY(quick.identity.trustedRootsPem.size() == 2);
        QVERIFY(m_house->trust().roots.front().fingerprint == first);
        QCOMPARE(rotate().error().code, ErrorCode::AlreadyExists);

        m_house->fixture.run([&] { slow.keepRoots(); });

        QVERIFY(eventually([&] { return m_house->plane->trust().roots[1].role == TrustStatus::Role::Old; }));
        QVERIFY(m_house->trust().roots.front().fingerprint == begun->roots[1].fingerprint);
        QVERIFY(eventually([&] { return m_house->plane->trust().rotations == 2; })); // Both were asked to renew.
        QVERIFY(isSignedByNewest(slow.identity) && isSignedByNewest(quick.identity));
    }

    void waitsForTheBundleToBeServed()
    {
        QVERIFY(m_house->write({meshWithTls()}));
        LinkedPlane& plane = m_house->connect(guarded("web-1"));
        const std::size_t before = plane.deliveries.size();
        plane.isSilent = true; // It keeps the roots, but does not say that it serves by them.

        QVERIFY(rotate());
        QVERIFY(eventually([&] { return plane.identity.trustedRootsPem.size() == 2; }));
        QVERIFY(eventually([&] { return plane.deliveries.size() > before && waitsFor().size() == 1; }));

        m_house->fixture.run([&] {
            const channel::Delivery& last = plane.deliveries.back();
            plane.link->acknowledge(last.revision, last.manifest.hash());
        });

        QVERIFY(eventually([&] { return m_house->plane->trust().roots[1].role == TrustStatus::Role::Old; }));
    }

    void goesOnAfterAStopAtEachStep_data()
    {
        QTest::addColumn<bool>("isSwitched");
        QTest::newRow("the next root is made") << false;
        QTest::newRow("the next root signs") << true;
    }
    void goesOnAfterAStopAtEachStep()
    {
        QFETCH(const bool, isSwitched);
        QVERIFY(m_house->write({meshWithTls()}));
        LinkedPlane& plane = m_house->connect(guarded("web-1"));
        plane.keepsRoots = isSwitched;
        plane.renews = false;
        const Digest next = rotate()->roots[1].fingerprint;
        if (isSwitched)
            QVERIFY(eventually([&] { return m_house->plane->trust().roots[1].role == TrustStatus::Role::Old; }));

        m_house->close();
        plane.keepsRoots = true;
        plane.renews = true;
        m_house->open();

        QVERIFY(eventually([&] {
            const auto trust = m_house->plane->trust();
            return trust.rotations == 1 && trust.roots[0].fingerprint == next;
        }));
        QVERIFY(isSignedByNewest(plane.identity));
    }

    void takesAPlaneBackThatWasAwayDuringTheChange()
    {
        QVERIFY(m_house->write({meshWithTls()}));
        LinkedPlane& before = m_house->connect(guarded("web-1"));
        m_house->cut(before);
        QVERIFY(eventually([&] { return !m_house->plane->planes().front().isConnected; }));
        QVERIFY(rotate());
        QVERIFY(eventually([&] { return m_house->plane->trust().roots[1].role == TrustStatus::Role::Old; }));
        QVERIFY(m_house->trust().behind == std::vector<std::string>{"web-1"});

        LinkedPlane& after = m_house->connect(guarded("web-1")); // With what it had.

        QVERIFY(eventually([&] { return m_house->plane->trust().rotations == 1; }));
        QVERIFY(eventually([&] { return after.identity.trustedRootsPem.size() == 2; }));
        QVERIFY(m_house->trust().behind.empty());
    }

    void letsTheOldRootLeaveWhenNothingHangsOnIt()
    {
        LinkedPlane& plane = m_house->connect(guarded("web-1"));
        QVERIFY(rotate());
        QVERIFY(eventually([&] { return m_house->plane->trust().rotations == 1; }));
        QVERIFY(m_house->trust().roots[1].leaves.has_value());

        m_house->clock.setOffset(24h + 72h + 1s);

        QVERIFY(eventually([&] { return m_house->plane->trust().roots.size() == 1; }));
        QVERIFY(eventually([&] { return plane.identity.trustedRootsPem.size() == 1; }));
    }

    void changesARootThatComesToItsEndByItself()
    {
        const Digest first = m_house->trust().roots.front().fingerprint;

        m_house->clock.setOffset(24h * 3652 * 19 / 20);

        QVERIFY(eventually([&] { return m_house->plane->trust().roots.front().fingerprint != first; }));
    }

    void renewsItsOwnCertificate()
    {
        m_house->close();
        m_house->clock.setOffset(-24h * 300);
        m_house->open();
        QVERIFY(serverIssuedAt() < std::chrono::system_clock::now() - 24h);

        m_house->clock.setOffset(0s); // After a sleep of 300 days, if need be.

        QTRY_VERIFY_WITH_TIMEOUT(serverIssuedAt() > std::chrono::system_clock::now() - 1h, 10'000);
    }

    void renewsALatePlaneThatItKnows()
    {
        m_house->clock.setOffset(-24h - 600s);
        m_house->identityOf(guarded("web-1"));
        m_house->clock.setOffset(0s);
        LinkedPlane& stranger = link(guarded("web-1"));
        const auto refused = refusedBecause("not known any more"); // It was never here.
        m_house->cut(stranger);
        QVERIFY(refused);
        QVERIFY(refused->peer == "spiffe://default/plane/web-1");
        QVERIFY(refused->times >= 1);

        m_house->forgetIdentities();
        m_house->cut(m_house->connect(guarded("web-1"))); // Now it was.
        m_house->forgetIdentities();
        m_house->clock.setOffset(-24h - 600s);
        m_house->identityOf(guarded("web-1"));
        m_house->clock.setOffset(0s);
        m_house->connect(guarded("web-1"));

        QVERIFY(m_house->trust().rotations >= 1);
    }

    void recordsWhatItIssuedWithoutGrowth()
    {
        LinkedPlane& plane = m_house->connect(guarded("web-1"));
        for (std::uint64_t i = 1; i <= 600; ++i) {
            m_house->fixture.run([&] { plane.renew(); });
            QVERIFY(eventually([&] { return m_house->plane->trust().rotations == i; }));
        }
        m_house->close();

        const auto file = m_house->options.dataFolder / "trust" / "issued";
        QVERIFY(std::filesystem::file_size(file) > 0);
        QVERIFY(std::filesystem::file_size(file) < 60'000);
    }

    void keepsABoundedListOfStrangersNewestFirst()
    {
        control::StrangerList list;
        const WallTime now = m_house->clock.wallNow();
        for (int i = 0; i < 100; ++i)
            list.add({fmt::format("plane {}", i), "127.0.0.1", "expired"}, now + std::chrono::seconds(i));
        list.add({"plane 70", "127.0.0.1", "expired"}, now + 200s);

        QCOMPARE(list.newestFirst().size(), control::StrangerList::limit);
        QVERIFY(list.newestFirst().front().peer == "plane 70");
        QCOMPARE(list.newestFirst().front().times, std::uint64_t(2));
        QVERIFY(list.newestFirst()[1].peer == "plane 99");
    }

private:
    bool eventually(const std::function<bool()>& condition) { return m_house->eventually(condition); }

    Result<TrustStatus> rotate()
    {
        Result<TrustStatus> outcome;
        m_house->fixture.run([&] { outcome = m_house->plane->rotateRoot(); });
        return outcome;
    }

    std::vector<std::string> waitsFor() { return m_house->plane->trust().waitsFor; }

    bool isSignedByNewest(const keys::PlaneIdentity& identity)
    {
        const Digest newest = m_house->trust().roots.front().fingerprint;
        const auto leaf = keys::Certificate::chainFromPem(identity.certificateChainPem);
        for (const std::string& pem : identity.trustedRootsPem) {
            const auto root = keys::Certificate::fromPem(pem);
            if (root->fingerprint() == newest)
                return leaf->front().isSignedBy(*root);
        }
        return false;
    }

    /// Does not wait for it to be let in.
    LinkedPlane& link(const model::PlaneDeclaration& declaration) { return m_house->link(declaration); }

    std::optional<control::RefusedStranger> refusedBecause(const std::string& reason)
    {
        std::optional<control::RefusedStranger> found;
        static_cast<void>(eventually([&] {
            for (const control::RefusedStranger& each : m_house->plane->refusedStrangers())
                if (each.reason.find(reason) != std::string::npos)
                    found = each;
            return found.has_value();
        }));
        return found;
    }

    /// Shakes hands with the channel, as anyone may, and looks at what it shows.
    WallTime serverIssuedAt()
    {
        net::TlsOptions options;
        options.trustedRootsPem = {readFile(m_house->options.dataFolder / "trust" / "roots.crt", 1 << 20).value()};
        options.expectedUriName = std::string(keys::controlPlaneUri);
        auto socket = net::startConnect(m_house->options.channel).value();
        const auto transport = net::TlsContext::createClient(options).value()->wrap(std::move(socket));
        for (int turn = 0; turn < 100 && !transport->peerCertificate(); ++turn) {
            std::byte block[16];
            static_cast<void>(transport->read(block));
            pollfd waiting{transport->descriptor(), POLLIN, 0};
            ::poll(&waiting, 1, 20);
        }
        const auto certificate = transport->peerCertificate();
        return certificate ? certificate->issuedAt() : WallTime{};
    }

    std::unique_ptr<ControlHouse> m_house;
};

QTEST_APPLESS_MAIN(TrustTest)
#include "tst_trust.moc"
