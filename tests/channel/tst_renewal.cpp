#include "engine/keys/certificate_request.h"
#include "engine/keys/root_set.h"
#include "engine/keys/spiffe.h"
#include "tests/channel/channel_house.h"

#include <QtTest>

using namespace causeway;
using namespace std::chrono_literals;
using test::ChannelHouse;
using test::RecordingPlane;

/// Certificates and roots over the channel, and who is turned away for want of good ones.
class RenewalTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_house = std::make_unique<ChannelHouse>(); }
    void cleanup()
    {
        m_house->fixture.run([this] { m_plane.reset(); });
        m_house.reset();
    }

    void renewsACertificateWithoutAnotherConnection()
    {
        connect(m_house->linkOptions("web-1"));
        const std::string before = serial();

        const auto identity = renew();

        QVERIFY(identity);
        const auto leaf = keys::Certificate::chainFromPem(identity->certificateChainPem).value();
        QVERIFY(eventually([&] { return control().trustChanges == 1; }));
        QVERIFY(serial() == leaf.front().serialNumber());
        QVERIFY(serial() != before);
        QCOMPARE(control().session->renewals(), std::uint64_t(1));
        QCOMPARE(control().events.size(), std::size_t(1)); // Never gone.
    }

    void usesTheNewCertificateFromTheNextConnectionOn()
    {
        connect(m_house->linkOptions("web-1"));
        const auto identity = renew();
        m_house->fixture.run([&] { m_plane->link->setIdentity(*identity); });
        const std::string renewed = serial();

        m_house->fixture.run([&] { control().session->disconnect("once more"); });

        QVERIFY(eventually([&] { return control().events.size() == 3 && control().session; }));
        QVERIFY(serial() == renewed);
    }

    void saysWhyThereIsNoNewCertificate()
    {
        connect(m_house->linkOptions("web-1"));
        control().refuseRenewal = "the plane is not wanted any more";

        QVERIFY(!renew());

        QVERIFY(m_plane->renewed.front().error().message == control().refuseRenewal);
        QVERIFY(control().session); // A refusal does not cost the connection.
    }

    void doesNotRenewAnotherPlanesNames()
    {
        connect(m_house->linkOptions("web-1"));
        const auto key = keys::KeyPair::generate().value();
        const auto request = keys::CertificateRequest::create(key, {"spiffe://shop/plane/web-2"}).value();

        m_house->fixture.run([&] { QVERIFY(m_plane->link->renew(request.pem())); });

        QVERIFY(eventually([&] { return m_plane->renewed.size() == 1; }));
        QCOMPARE(m_plane->renewed.front().error().code, ErrorCode::PermissionDenied);
    }

    void canBeAskedToRenew()
    {
        connect(m_house->linkOptions("web-1"));

        m_house->fixture.run([&] { control().session->askToRenew("the root changes"); });

        QVERIFY(eventually([&] { return m_plane->renewalsAsked.size() == 1; }));
        QVERIFY(m_plane->renewalsAsked.front() == "the root changes");
    }

    void bringsRootsAndHearsThatTheyAreKept()
    {
        auto options = m_house->linkOptions("web-1");
        auto identity = options.identity;
        connect(std::move(options));
        QVERIFY(control().session->trustedRoots() == keys::rootSetDigest(identity.trustedRootsPem).value());
        QVERIFY(m_house->authority->prepareRoot());
        const auto roots = m_house->authority->trustedRootsPem();

        m_house->fixture.run([&] { control().session->sendRoots(roots); });
        QVERIFY(eventually([&] { return m_plane->rootsGiven.size() == 1; }));
        QVERIFY(m_plane->rootsGiven.front() == roots);
        QVERIFY(control().session->trustedRoots() != keys::rootSetDigest(roots).value());
        identity.trustedRootsPem = roots;
        m_house->fixture.run([&] { m_plane->link->setIdentity(identity); });

        QVERIFY(eventually([&] { return control().session->trustedRoots() == keys::rootSetDigest(roots).value(); }));
    }

    void letsAPlaneBackWhoseCertificateEndedAShortWhileAgo()
    {
        auto options = m_house->lateLinkOptions("web-1", 600s);
        connectLate(std::move(options));
        QVERIFY(m_plane->renewalsAsked.front().find("the certificate expired at 20") != std::string::npos);
        QVERIFY(!control().session); // It can do nothing else.

        const auto identity = renew();
        QVERIFY(identity);
        m_house->fixture.run([&] { m_plane->link->setIdentity(*identity); });

        QVERIFY(eventually([&] { return control().session != nullptr; }));
        QVERIFY(eventually([&] { return m_plane->states.back() == "up"; }));
        for (const channel::Stranger& stranger : control().strangers) // Its telemetry, which has no such way back.
            QVERIFY(stranger.reason.find("the peer's certificate") == 0);
    }

    void takesNoReportsAndNoAnswersFromALatePlane()
    {
        connectLate(m_house->lateLinkOptions("web-1", 600s));

        m_house->fixture.run([&] {
            m_plane->link->report({});
            m_plane->link->acknowledge(7, {});
        });

        QVERIFY(eventually([&] { return !control().strangers.empty(); })); // Its telemetry, turned away by TLS.
        QVERIFY(control().reports.empty());
        QVERIFY(control().acknowledgements.empty());
        QVERIFY(control().events.empty());
    }

    void namesThoseItTurnsAway_data()
    {
        QTest::addColumn<QString>("who");
        QTest::addColumn<QString>("peer");
        QTest::addColumn<QString>("reason");
        QTest::newRow("foreign authority") << "foreign"
                                           << "spiffe://shop/plane/web-1"
                                           << "authority that is not trusted here";
        QTest::newRow("expired long ago") << "expired"
                                          << "spiffe://shop/plane/web-1"
                                          << "expired at 20";
        QTest::newRow("another's name") << "posing"
                                        << "spiffe://shop/plane/web-1"
                                        << "does not name spiffe://shop/plane/web-2";
        QTest::newRow("not valid yet") << "early"
                                       << "spiffe://shop/plane/web-1"
                                       << "is not valid before";
    }
    void namesThoseItTurnsAway()
    {
        QFETCH(const QString, who);
        QFETCH(const QString, peer);
        QFETCH(const QString, reason);
        ChannelHouse foreign;
        auto options = m_house->linkOptions("web-1");
        if (who == "foreign") {
            options.identity = foreign.linkOptions("web-1").identity;
            options.identity.trustedRootsPem = m_house->authority->trustedRootsPem();
        } else if (who == "expired") {
            options = m_house->lateLinkOptions("web-1", 3700s);
        } else if (who == "early") {
            options = m_house->lateLinkOptions("web-1", -24h - 3700s);
        } else {
            options.declaration.name = "web-2";
        }

        m_house->fixture.run(
            [&] { m_plane = std::make_unique<RecordingPlane>(m_house->fixture.loop(), std::move(options)); });

        channel::Stranger stranger;
        QVERIFY(eventually([&] {
            if (control().strangers.empty())
                return false;
            stranger = control().strangers.front();
            return true;
        }));
        QCOMPARE(QString::fromStdString(stranger.peer), peer);
        QVERIFY2(stranger.reason.find(reason.toStdString()) != std::string::npos, stranger.reason.c_str());
        QVERIFY(stranger.address == "127.0.0.1");
        QVERIFY(control().events.empty());
    }

    void namesAPlaneThatCannotJoin()
    {
        std::unique_ptr<channel::JoinClient> client;
        bool isAnswered = false;
        m_house->fixture.run([&] {
            client = channel::JoinClient::start(m_house->fixture.loop(), m_house->joinRequest("cwj_wrong", "web-1"),
                                                [&](const Result<keys::PlaneIdentity>&) { isAnswered = true; });
        });

        QVERIFY(eventually([&] { return isAnswered; }));
        QCOMPARE(control().strangers.size(), std::size_t(1));
        QVERIFY(control().strangers.front().peer == "plane web-1 of mesh shop");
        QVERIFY(control().strangers.front().reason.find("token is unknown") != std::string::npos);
        m_house->fixture.run([&] { client.reset(); });
    }

    void keepsNoMoreOfAStrangersWordsThanALine()
    {
        std::unique_ptr<channel::JoinClient> client;
        bool isAnswered = false;
        m_house->fixture.run([&] {
            auto request = m_house->joinRequest("cwj_wrong", "web-1");
            for (std::uint16_t i = 0; i < 900; ++i)
                request.declaration.listeners.push_back({std::string(900, 'x'), i, "shop"});
            client = channel::JoinClient::start(m_house->fixture.loop(), std::move(request),
                                                [&](const Result<keys::PlaneIdentity>&) { isAnswered = true; });
        });

        QVERIFY(eventually([&] { return isAnswered; }));
        QCOMPARE(control().strangers.size(), std::size_t(1));
        QVERIFY(control().strangers.front().reason.size() <= channel::strangerTextLimit);
        QVERIFY(control().strangers.front().peer.size() <= channel::strangerTextLimit);
        m_house->fixture.run([&] { client.reset(); });
    }

    void takesAnotherIdentityAndOtherRootsWhilePlanesStayConnected()
    {
        connect(m_house->linkOptions("web-1"));
        QVERIFY(m_house->authority->prepareRoot() && m_house->authority->switchRoot());

        m_house->fixture.run([&] { QVERIFY(m_house->gate->setTls(m_house->gateTls())); });

        QCOMPARE(control().events.size(), std::size_t(1));
        m_house->fixture.run([&] { control().session->disconnect("once more"); });
        QVERIFY(eventually([&] { return control().events.size() == 3 && control().session; })); // By the old root.
    }

