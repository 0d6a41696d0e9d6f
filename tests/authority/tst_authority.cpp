#include "engine/authority/join_office.h"
#include "engine/base/files.h"
#include "engine/keys/spiffe.h"
#include "tests/support/fake_clock.h"
#include "tests/support/joined_plane.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

using namespace causeway;
using namespace std::chrono_literals;

class AuthorityTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_clock = test::FakeClock();
        m_life = 24h;
    }

    void keepsItsRootOverARestart()
    {
        const Digest first = open().value()->rootFingerprint();

        QVERIFY(open().value()->rootFingerprint() == first);
    }

    void showsItsKeyToItsOwnerOnly()
    {
        QVERIFY(open());

        struct stat status
        {
        };
        QCOMPARE(::stat((trust() / "authority.pem").c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0600U);
        QCOMPARE(::stat(trust().c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0700U);
    }

    void refusesAKeyThatOthersMayRead()
    {
        QVERIFY(open());
        ::chmod((trust() / "authority.pem").c_str(), 0644);

        QCOMPARE(open().error().code, ErrorCode::PermissionDenied);
    }

    void namesADamagedOrMissingFile()
    {
        QVERIFY(open());
        const std::string kept = readFile(trust() / "authority.pem", 1 << 20).value();

        for (const std::size_t size : {kept.size() - 1, kept.size() / 2, std::size_t(60), std::size_t(0)}) {
            QVERIFY(replaceFile(trust() / "authority.pem", kept.substr(0, size), FileAccess::OwnerOnly));
            QCOMPARE(open().error().code, ErrorCode::DataLoss);
        }
        std::filesystem::remove(trust() / "authority.pem");
        QCOMPARE(open().error().code, ErrorCode::DataLoss);
        QVERIFY(replaceFile(trust() / "authority.pem", withAnotherKey(kept), FileAccess::OwnerOnly));
        QCOMPARE(open().error().code, ErrorCode::DataLoss);
    }

    void takesOverTheRootThatTheFirstVersionKeptInTwoFiles()
    {
        const Digest root = open().value()->rootFingerprint();
        const std::string kept = readFile(trust() / "authority.pem", 1 << 20).value();
        const auto signing = authority::loadRoots(trust() / "authority.pem").value();
        QVERIFY(replaceFile(trust() / "authority.key", signing.roots[0].key->privateKeyPem(), FileAccess::OwnerOnly));
        QVERIFY(replaceFile(trust() / "authority.crt", signing.roots[0].certificate.pem(), FileAccess::Shared));
        std::filesystem::remove(trust() / "authority.pem");

        QVERIFY(open().value()->rootFingerprint() == root);
        QVERIFY(!std::filesystem::exists(trust() / "authority.key"));
        QVERIFY(open().value()->rootFingerprint() == root);
    }

    void changesItsRootInThreeStepsOfWhichEachSurvivesARestart()
    {
        const Digest first = open().value()->rootFingerprint();
        QVERIFY(open().value()->prepareRoot());

        QVERIFY(open().value()->rootFingerprint() == first); // Trusted, but it does not sign.
        QCOMPARE(open().value()->trustedRootsPem().size(), std::size_t(2));
        QCOMPARE(open().value()->prepareRoot().error().code, ErrorCode::AlreadyExists);

        QVERIFY(open().value()->switchRoot());
        const Digest second = open().value()->rootFingerprint();
        QVERIFY(second != first);
        QCOMPARE(open().value()->trustedRootsPem().size(), std::size_t(2));
        QCOMPARE(open().value()->switchRoot().error().code, ErrorCode::NotFound);

        m_clock.advance(24h + 72h - 1s);
        QCOMPARE(open().value()->dropOldRoots().value(), std::size_t(0));
        m_clock.advance(2s);
        QCOMPARE(open().value()->dropOldRoots().value(), std::size_t(1));
        QCOMPARE(open().value()->trustedRootsPem().size(), std::size_t(1));
        QVERIFY(open().value()->rootFingerprint() == second);
    }

    void forgetsTheKeyOfARootThatSignsNoMore()
    {
        const auto authority = open().value();
        const auto before = authority::loadRoots(trust() / "authority.pem").value();
        const std::string firstKey = before.roots[0].key->privateKeyPem();
        QVERIFY(authority->prepareRoot() && authority->switchRoot());

        const std::string kept = readFile(trust() / "authority.pem", 1 << 20).value();

        QVERIFY(kept.find(firstKey) == std::string::npos);
    }

    void keepsAnOldRootAsLongAsTheLongestLifeThatItSignedFor()
    {
        QVERIFY(open());
        m_life = 5s;
        const auto authority = open().value(); // Certificates of a day may still be about.

        QVERIFY(authority->prepareRoot() && authority->switchRoot());
        QVERIFY(authority->roots()[1].leaves == m_clock.wallNow() + 24h + 72h);
        QVERIFY(authority->prepareRoot() && authority->switchRoot());
        QVERIFY(authority->roots()[1].leaves >= authority->roots()[2].leaves); // They leave in their order.
    }

    void hasNoEndlessRowOfOldRoots()
    {
        const auto authority = open().value();
        for (int change = 0; change < 3; ++change)
            QVERIFY(authority->prepareRoot() && authority->switchRoot());

        QCOMPARE(authority->prepareRoot().error().code, ErrorCode::ResourceExhausted);
    }

    void bridgesTheChangeForThoseWhoKnowOnlyTheOldRoot()
    {
        const auto authority = open().value();
        const auto before = test::identityFrom(*authority, test::planeNamed("web-1"));
        QVERIFY(authority->prepareRoot() && authority->switchRoot() && authority->prepareRoot());
        QVERIFY(authority->switchRoot());

        const auto after = test::identityFrom(*authority, test::planeNamed("web-2"));

        const auto chain = keys::Certificate::chainFromPem(after.certificateChainPem).value();
        const auto oldest = keys::Certificate::fromPem(before.trustedRootsPem.front()).value();
        QCOMPARE(chain.size(), std::size_t(3));
        QVERIFY(chain[0].isSignedBy(chain[1]) && chain[1].isSignedBy(chain[2]) && chain[2].isSignedBy(oldest));
    }

    void certifiesAPlaneForADayByBothItsNames()
    {
        const auto authority = open().value();

        const auto identity = test::identityFrom(*authority, test::planeNamed("web-1"));

        const auto leaf = keys::Certificate::fromPem(identity.certificateChainPem).value();
        QVERIFY(leaf.uriNames() == keys::planeUris("shop", "web-1", "web")->both());
        QVERIFY(leaf.notAfter() == std::chrono::floor<std::chrono::seconds>(m_clock.wallNow() + 24h));
        QVERIFY(leaf.notBefore() <= m_clock.wallNow());
        QVERIFY(!leaf.isAuthority());
        const auto root = keys::Certificate::fromPem(authority->trustedRootsPem().front()).value();
        QVERIFY(leaf.isSignedBy(root));
    }

    void writesAsWhatAPlaneWasLetIn()
    {
        const auto authority = open().value();
        auto declaration = test::planeNamed("web-1");
        declaration.inbounds = {{"web", "127.0.0.1", 1, "127.0.0.1", 2},
                                {"shop", "127.0.0.1", 3, "127.0.0.1", 4},
                                {"web", "127.0.0.1", 5, "127.0.0.1", 6}};
        const auto key = keys::KeyPair::generate();
        const auto request = keys::CertificateRequest::create(*key, {});

        const auto issued = authority->issue(*request, declaration).value();

        const auto leaf = keys::Certificate::chainFromPem(issued.certificateChainPem).value();
        const keys::PlaneGrant all{"sidecar", "on-prem", {"shop", "web"}};
        QVERIFY(keys::planeGrantOf(leaf.front()).value() == all);
        declaration.inbounds.clear(); // A renewal of what serves less for now.
        const auto renewed = authority->issue(*request, declaration, {{}, all}).value();
        const auto next = keys::Certificate::chainFromPem(renewed.certificateChainPem).value();
        QVERIFY(keys::planeGrantOf(next.front()).value() == all);
        const auto root = keys::Certificate::fromPem(authority->trustedRootsPem().front()).value();
        QVERIFY(!keys::planeGrantOf(root).value());
    }

    void refusesMoreServicesThanACertificateHasRoomFor()
    {
        const auto authority = open().value();
        auto declaration = test::planeNamed("web-1");
        for (int i = 0; i < 1'000; ++i)
            declaration.inbounds.push_back({fmt::format("service-{:04}", i), "127.0.0.1", 1, "127.0.0.1", 2});
        const auto key = keys::KeyPair::generate();

        const auto issued = authority->issue(*keys::CertificateRequest::create(*key, {}), declaration);

        QCOMPARE(issued.error().code, ErrorCode::InvalidArgument);
        QVERIFY(issued.error().message.find("spread them") != std::string::npos);
    }

    void refusesToCertifyAPlaneAsAnother()
    {
        const auto authority = open().value();
        const auto key = keys::KeyPair::generate();
        const auto request = keys::CertificateRequest::create(*key, {"spiffe://shop/plane/other"});

        const auto issued = authority->issue(*request, test::planeNamed("web-1"));

        QCOMPARE(issued.error().code, ErrorCode::PermissionDenied);
    }

    void spendsATokenOnlyOnARequestItCanSign()
    {
        const auto authority = open().value();
        const auto tokens = authority::JoinTokens::open(m_clock, trust() / "join-tokens").value();
        authority::JoinOffice office(*authority, *tokens);
        const std::string token = tokens->create().value();
        const auto key = keys::KeyPair::generate();
        const std::string request = keys::CertificateRequest::create(*key, {})->pem();

        QCOMPARE(office.join(token, "nonsense", test::planeNamed("web-1")).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(office.join(token, request, test::planeNamed("web/1")).error().code, ErrorCode::InvalidArgument);
        QVERIFY(office.join(token, request, test::planeNamed("web-1")));
        QCOMPARE(office.join(token, request, test::planeNamed("web-1")).error().code, ErrorCode::Unauthenticated);
    }

private:
    std::filesystem::path trust() const { return m_folder->filePath("trust").toStdString(); }
    Result<std::unique_ptr<authority::Authority>> open()
    {
        return authority::Authority::open(m_clock, {trust(), m_life});
    }

    static std::string withAnotherKey(const std::string& kept)
    {
        const std::size_t begin = kept.find("== key\n") + 7;
        const std::string other = keys::KeyPair::generate()->privateKeyPem();
        return kept.substr(0, begin) + other + kept.substr(kept.find("== ", begin));
    }

    test::FakeClock m_clock;
    std::chrono::seconds m_life = 24h;
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(AuthorityTest)
#include "tst_authority.moc"
