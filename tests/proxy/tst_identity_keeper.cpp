#include "engine/authority/authority.h"
#include "engine/keys/identity_file.h"
#include "engine/proxy/identity_keeper.h"
#include "tests/support/fake_clock.h"
#include "tests/support/joined_plane.h"
#include "tests/support/loop_fixture.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

using namespace causeway;
using namespace std::chrono_literals;
using proxy::IdentityKeeper;

/// A certificate of 100 minutes, and time that only the test moves.
class IdentityKeeperTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_authority = authority::Authority::open(m_clock, {path("trust"), 100min}).value();
        m_first = test::identityFrom(*m_authority, test::planeNamed("web-1"));
        QVERIFY(std::filesystem::create_directory(path("data")));
        QVERIFY(keys::storeIdentity(file(), m_first));
        m_requests.clear();
        m_lives.clear();
        m_changes.clear();
        m_endings = 0;
        m_isHeard = true;
        open();
    }
    void cleanup() { close(); }

    void asksAtFourFifthsOfTheLife()
    {
        advance(74min);
        QCOMPARE(m_requests.size(), std::size_t(0));

        advance(7min);

        QCOMPARE(m_requests.size(), std::size_t(1));
        advance(1s);
        QCOMPARE(m_requests.size(), std::size_t(1)); // Once.
    }

    void keepsKeyAndCertificateForItsOwnerOnlyBeforeItUsesThem()
    {
        advance(81min);

        answer();

        QVERIFY(eventually([&] { return m_changes.size() == 1; }));
        QVERIFY(keys::loadIdentity(file()).value() == m_changes.front());
        QVERIFY(m_changes.front().privateKeyPem != m_first.privateKeyPem);
        struct stat status
        {
        };
        QCOMPARE(::stat(file().c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0600U);
        advance(81min); // The next is due by its own life: at 4/5 of it, or a little earlier by chance.
        QCOMPARE(m_requests.size(), std::size_t(2));
    }

    void losesNothingWhenItStopsBetweenKeyAndCertificate()
    {
        advance(81min);
        close();

        QVERIFY(keys::loadIdentity(file()).value() == m_first);
        open();
        m_fixture.run([&] { m_keeper->look(); });
        QVERIFY(m_requests.size() >= 2); // It asks again, with another key.
    }

    void takesNoCertificateThatIsNotItsOwn_data()
    {
        QTest::addColumn<bool>("ofAnotherKey");
        QTest::newRow("of another key") << true;
        QTest::newRow("of another name") << false;
    }
    void takesNoCertificateThatIsNotItsOwn()
    {
        QFETCH(const bool, ofAnotherKey);
        advance(81min);
        const auto other = test::identityFrom(*m_authority, test::planeNamed(ofAnotherKey ? "web-1" : "web-2"));

        m_fixture.run([&] {
            m_keeper->answered(keys::IssuedCertificate{other.certificateChainPem, other.trustedRootsPem});
        });

        QVERIFY(keys::loadIdentity(file()).value() == m_first);
        advance(2min); // It does not give up.
        QCOMPARE(m_requests.size(), std::size_t(2));
    }

    void waitsForTheAnswerToItsNewestRequest()
    {
        advance(81min);
        const std::string first = m_requests.back();
        m_fixture.run([&] { m_keeper->renewNow("the root changes"); });
        QCOMPARE(m_requests.size(), std::size_t(1)); // What is asked already will do.
        m_fixture.run([&] { m_keeper->expire(); });
        QCOMPARE(m_requests.size(), std::size_t(2));

        answer(first);
        QVERIFY(m_changes.empty());
        answer();

        QVERIFY(eventually([&] { return m_changes.size() == 1; }));
    }

    void asksAgainAfterARefusal()
    {
        advance(81min);

        m_fixture.run([&] { m_keeper->answered(failure(ErrorCode::PermissionDenied, "not now")); });
        QCOMPARE(m_requests.size(), std::size_t(1));
        advance(2min);

        QCOMPARE(m_requests.size(), std::size_t(2));
    }

    void asksWhenSomebodyIsThereToHear()
    {
        m_isHeard = false;
        advance(81min);
        m_isHeard = true;
        m_requests.clear();

        m_fixture.run([&] { m_keeper->connected(); });

        QCOMPARE(m_requests.size(), std::size_t(1));
    }

    void keepsTheRootsItIsGiven()
    {
        QVERIFY(m_authority->prepareRoot());

        m_fixture.run([&] { m_keeper->takeRoots(m_authority->trustedRootsPem()); });

        QVERIFY(eventually([&] { return m_changes.size() == 1; }));
        const auto kept = keys::loadIdentity(file()).value();
        QVERIFY(kept.trustedRootsPem == m_authority->trustedRootsPem());
        QVERIFY(kept.privateKeyPem == m_first.privateKeyPem);
    }

    void takesNoRootsThatAreNone_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("no root at all") << 0;
        QTest::newRow("noise") << 1;
        QTest::newRow("a plane's certificate") << 2;
        QTest::newRow("too many") << 3;
    }
    void takesNoRootsThatAreNone()
    {
        QFETCH(const int, kind);
        const auto leaf = keys::Certificate::chainFromPem(m_first.certificateChainPem)->front().pem();
        const std::vector<std::vector<std::string>> bad{
            {}, {"noise"}, {leaf}, std::vector<std::string>(9, m_first.trustedRootsPem.front())};

        m_fixture.run([&] { m_keeper->takeRoots(bad[static_cast<std::size_t>(kind)]); });

        close();
        QVERIFY(keys::loadIdentity(file()).value() == m_first);
    }

    void livesOnWithoutADiskAndWritesWhenItIsBack()
    {
        std::filesystem::rename(path("data"), path("away"));
        advance(81min);
        answer();
        QVERIFY(eventually([&] { return m_changes.size() == 1; })); // In use, though not kept.
        std::filesystem::rename(path("away"), path("data"));

        advance(2min);

        QVERIFY(eventually([&] { return keys::loadIdentity(file()).value() == m_changes.front(); }));
    }

    void letsTheCertificateRunOutWhenItIsToldTo()
    {
        m_fixture.run([&] { m_keeper->setRenewal(false); });
        advance(200min);
        m_fixture.run([&] {
            m_keeper->renewExpired("it expired");
            m_keeper->renewNow("the control plane asks");
            m_keeper->connected();
        });
        QCOMPARE(m_requests.size(), std::size_t(0));

        m_fixture.run([&] { m_keeper->setRenewal(true); });

        QCOMPARE(m_requests.size(), std::size_t(1));
    }

    void expiresOnDemandAndComesBack()
    {
        m_fixture.run([&] { m_keeper->expire(); });
        QCOMPARE(m_requests.size(), std::size_t(1));
        QVERIFY(m_lives.front() == 1s);
        answer();
        advance(200min);
        QCOMPARE(m_requests.size(), std::size_t(1)); // That was all.

        m_fixture.run([&] { m_keeper->setRenewal(true); });

        QCOMPARE(m_requests.size(), std::size_t(2));
        QVERIFY(!m_lives.back());
    }

    void tellsOnceThatACertificateRanOut()
    {
        m_isHeard = false;
        advance(99min);
        QCOMPARE(m_endings, 0);

        advance(2min);
        advance(2min);
        QCOMPARE(m_endings, 1);

        m_isHeard = true;
        advance(2min);
        answer();
        advance(99min);
        QCOMPARE(m_endings, 1);
        advance(2min);
        QCOMPARE(m_endings, 2);
    }

    void doesNotAskTwiceForOneThatExpired()
    {
        advance(101min);
        answer();

        m_fixture.run([&] { m_keeper->renewExpired("it expired"); }); // Heard on a connection of the old one.

        QCOMPARE(m_requests.size(), std::size_t(1));
    }