private:
    test::RecordingControl& control() { return *m_house->control; }
    bool eventually(const std::function<bool()>& condition) { return m_house->fixture.eventually(condition); }

    void connect(channel::PlaneLinkOptions options)
    {
        m_house->fixture.run(
            [&] { m_plane = std::make_unique<RecordingPlane>(m_house->fixture.loop(), std::move(options)); });
        QVERIFY(eventually([&] { return control().session != nullptr; }));
        QVERIFY(eventually([&] { return !m_plane->states.empty(); }));
    }

    void connectLate(channel::PlaneLinkOptions options)
    {
        m_house->fixture.run(
            [&] { m_plane = std::make_unique<RecordingPlane>(m_house->fixture.loop(), std::move(options)); });
        QVERIFY(eventually([&] { return !m_plane->renewalsAsked.empty(); }));
    }

    std::string serial()
    {
        std::string serial;
        m_house->fixture.run([&] { serial = control().session->certificate().serialNumber(); });
        return serial;
    }

    /// What the plane has after it asked with a key of its own; nothing when it was refused.
    std::optional<keys::PlaneIdentity> renew()
    {
        const auto key = keys::KeyPair::generate().value();
        const auto uris = keys::planeUris("shop", "web-1", "web").value();
        const auto request = keys::CertificateRequest::create(key, uris.both()).value();
        bool isAsked = false;
        m_house->fixture.run([&] { isAsked = m_plane->link->renew(request.pem()); });
        if (!isAsked || !eventually([&] { return !m_plane->renewed.empty(); }) || !m_plane->renewed.back())
            return std::nullopt;
        const keys::IssuedCertificate& issued = *m_plane->renewed.back();
        return keys::PlaneIdentity{key.privateKeyPem(), issued.certificateChainPem, issued.trustedRootsPem};
    }

    std::unique_ptr<ChannelHouse> m_house;
    std::unique_ptr<RecordingPlane> m_plane;
};

QTEST_APPLESS_MAIN(RenewalTest)
#include "tst_renewal.moc"
