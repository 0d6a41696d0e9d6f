#include "engine/runtime/view/traffic_windows.h"

#include <QtTest>

using namespace causeway;
using namespace std::chrono_literals;

namespace {

constexpr WallTime start{std::chrono::seconds(1'800'000'000)};

telemetry::TrafficReport reportOf(WallTime from, std::uint64_t requests, const std::string& plane = "sidecar",
                                  const std::string& route = "split")
{
    telemetry::TrafficReport report;
    report.plane = plane;
    report.from = from;
    report.until = from + 250ms;
    telemetry::TrafficCount count;
    count.route = route;
    count.backend = "default/new";
    count.requests = requests;
    telemetry::LatencyHistogram latency;
    latency.record(10ms, requests);
    count.latency = telemetry::LatencyCounts(latency);
    report.counts.push_back(count);
    return report;
}

} // namespace

class TrafficWindowsTest : public QObject
{
    Q_OBJECT

private slots:
    void saysHowLongItReallyMeasured()
    {
        runtime::TrafficWindows windows;
        windows.record(reportOf(start, 100));
        windows.record(reportOf(start + 250ms, 100));

        runtime::TrafficSum sum;
        windows.addTo(sum, "split", "default/new", start - 60s);
        const api::Traffic traffic = sum.over(windows.measuredSince(start - 60s));

        QVERIFY(traffic.window == 500ms);
        QCOMPARE(traffic.requests, 200U);
        QCOMPARE(traffic.requestsPerSecond, 400.0);
    }

    void aWindowBeginsWithTheFirstReportThatCounts()
    {
        runtime::TrafficWindows windows;
        windows.record(reportOf(start, 7));
        windows.record(reportOf(start + 50ms, 9, "other", "elsewhere"));
        const WallTime changed = start + 100ms;

        QVERIFY(windows.measuredSince(changed, "split") == 0ms);
        windows.record(reportOf(start + 250ms, 5));
        QVERIFY(windows.measuredSince(changed, "split") == 250ms);
    }

    void leavesOutWhatBeganBeforeTheMomentAskedFor()
    {
        runtime::TrafficWindows windows;
        windows.record(reportOf(start, 7));
        windows.record(reportOf(start + 250ms, 5));

        runtime::TrafficSum sum;
        windows.addTo(sum, "split", "default/new", start + 100ms);

        QCOMPARE(sum.requests(), 5U);
    }

    void sumsThePlanesAndTheMatchesOfOneRule()
    {
        runtime::TrafficWindows windows;
        windows.record(reportOf(start, 3, "one", "split#0"));
        windows.record(reportOf(start, 4, "two", "split#1"));

        runtime::TrafficSum sum;
        windows.addTo(sum, "split", "default/new", start);

        QCOMPARE(sum.requests(), 7U);
    }

    void tellsNoTailOfTooFewSamples()
    {
        runtime::TrafficWindows windows;
        windows.record(reportOf(start, 99));
        runtime::TrafficSum few;
        windows.addTo(few, "split", "default/new", start);
        windows.record(reportOf(start + 250ms, 1));
        runtime::TrafficSum enough;
        windows.addTo(enough, "split", "default/new", start);

        QVERIFY(!few.over(1s).p99.has_value());
        QVERIFY(few.over(1s).p50.has_value());
        QVERIFY(enough.over(1s).p99.has_value());
    }

    void forgetsWhatIsOlderThanTheLongestWindow()
    {
        runtime::TrafficWindows windows;
        windows.record(reportOf(start, 3));
        windows.record(reportOf(start + 120s, 4));

        runtime::TrafficSum sum;
        windows.addTo(sum, "split", "default/new", start - 1h);

        QCOMPARE(sum.requests(), 4U);
    }
};

QTEST_APPLESS_MAIN(TrafficWindowsTest)
#include "tst_traffic_windows.moc"
