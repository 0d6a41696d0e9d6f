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
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

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
        QCOMPARE(::stat((trust() / "authority.key").c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0600U);
        QCOMPARE(::stat(trust().c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0700U);
    }

    void refusesAKeyThatOthersMayRead()
    {
        QVERIFY(open());
        ::chmod((trust() / "authority.key").c_str(), 0644);

        QCOMPARE(open().error().code, ErrorCode::PermissionDenied);
    }

    void namesADamagedOrMissingFile()
    {
        QVERIFY(open());
        const std::string key = readFile(trust() / "authority.key", 1 << 20).value();

        QVERIFY(replaceFile(trust() / "authority.key", key.substr(0, 60), FileAccess::OwnerOnly));
        QCOMPARE(open().error().code, ErrorCode::DataLoss);
        std::filesystem::remove(trust() / "authority.key");
        QCOMPARE(open().error().code, ErrorCode::DataLoss);
        const auto other = keys::KeyPair::generate()->privateKeyPem();
        QVERIFY(replaceFile(trust() / "authority.key", other, FileAccess::OwnerOnly));
        QCOMPARE(open().error().code, ErrorCode::DataLoss);
    }

    void finishesWhatACrashBetweenKeyAndCertificateLeft()
    {
        QVERIFY(open());
        std::filesystem::remove(trust() / "authority.crt");

        QVERIFY(open());
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
        const auto root = keys::Certificate::fromPem(authority->rootPem()).value();
        QVERIFY(leaf.isSignedBy(root));
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
    Result<std::unique_ptr<authority::Authority>> open() { return authority::Authority::open(m_clock, {trust()}); }

    test::FakeClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(AuthorityTest)
#include "tst_authority.moc"
