#include "engine/base/files.h"
#include "engine/keys/identity_file.h"
#include "tests/support/fake_clock.h"
#include "tests/support/joined_plane.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

using namespace causeway;

class IdentityFileTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_authority = authority::Authority::open(m_clock, {path("trust")}).value();
        m_identity = test::identityFrom(*m_authority, test::planeNamed("web-1"));
    }

    void readsBackWhatItStored()
    {
        QVERIFY(keys::storeIdentity(path("identity"), m_identity));

        const auto read = keys::loadIdentity(path("identity"));

        QVERIFY(read);
        QVERIFY(read->privateKeyPem == m_identity.privateKeyPem);
        QVERIFY(read->certificateChainPem == m_identity.certificateChainPem);
        QVERIFY(read->trustedRootsPem == m_identity.trustedRootsPem);
    }

    void keepsSeveralRoots()
    {
        m_identity.trustedRootsPem.push_back(m_identity.trustedRootsPem.front());
        QVERIFY(keys::storeIdentity(path("identity"), m_identity));

        QVERIFY(keys::loadIdentity(path("identity"))->trustedRootsPem == m_identity.trustedRootsPem);
    }

    void showsTheKeyToItsOwnerOnly()
    {
        QVERIFY(keys::storeIdentity(path("identity"), m_identity));

        struct stat status
        {
        };
        QCOMPARE(::stat(path("identity").c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0600U);
    }

    void tellsAPlaneThatHasNotJoinedFromADamagedFile()
    {
        QCOMPARE(keys::loadIdentity(path("identity")).error().code, ErrorCode::NotFound);

        QVERIFY(keys::storeIdentity(path("identity"), m_identity));
        const std::string whole = readFile(path("identity"), 1 << 20).value();
        for (std::size_t size = 0; size < whole.size(); size += 50) {
            QVERIFY(replaceFile(path("identity"), whole.substr(0, size), FileAccess::OwnerOnly));
            QCOMPARE(keys::loadIdentity(path("identity")).error().code, ErrorCode::DataLoss);
        }
    }

    void refusesAKeyThatIsNotTheCertificates()
    {
        m_identity.privateKeyPem = keys::KeyPair::generate()->privateKeyPem();

        QVERIFY(!keys::storeIdentity(path("identity"), m_identity));
    }

private:
    std::filesystem::path path(const char* name) const { return m_folder->filePath(name).toStdString(); }

    test::FakeClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<authority::Authority> m_authority;
    keys::PlaneIdentity m_identity;
};

QTEST_APPLESS_MAIN(IdentityFileTest)
#include "tst_identity_file.moc"
