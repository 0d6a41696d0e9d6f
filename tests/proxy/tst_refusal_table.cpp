#include "engine/proxy/refusal_table.h"

#include <QtTest>

using causeway::proxy::RefusalTable;

class RefusalTableTest : public QObject
{
    Q_OBJECT

private slots:
    void countsEqualRefusalsTogetherAndOnce()
    {
        RefusalTable table;
        table.add("127.0.0.1", "expired", "in");
        table.add("127.0.0.1", "expired", "in", 2);
        table.add("127.0.0.1", "expired", "other");

        const auto refusals = table.take();

        QCOMPARE(refusals.size(), std::size_t(2));
        QVERIFY((refusals[0] == causeway::telemetry::Refusal{"127.0.0.1", "expired", 3, "in"}));
        QVERIFY(table.take().empty());
    }

    void isBoundedWhoeverKnocks()
    {
        RefusalTable table;
        for (int i = 0; i < 100'000; ++i)
            table.add("peer " + std::to_string(i), "unknown", "in");

        const auto refusals = table.take();

        QCOMPARE(refusals.size(), RefusalTable::limit + 1);
        QVERIFY(refusals[0].peer.empty());
        QCOMPARE(refusals[0].times, std::uint64_t(100'000 - RefusalTable::limit));
    }

    void keepsWhatPeersWroteShortAndPrintable()
    {
        RefusalTable table;
        table.add("a\r\nb", std::string(10'000, 'x'), "in");

        const auto refusals = table.take();

        QCOMPARE(refusals[0].peer, std::string("a  b"));
        QCOMPARE(refusals[0].reason.size(), std::size_t(512));
    }
};

QTEST_APPLESS_MAIN(RefusalTableTest)
#include "tst_refusal_table.moc"
