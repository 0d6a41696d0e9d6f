#include "engine/proxy/traffic_table.h"

#include <QtTest>

using namespace causeway;
using proxy::TrafficTable;

class TrafficTableTest : public QObject
{
    Q_OBJECT

private slots:
    void countsInOnePlaceHoweverOftenARouteChanges()
    {
        TrafficTable table;
        const auto before = table.open("route", "cluster", "instance");
        before->count.requests = 2;
        const auto after = table.open("route", "cluster", "instance"); // Of the route as it is now.
        after->count.requests += 3;

        std::vector<telemetry::TrafficCount> counts;
        std::vector<telemetry::RequestTotals> totals;
        std::vector<telemetry::FirstRouted> events;
        table.take(counts, totals, events);

        QCOMPARE(counts.size(), std::size_t(1));
        QCOMPARE(counts.front().requests, std::uint64_t(5));
    }

    void forgetsWhatNobodyHoldsOnceItIsTold()
    {
        TrafficTable table;
        table.open("route", "cluster", "gone")->count.requests = 1;
        std::vector<telemetry::TrafficCount> counts;
        std::vector<telemetry::RequestTotals> totals;
        std::vector<telemetry::FirstRouted> events;
        table.take(counts, totals, events);
        QCOMPARE(counts.size(), std::size_t(1));

        QCOMPARE(table.open("route", "cluster", "gone")->count.requests, std::uint64_t(0));
    }

    void keepsTheNewestEventsWhereNobodyTakesThem()
    {
        TrafficTable table;
        for (std::uint64_t revision = 0; revision < 2 * TrafficTable::keptEvents; ++revision)
            table.firstRouted({revision, "route", {}});

        std::vector<telemetry::TrafficCount> counts;
        std::vector<telemetry::RequestTotals> totals;
        std::vector<telemetry::FirstRouted> events;
        table.take(counts, totals, events);

        QCOMPARE(events.size(), TrafficTable::keptEvents);
        QCOMPARE(events.back().revision, std::uint64_t(2 * TrafficTable::keptEvents - 1));
    }
};

QTEST_APPLESS_MAIN(TrafficTableTest)
#include "tst_traffic_table.moc"
