#include "engine/lab/load_ledger.h"

#include <QtTest>

using namespace causeway;
using namespace std::chrono_literals;

namespace {

const MonotonicTime start{};

lab::LoadLedger smallLedger()
{
    return lab::LoadLedger({"look", "buy"}, {{"old-1", "old"}, {"new-1", "new"}, {"new-2", "new"}}, start);
}

lab::LoadStatistics read(lab::LoadLedger& ledger, Duration after)
{
    lab::LoadStatistics statistics;
    ledger.writeTo(statistics, start + after);
    return statistics;
}

} // namespace

class LoadLedgerTest : public QObject
{
    Q_OBJECT

private slots:
    void booksUnderTheServiceOfTheInstance()
    {
        auto ledger = smallLedger();
        QCOMPARE(ledger.serviceOf("new-1"), ledger.serviceOf("new-2"));
        QVERIFY(ledger.serviceOf("new-1") != ledger.serviceOf("old-1"));

        ledger.book(0, start, {ledger.serviceOf("new-2"), 3ms, {}});
        ledger.book(1, start, {0, {}, lab::FailureKind::Timeout});

        const auto statistics = read(ledger, 1s);
        QCOMPARE(statistics.cells.size(), std::size_t(2));
        QCOMPARE(statistics.cells[0].service, std::string("new"));
        QCOMPARE(statistics.cells[0].tally.latency.count(), std::uint64_t(1));
        QCOMPARE(statistics.cells[1].service, std::string(""));
        QCOMPARE(statistics.cells[1].tally.counts.failures(), std::uint64_t(1));
        QCOMPARE(statistics.total.counts.requests, std::uint64_t(2));
        QCOMPARE(statistics.total.latency.count(), std::uint64_t(1));
    }

    void countsAnInstanceNobodyNamedUnderItsOwnName()
    {
        auto ledger = smallLedger();

        ledger.book(0, start, {ledger.serviceOf("stranger"), 1ms, {}});

        QCOMPARE(read(ledger, 1s).cells.front().service, std::string("stranger"));
    }

    void holdsTheRunningSecondAndThoseBeforeItInItsWindows()
    {
        auto ledger = smallLedger();
        for (int second = 0; second < 100; ++second)
            ledger.book(0, start + std::chrono::seconds(second) + 500ms, {1, 1ms, {}});

        const auto statistics = read(ledger, 99s + 900ms);

        QVERIFY(statistics.last10s.span == 9s + 900ms);
        QCOMPARE(statistics.last10s.total.counts.requests, std::uint64_t(10));
        QCOMPARE(statistics.last60s.total.counts.requests, std::uint64_t(60));
        QCOMPARE(statistics.last60s.cells.size(), std::size_t(1));
        QCOMPARE(statistics.total.counts.requests, std::uint64_t(100));
    }

    void tellsAShorterWindowAfterAStart()
    {
        auto ledger = smallLedger();
        ledger.book(0, start + 100ms, {1, 1ms, {}});
        ledger.book(0, start + 2100ms, {1, 1ms, {}});

        QVERIFY(read(ledger, 250ms).last10s.span == 250ms);
        QVERIFY(read(ledger, 2500ms).last10s.span == 2500ms);
        QCOMPARE(read(ledger, 2500ms).last10s.total.counts.requests, std::uint64_t(2));
    }

    void forgetsWhatIsOlderThanTheWindowAfterAPause()
    {
        auto ledger = smallLedger();
        ledger.book(0, start, {1, 1ms, {}});

        QCOMPARE(read(ledger, 200s).last60s.total.counts.requests, std::uint64_t(0));
        QVERIFY(read(ledger, 200s).last60s.span == 59s);
    }
};

QTEST_APPLESS_MAIN(LoadLedgerTest)
#include "tst_load_ledger.moc"
