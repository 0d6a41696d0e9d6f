#include "engine/base/random.h"
#include "engine/snapshot/codec.h"
#include "tests/channel/channel_house.h"

#include <QtTest>

using namespace causeway;
using namespace std::chrono_literals;
using test::ChannelHouse;
using test::RecordingPlane;

namespace {

bool holds(const std::string& text, const char* part)
{
    return text.find(part) != std::string::npos;
}

/// A section so large and so random that its push needs many pieces.
std::vector<snapshot::SharedSection> largeSections(std::size_t endpoints)
{
    Random random(5);
    snapshot::Endpoints large{"shop/web", {}};
    for (std::size_t i = 0; i < endpoints; ++i)
        large.endpoints.push_back({fmt::format("web-{:016x}{:016x}", random.next(), random.next()), "127.0.0.1", 80});
    return {snapshot::encode(snapshot::Cluster{"shop/web"}), snapshot::encode(large)};
}

} // namespace

class ChannelTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_house = std::make_unique<ChannelHouse>(); }
    void cleanup()
    {
        m_house->fixture.run([this] {
            m_join.reset();
            m_planes.clear();
        });
        m_house.reset();
    }

    void joinsConnectsTakesAPushAndAcknowledges()
    {
        const auto identity = joinAs("web-1", m_house->tokens->create().value());
        QVERIFY(identity);
        auto options = m_house->linkOptions("web-1");
        options.identity = *identity;
        RecordingPlane& plane = addPlane(options);
        QVERIFY(eventually([&] { return control().session != nullptr; }));

        const auto sections = test::sectionsWithPort(80);
        const auto manifest = push(7, sections);

        QVERIFY(eventually([&] { return control().acknowledgements.size() == 1; }));
        const auto& answer = control().acknowledgements.front();
        QVERIFY(answer.plane == "web-1");
        QCOMPARE(answer.revision, std::uint64_t(7));
        QVERIFY(answer.manifest == manifest.hash());
        QVERIFY(plane.deliveries.front().manifest == manifest);
        QVERIFY(snapshot::assemble(7, plane.deliveries.front().sections));
        QVERIFY(plane.states == std::vector<std::string>{"up"});
    }

    void refusesAJoinTokenThatWasUsed()
    {
        const std::string token = m_house->tokens->create().value();
        QVERIFY(joinAs("web-1", token));

        const auto again = joinAs("web-2", token);

        QCOMPARE(again.error().code, ErrorCode::Unauthenticated);
        QVERIFY(holds(again.error().message, "already used"));
    }

    void refusesAnUnknownJoinToken()
    {
        const auto joined = joinAs("web-1", "cwj_guess");

        QCOMPARE(joined.error().code, ErrorCode::Unauthenticated);
        QVERIFY(holds(joined.error().message, "unknown"));
    }

    void doesNotShowItsTokenToAnotherAuthority()
    {
        const std::string token = m_house->tokens->create().value();
        auto request = m_house->joinRequest(token, "web-1");
        request.authority = sha256("another");

        const auto joined = joinWith(request);

        QVERIFY(holds(joined.error().message, "authority that is not trusted"));
        QVERIFY(m_house->tokens->redeem(token)); // Still good: it was not sent.
    }

    void tellsTheControlPlaneWhyAPlaneRefused()
    {
        RecordingPlane& plane = addPlane(m_house->linkOptions("web-1"));
        QVERIFY(eventually([&] { return control().session != nullptr; }));
        m_house->fixture.run([&] { plane.refuseBecause = "port 80 is taken"; });

        push(3, test::sectionsWithPort(80));

        QVERIFY(eventually([&] { return control().refusals.size() == 1; }));
        QVERIFY(control().refusals.front().reason == "port 80 is taken");
        QVERIFY(control().acknowledgements.empty());
    }

    void sendsOnlyTheSectionsThatThePlaneLacks()
    {
        RecordingPlane& plane = addPlane(m_house->linkOptions("web-1"));
        QVERIFY(eventually([&] { return control().session != nullptr; }));

        for (const std::uint16_t port :
             std::initializer_list<std::uint16_t>{80, 81, 80, 82, 82}) // There, back again, on, and the same.
            push(port, test::sectionsWithPort(port));
        QVERIFY(eventually(
            [&] { return !control().acknowledgements.empty() && control().acknowledgements.back().revision == 82; }));

        // What a plane holds is the very object that it was sent first.
        const auto& first = plane.deliveries.front();
        for (const auto& delivery : plane.deliveries)
            QVERIFY(delivery.sections[0] == first.sections[0]);
    }

    void reconnectsToARestartedControlPlaneAndIsSentNothingAgain()
    {
        RecordingPlane& plane = addPlane(m_house->linkOptions("web-1"));
        QVERIFY(eventually([&] { return control().session != nullptr; }));
        const auto sections = test::sectionsWithPort(80);
        const auto manifest = push(7, sections);
        QVERIFY(eventually([&] { return control().acknowledgements.size() == 1; }));

        m_house->closeGate();
        QVERIFY(eventually([&] { return plane.states.size() == 2; })); // The link has noticed.
        m_house->openGate();
        QVERIFY(eventually([&] { return control().session != nullptr; }));

        QVERIFY(control().session->helloManifest() == manifest.hash());
        QCOMPARE(control().session->helloRevision(), std::uint64_t(7));
        push(8, sections); // A new revision with equal content: acknowledged without a section on the way.
        QVERIFY(eventually([&] { return control().acknowledgements.size() == 2; }));
        QVERIFY(plane.deliveries[1].sections[1] == plane.deliveries[0].sections[1]);
    }

    void offersItsCachedSectionsAfterARestartOfThePlane()
    {
        auto options = m_house->linkOptions("web-1");
        options.cached = test::sectionsWithPort(80);
        options.cachedRevision = 5;
        RecordingPlane& plane = addPlane(options);
        QVERIFY(eventually([&] { return control().session != nullptr; }));

        QCOMPARE(control().session->helloRevision(), std::uint64_t(5));
        QVERIFY(control().session->helloManifest() == snapshot::manifestOf(options.cached)->hash());
        push(6, test::sectionsWithPort(81));
        QVERIFY(eventually([&] { return plane.deliveries.size() == 1; }));

        QVERIFY(plane.deliveries[0].sections[0] == options.cached[0]);
    }

    void refusesAPlaneOfAForeignAuthority()
    {
        ChannelHouse foreign;
        auto options = m_house->linkOptions("web-1");
        options.identity = test::identityFrom(*foreign.authority, options.declaration);
        options.identity.trustedRootsPem = m_house->authority->trustedRootsPem();
        RecordingPlane& plane = addPlane(options);

        QVERIFY(eventually([&] { return !plane.states.empty(); }));

        QVERIFY(holds(plane.states.front(), "unknown ca"));
        QVERIFY(control().events.empty());
    }

    void refusesAPlaneThatSaysItIsAnother_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("workload");
        QTest::addColumn<QString>("mesh");
        QTest::newRow("another plane") << "web-2"
                                       << "web"
                                       << "shop";
        QTest::newRow("another workload") << "web-1"
                                          << "bank"
                                          << "shop";
        QTest::newRow("another mesh") << "web-1"
                                      << "web"
                                      << "other";
    }
    void refusesAPlaneThatSaysItIsAnother()
    {
        QFETCH(const QString, name);
        QFETCH(const QString, workload);
        QFETCH(const QString, mesh);
        auto options = m_house->linkOptions("web-1");
        options.declaration.name = name.toStdString();
        options.declaration.workload = workload.toStdString();
        options.declaration.mesh = mesh.toStdString();
        RecordingPlane& plane = addPlane(options);

        QVERIFY(eventually([&] { return !plane.states.empty(); }));

        QVERIFY(holds(plane.states.front(), "does not name"));
        QVERIFY(control().events.empty());
    }

    void refusesAPlaneThatSaysItIsMoreThanItJoinedAs_data()
    {
        using Declaration = model::PlaneDeclaration;
        QTest::addColumn<std::function<void(Declaration&)>>("change");
        QTest::addColumn<QByteArray>("reason");
        const auto row = [](const char* name, const std::function<void(Declaration&)>& change, const char* reason) {
            QTest::newRow(name) << change << QByteArray(reason);
        };
        row(
            "another role", [](auto& plane) { plane.role = model::PlaneRole::Gateway; }, "it is a gateway of zone");
        row(
            "another zone", [](auto& plane) { plane.zone = "cloud"; }, "of zone cloud");
        row(
            "a service of others",
            [](auto& plane) {
                plane.inbounds.push_back({"bank", "127.0.0.1", 1, "127.0.0.1", 2});
            },
            "it serves bank");
    }
    void refusesAPlaneThatSaysItIsMoreThanItJoinedAs()
    {
        QFETCH(const std::function<void(model::PlaneDeclaration&)>, change);
        QFETCH(const QByteArray, reason);
        auto options = m_house->linkOptions("web-1");
        change(options.declaration);
        RecordingPlane& plane = addPlane(options);

        QVERIFY(eventually([&] { return !plane.states.empty(); }));

        QVERIFY2(holds(plane.states.front(), reason.constData()), plane.states.front().c_str());
        QVERIFY(control().events.empty());
    }

    void letsAPlaneServeLessForAWhileAndThenAllThatItJoinedFor()
    {
        auto options = m_house->linkOptions("web-1");
        options.declaration.inbounds = {{"web", "127.0.0.1", 1, "127.0.0.1", 2},
                                        {"shop", "127.0.0.1", 3, "127.0.0.1", 4}};
        options.identity = test::identityFrom(*m_house->authority, options.declaration);
        auto less = options;
        less.declaration.inbounds.pop_back();
        RecordingPlane& first = addPlane(less);
        QVERIFY(eventually([&] { return control().session != nullptr; }));
        const auto key = keys::KeyPair::fromPem(options.identity.privateKeyPem).value();
        const auto leaf = keys::Certificate::chainFromPem(options.identity.certificateChainPem).value();
        const auto request = keys::CertificateRequest::create(key, leaf.front().uriNames()).value();
        m_house->fixture.run([&] { QVERIFY(first.link->renew(request.pem())); });
        QVERIFY(eventually([&] { return first.renewed.size() == 1 && first.renewed.front(); }));

        options.identity.certificateChainPem = first.renewed.front()->certificateChainPem;
        addPlane(options);

        QVERIFY(eventually([&] { return control().session && control().session->declaration().inbounds.size() == 2; }));
    }

    void letsTheSecondSessionOfAPlaneReplaceTheFirst()
    {
        const auto options = m_house->linkOptions("web-1");
        RecordingPlane& first = addPlane(options);
        QVERIFY(eventually([&] { return control().events.size() == 1; }));

        addPlane(options);
        QVERIFY(eventually([&] { return control().events.size() >= 3; }));

        QVERIFY((std::vector<std::string>(control().events.begin(), control().events.begin() + 3) ==
                 std::vector<std::string>{"connected web-1", "gone web-1", "connected web-1"}));
        QVERIFY(eventually([&] { return first.states.size() >= 2; }));
        QVERIFY(holds(first.states[1], "newer connection"));
    }

    void tellsAPlaneWhyItIsDisconnected()
    {
        RecordingPlane& plane = addPlane(m_house->linkOptions("web-1"));
        QVERIFY(eventually([&] { return control().session != nullptr; }));

        m_house->fixture.run([&] { control().session->disconnect("the operator asked for it"); });

        QVERIFY(eventually([&] { return plane.states.size() >= 2; }));
        QVERIFY(holds(plane.states[1], "the operator asked for it"));
        QVERIFY(control().reasons.front() == "the operator asked for it");
        QVERIFY(eventually([&] { return plane.states.size() >= 3 && plane.states[2] == "up"; })); // And it comes back.
    }

    void bringsALargeSnapshotInPieces()
    {
        RecordingPlane& plane = addPlane(m_house->linkOptions("web-1"));
        QVERIFY(eventually([&] { return control().session != nullptr; }));
        const auto sections = largeSections(40'000);
        QVERIFY(sections[1]->bytes.size() > 2 << 20);

        const auto manifest = push(1, sections);

        QVERIFY(eventually([&] { return control().acknowledgements.size() == 1; }));
        QVERIFY(plane.deliveries.front().manifest == manifest);
        QVERIFY(plane.deliveries.front().sections[1]->bytes == sections[1]->bytes);
    }

    void replacesPushesThatAreNotOnTheirWay()
    {
        RecordingPlane& plane = addPlane(m_house->linkOptions("web-1"));
        QVERIFY(eventually([&] { return control().session != nullptr; }));

        m_house->fixture.run([&] { // In one turn: nothing reaches the kernel in between.
            for (std::uint64_t revision = 1; revision <= 100; ++revision) {
                const auto sections = test::sectionsWithPort(static_cast<std::uint16_t>(revision));
                control().session->push(revision, snapshot::manifestOf(sections).value(), sections);
            }
        });
        QVERIFY(eventually(
            [&] { return !control().acknowledgements.empty() && control().acknowledgements.back().revision == 100; }));

        QCOMPARE(plane.deliveries.size(), std::size_t(2));
        QCOMPARE(plane.deliveries[0].revision, std::uint64_t(1));
    }

    void saysThatAnIdentityCannotBeUsed()
    {
        auto options = m_house->linkOptions("web-1");
        options.identity.privateKeyPem = keys::KeyPair::generate()->privateKeyPem();
        RecordingPlane& plane = addPlane(options);

        QVERIFY(eventually([&] { return !plane.states.empty(); }));

        QVERIFY(holds(plane.states.front(), "does not belong to the private key"));
    }

private:
    test::RecordingControl& control() { return *m_house->control; }
    bool eventually(const std::function<bool()>& condition) { return m_house->fixture.eventually(condition); }

    RecordingPlane& addPlane(const channel::PlaneLinkOptions& options)
    {
        m_house->fixture.run(
            [&] { m_planes.push_back(std::make_unique<RecordingPlane>(m_house->fixture.loop(), options)); });
        return *m_planes.back();
    }

    snapshot::Manifest push(std::uint64_t revision, const std::vector<snapshot::SharedSection>& sections)
    {
        auto manifest = snapshot::manifestOf(sections).value();
        m_house->fixture.run([&] { control().session->push(revision, manifest, sections); });
        return manifest;
    }

    Result<keys::PlaneIdentity> joinAs(const std::string& name, const std::string& token)
    {
        return joinWith(m_house->joinRequest(token, name));
    }

    Result<keys::PlaneIdentity> joinWith(const channel::JoinRequest& request)
    {
        std::optional<Result<keys::PlaneIdentity>> outcome;
        m_house->fixture.run([&] {
            m_join =
                channel::JoinClient::start(m_house->fixture.loop(), request,
                                           [&](Result<keys::PlaneIdentity> joined) { outcome = std::move(joined); });
        });
        if (!eventually([&] { return outcome.has_value(); }))
            return failure(ErrorCode::Timeout, "no answer");
        return *outcome;
    }

    std::unique_ptr<ChannelHouse> m_house;
    std::unique_ptr<channel::JoinClient> m_join;
    std::vector<std::unique_ptr<RecordingPlane>> m_planes;
};

QTEST_APPLESS_MAIN(ChannelTest)
#include "tst_channel.moc"
