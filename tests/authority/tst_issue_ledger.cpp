#include "engine/authority/issue_ledger.h"
#include "engine/base/files.h"
#include "tests/support/fake_clock.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

using namespace causeway;
using namespace std::chrono_literals;
using authority::IssueLedger;

class IssueLedgerTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void keepsTheNewestOfEachPlaneOverARestart()
    {
        IssueLedger(m_clock, file()).record(issueOf("shop/web-1", "1"));
        IssueLedger(m_clock, file()).record(issueOf("shop/web-2", "2"));
        IssueLedger(m_clock, file()).record(issueOf("shop/web-1", "3"));

        const auto current = IssueLedger(m_clock, file()).current();

        QCOMPARE(current.size(), std::size_t(2));
        QVERIFY(current.at("shop/web-1") == issueOf("shop/web-1", "3"));
        QVERIFY(current.at("shop/web-2").serial == "2");
    }

    void doesNotGrow()
    {
        IssueLedger ledger(m_clock, file());
        for (int i = 0; i < 5'000; ++i)
            ledger.record(issueOf("shop/web-1", std::to_string(i)));

        QVERIFY(std::filesystem::file_size(file()) < 64 << 10);
        QVERIFY(IssueLedger(m_clock, file()).current().at("shop/web-1").serial == "4999");
    }

    void forgetsWhatHasRunOut()
    {
        IssueLedger ledger(m_clock, file());
        ledger.record(issueOf("shop/web-1", "1"));

        m_clock.advance(25h);

        QVERIFY(ledger.current().empty());
    }

    void leavesOutWhatItCannotRead()
    {
        IssueLedger(m_clock, file()).record(issueOf("shop/web-1", "1"));
        const std::string text = readFile(file(), 1 << 20).value();
        QVERIFY(replaceFile(file(), "noise\n" + text + "2026-", FileAccess::OwnerOnly));

        QCOMPARE(IssueLedger(m_clock, file()).current().size(), std::size_t(1));
    }

    void isForItsOwnerOnly()
    {
        IssueLedger(m_clock, file()).record(issueOf("shop/web-1", "1"));

        struct stat status
        {
        };
        QCOMPARE(::stat(file().c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0600U);
    }

private:
    std::filesystem::path file() const { return m_folder->filePath("issued").toStdString(); }
    IssueLedger::Issue issueOf(const std::string& plane, const std::string& serial) const
    {
        return {plane, serial, m_clock.wallNow(), m_clock.wallNow() + 24h, "ab12"};
    }

    test::FakeClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(IssueLedgerTest)
#include "tst_issue_ledger.moc"