private:
    std::filesystem::path path(const char* name) const { return m_folder->filePath(name).toStdString(); }
    std::filesystem::path file() const { return path("data") / std::filesystem::path(keys::identityFileName); }
    bool eventually(const std::function<bool()>& condition) { return m_fixture.eventually(condition); }

    void open()
    {
        IdentityKeeper::Callbacks callbacks;
        callbacks.ask = [this](const std::string& request, std::optional<std::chrono::seconds> life) {
            m_lives.push_back(life);
            m_requests.push_back(request);
            return m_isHeard;
        };
        callbacks.changed = [this](const keys::PlaneIdentity& identity) { m_changes.push_back(identity); };
        callbacks.ranOut = [this] { ++m_endings; };
        m_disk = net::LoopThread::create("disk").value();
        m_fixture.run([&] {
            m_keeper = IdentityKeeper::create(m_fixture.loop(), m_clock, m_disk->loop(), file(),
                                              keys::loadIdentity(file()).value(), callbacks)
                           .value();
        });
    }

    void close()
    {
        m_fixture.run([&] { m_keeper.reset(); });
        m_disk.reset();
    }

    void advance(Duration by)
    {
        m_fixture.run([&] {
            m_clock.advance(by);
            m_keeper->look();
        });
    }

    /// Signs a request, as the control plane would.
    void answer() { answer(m_requests.back()); }
    void answer(const std::string& requestPem)
    {
        m_fixture.run([&] {
            const auto request = keys::CertificateRequest::fromPem(requestPem).value();
            m_keeper->answered(m_authority->issue(request, test::planeNamed("web-1")));
        });
    }

    test::LoopFixture m_fixture;
    test::FakeClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<authority::Authority> m_authority;
    keys::PlaneIdentity m_first;
    std::vector<std::string> m_requests;
    std::vector<std::optional<std::chrono::seconds>> m_lives;
    std::vector<keys::PlaneIdentity> m_changes;
    int m_endings = 0;
    bool m_isHeard = true;
    std::unique_ptr<net::LoopThread> m_disk;
    std::unique_ptr<IdentityKeeper> m_keeper;
};

QTEST_APPLESS_MAIN(IdentityKeeperTest)
#include "tst_identity_keeper.moc"
