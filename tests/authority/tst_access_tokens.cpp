#include "engine/authority/access_tokens.h"
#include "engine/base/files.h"
#include "tests/support/fake_clock.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace causeway;
using namespace causeway::authority;
using model::AccessRole;
using namespace std::chrono_literals;

class AccessTokensTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_tokens = opened();
    }

    void letInWhoHoldsOne()
    {
        const auto created = m_tokens->create(AccessRole::Operator, "ada", {});

        const auto token = m_tokens->check(created->secret);

        QVERIFY(token && *token == created->token);
        QCOMPARE(token->name, std::string("ada"));
        QVERIFY(token->role == AccessRole::Operator);
        QVERIFY(created->secret.starts_with("cwa_") && created->secret.size() == 68);
    }

    void followNoLinkThatLiesInTheWay_data()
    {
        QTest::addColumn<QString>("place");
        QTest::addColumn<bool>("isSymbolic");
        QTest::addColumn<bool>("isMade");
        QTest::newRow("a symbolic link as the lock") << QStringLiteral(".lock") << true << false;
        QTest::newRow("another file as the lock") << QStringLiteral(".lock") << false << false;
        QTest::newRow("a symbolic link in place of the new file") << QStringLiteral(".new") << true << true;
        QTest::newRow("another file in place of the new file") << QStringLiteral(".new") << false << true;
    }

    void followNoLinkThatLiesInTheWay()
    {
        QFETCH(const QString, place);
        QFETCH(const bool, isSymbolic);
        const std::filesystem::path target = m_folder->filePath(QStringLiteral("shadow")).toStdString();
        QVERIFY(replaceFile(target, "not yours", FileAccess::OwnerOnly));
        const std::filesystem::path planted = path().string() + place.toStdString();
        std::filesystem::create_directories(planted.parent_path());
        std::filesystem::remove(planted);
        if (isSymbolic)
            std::filesystem::create_symlink(target, planted);
        else
            std::filesystem::create_hard_link(target, planted);
        constexpr uid_t service = 12'345; // Whoever is not root cannot hand anything over.
        QVERIFY(::geteuid() != 0 || ::chown(path().parent_path().c_str(), service, service) == 0);

        const auto created = m_tokens->create(AccessRole::Viewer, "ada", {});

        QTEST(created.has_value(), "isMade");
        struct stat status
        {
        };
        QCOMPARE(::stat(target.c_str(), &status), 0);
        QCOMPARE(status.st_uid, ::geteuid());
        QVERIFY(*readFile(target, 100) == "not yours");
    }

    void refuseWhatIsNotWhole_data()
    {
        QTest::addColumn<int>("cut");
        QTest::newRow("nothing") << 68;
        QTest::newRow("one character short") << 1;
    }

    void refuseWhatIsNotWhole()
    {
        QFETCH(int, cut);
        const auto created = m_tokens->create(AccessRole::Viewer, {}, {});

        const auto token =
            m_tokens->check(created->secret.substr(0, created->secret.size() - static_cast<std::size_t>(cut)));

        QVERIFY(!token && token.error().code == ErrorCode::Unauthenticated);
    }

    void neverWriteThemDown()
    {
        const auto created = m_tokens->create(AccessRole::Admin, "ada", {});

        QFile file(QString::fromStdString(path().string()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const std::string content = file.readAll().toStdString();

        QVERIFY(content.find(created->secret) == std::string::npos);
        QVERIFY(content.find(created->secret.substr(4)) == std::string::npos);
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }

    void followWhatAnotherProcessDoes()
    {
        const auto other = opened();
        const auto created = other->create(AccessRole::Viewer, "bob", {});

        QVERIFY(m_tokens->check(created->secret));
        QVERIFY(m_tokens->stillGood(created->token.id));
        QVERIFY(other->revoke("bob"));

        QVERIFY(!m_tokens->check(created->secret));
        QVERIFY(!m_tokens->stillGood(created->token.id));
    }

    void end()
    {
        const auto created = m_tokens->create(AccessRole::Viewer, "bob", 30min);
        m_clock.advance(29min);
        QVERIFY(m_tokens->check(created->secret));

        m_clock.advance(2min);

        const auto late = m_tokens->check(created->secret);
        QVERIFY(!late && late.error().message.find("expired") != std::string::npos);
        QVERIFY(!m_tokens->stillGood(created->token.id));
    }

    void areListedAndRevokedByIdOrName()
    {
        const auto first = m_tokens->create(AccessRole::Viewer, {}, {});
        QVERIFY(m_tokens->create(AccessRole::Operator, "ada", 1h));

        QVERIFY(m_tokens->revoke(first->token.id));

        const auto list = m_tokens->list();
        QCOMPARE(list->size(), std::size_t{1});
        QCOMPARE(list->front().name, std::string("ada"));
        QVERIFY(!m_tokens->revoke("nobody"));
    }

    void haveNamesOfTheirOwn()
    {
        QVERIFY(m_tokens->create(AccessRole::Viewer, "ada", {}));

        const auto again = m_tokens->create(AccessRole::Admin, "ada", {});
        const auto spaced = m_tokens->create(AccessRole::Admin, "ada lovelace", {});

        QVERIFY(!again && again.error().code == ErrorCode::AlreadyExists);
        QVERIFY(!spaced && spaced.error().code == ErrorCode::InvalidArgument);
    }

    void thatPassEndWithTheProcess()
    {
        const auto passing = m_tokens->createPassing(AccessRole::Admin, "console");
        QVERIFY(m_tokens->check(passing->secret));

        QVERIFY(!opened()->check(passing->secret));
        QVERIFY(m_tokens->list()->empty());
    }

    void letNobodyInByAFileThatIsNotRight_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("mode");
        const QByteArray first = "causeway access tokens 1\n";
        QTest::newRow("others may read it") << first << 0644;
        QTest::newRow("another format") << QByteArray("causeway access tokens 2\n") << 0600;
        QTest::newRow("nothing in it") << QByteArray() << 0600;
        QTest::newRow("half a line") << first + "abc" << 0600;
        QTest::newRow("a line of other words") << first + "a b c\n" << 0600;
        QTest::newRow("a role that is none")
            << first + QByteArray(64, 'a') + " owner 2026-11-20T21:15:00.000Z never ada\n"
            << 0600;
    }

    void letNobodyInByAFileThatIsNotRight()
    {
        QFETCH(QByteArray, content);
        QFETCH(int, mode);
        const auto created = m_tokens->create(AccessRole::Admin, "ada", {});
        QVERIFY(replaceFile(path(), content.toStdString(), mode == 0600 ? FileAccess::OwnerOnly : FileAccess::Shared));

        QVERIFY(!m_tokens->check(created->secret));
        QVERIFY(!m_tokens->stillGood(created->token.id));
        QVERIFY(!AccessTokens::open(m_clock, path()));
    }

private:
    std::filesystem::path path() const { return m_folder->filePath("trust/access-tokens").toStdString(); }
    std::unique_ptr<AccessTokens> opened() { return AccessTokens::open(m_clock, path()).value(); }

    test::FakeClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<AccessTokens> m_tokens;
};

QTEST_APPLESS_MAIN(AccessTokensTest)
#include "tst_access_tokens.moc"
