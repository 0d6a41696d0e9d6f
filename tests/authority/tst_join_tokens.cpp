#include "engine/authority/join_tokens.h"
#include "engine/base/files.h"
#include "tests/support/fake_clock.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

using namespace causeway;
using namespace std::chrono_literals;

class JoinTokensTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void honoursATokenOnce()
    {
        const auto tokens = open().value();
        const std::string token = tokens->create().value();

        QVERIFY(tokens->redeem(token));

        QVERIFY(tokens->redeem(token).error().message.find("already used") != std::string::npos);
    }

    void refusesATokenItDidNotMake()
    {
        const auto tokens = open().value();
        QVERIFY(tokens->create());

        const auto redeemed = tokens->redeem("cwj_" + std::string(64, '0'));

        QCOMPARE(redeemed.error().code, ErrorCode::Unauthenticated);
        QVERIFY(redeemed.error().message.find("unknown") != std::string::npos);
        QVERIFY(!tokens->redeem(""));
    }

    void refusesATokenAfterAnHour()
    {
        const auto tokens = open().value();
        const std::string early = tokens->create().value();
        const std::string late = tokens->create().value();

        m_clock.advance(59min + 59s);
        QVERIFY(tokens->redeem(early));
        m_clock.advance(1s);

        QVERIFY(tokens->redeem(late).error().message.find("expired") != std::string::npos);
    }

    void knowsNewAndUsedTokensAfterARestart()
    {
        auto tokens = open().value();
        const std::string used = tokens->create().value();
        const std::string fresh = tokens->create().value();
        QVERIFY(tokens->redeem(used));

        tokens = open().value();

        QVERIFY(tokens->redeem(used).error().message.find("already used") != std::string::npos);
        QVERIFY(tokens->redeem(fresh));
    }

    void keepsNoTokenOnDisk()
    {
        const auto tokens = open().value();
        const std::string token = tokens->create().value();

        const std::string content = readFile(file(), 1 << 20).value();
        struct stat status
        {
        };
        QCOMPARE(::stat(file().c_str(), &status), 0);

        QVERIFY(content.find(token.substr(4)) == std::string::npos);
        QCOMPARE(status.st_mode & 0777U, 0600U);
    }

    void doesNotHonourATokenThatItCannotMarkAsUsed()
    {
        const auto tokens = open().value();
        const std::string token = tokens->create().value();
        std::filesystem::rename(file().parent_path(), m_folder->filePath("moved").toStdString());

        QVERIFY(!tokens->redeem(token));
    }

    void namesADamagedFile_data()
    {
        QTest::addColumn<QByteArray>("content");
        const QByteArray head("causeway join tokens 1\n");
        QTest::newRow("another file") << QByteArray("hello\n");
        QTest::newRow("cut") << head + "012345";
        QTest::newRow("short hash") << head + "0123 2026-01-01T00:00:00.000Z used\n";
        QTest::newRow("no time") << head + QByteArray(64, '0') + " used\n";
        QTest::newRow("unknown state") << head + QByteArray(64, '0') + " 2026-01-01T00:00:00.000Z maybe\n";
        QTest::newRow("blank line") << head + "\n";
    }
    void namesADamagedFile()
    {
        QFETCH(const QByteArray, content);
        QVERIFY(open());
        QVERIFY(replaceFile(file(), content.toStdString(), FileAccess::OwnerOnly));

        const auto tokens = open();

        QCOMPARE(tokens.error().code, ErrorCode::DataLoss);
        QVERIFY(tokens.error().message.find("join-tokens") != std::string::npos);
    }

private:
    std::filesystem::path file() const { return m_folder->filePath("trust/join-tokens").toStdString(); }
    Result<std::unique_ptr<authority::JoinTokens>> open() { return authority::JoinTokens::open(m_clock, file()); }

    test::FakeClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(JoinTokensTest)
#include "tst_join_tokens.moc"
