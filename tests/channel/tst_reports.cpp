#include "engine/base/random.h"
#include "engine/channel/wire.h"

#include <QtTest>

#include <malloc.h>

using namespace causeway;
using namespace std::chrono_literals;

namespace {

telemetry::TrafficReport sampleReport()
{
    telemetry::TrafficReport report;
    report.from = WallTime(1'790'000'000s);
    report.until = report.from + 250ms;
    report.downstreamConnections = 7;
    telemetry::TrafficCount count;
    count.route = "MeshHTTPRoute/shop/split/monolith/0";
    count.backend = "shop/monolith";
    count.instance = "monolith-1";
    count.requests = 3;
    count.failures = 1;
    count.ownAnswers = 1;
    count.bytesReceived = 300;
    count.bytesSent = 9'000'000'000;
    telemetry::LatencyHistogram latency;
    latency.record(1ms, 2);
    latency.record(3s);
    count.latency = telemetry::LatencyCounts(latency);
    report.counts.push_back(count);
    telemetry::TrafficCount passed;
    passed.route = "sni/shop.80.default.ms";
    passed.connections = 5;
    passed.connectionFailures = 2;
    report.counts.push_back(passed);
    report.firstRouted.push_back({12, count.route, report.from + 3ms});
    report.refusals.push_back({"127.0.0.9", "the peer showed no certificate", 3, "inbound/shop/127.0.0.1:80"});
    report.absentApplications = {"shop", "till"};
    return report;
}

} // namespace

class ReportsTest : public QObject
{
    Q_OBJECT

private slots:
    void readsBackWhatItWrote()
    {
        const auto report = sampleReport();

        const auto read = channel::decodeReport(channel::encodeReport(report));

        QVERIFY(read);
        QVERIFY(read->from == report.from && read->until == report.until);
        QCOMPARE(read->downstreamConnections, report.downstreamConnections);
        const auto& count = read->counts.at(0);
        QVERIFY(count.route == report.counts[0].route && count.instance == "monolith-1");
        QCOMPARE(count.requests + count.failures + count.ownAnswers, std::uint64_t(5));
        QCOMPARE(count.bytesSent, std::uint64_t(9'000'000'000));
        QVERIFY(count.latency.buckets() == report.counts[0].latency.buckets());
        QCOMPARE(count.latency.count(), std::uint64_t(3));
        QCOMPARE(read->counts.at(1).connections, std::uint64_t(5));
        QCOMPARE(read->counts.at(1).connectionFailures, std::uint64_t(2));
        QVERIFY(read->firstRouted.at(0).when == report.firstRouted[0].when);
        QVERIFY(read->refusals == report.refusals);
        QCOMPARE(read->absentApplications, report.absentApplications);
    }

    void sendsOnlyTheBucketsThatCountSomething() { QVERIFY(channel::encodeReport(sampleReport()).size() < 400); }

    void costsItsReaderLittleMoreThanItSays()
    {
        channel::wire::TrafficReport message;
        for (int i = 0; i < 10'000; ++i)
            message.add_counts()->set_requests(1);
        const std::string bytes = message.SerializeAsString();
        const std::size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;

        const auto read = channel::decodeReport(bytes);

        QVERIFY(read);
        QCOMPARE_LT(mallinfo2().uordblks + mallinfo2().hblkhd - before, std::size_t(10'000) * 512);
    }

    void refusesReportsThatContradictThemselves_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char* name, auto change) {
            channel::wire::TrafficReport message;
            message.set_from_us(1);
            message.set_until_us(2);
            change(message);
            QTest::newRow(name) << QByteArray::fromStdString(message.SerializeAsString());
        };
        row("more counts than buckets", [](auto& m) { m.add_counts()->add_latency_counts(1); });
        row("descending buckets", [](auto& m) {
            auto& count = *m.add_counts();
            for (const std::uint32_t bucket : {5U, 5U}) {
                count.add_latency_buckets(bucket);
                count.add_latency_counts(1);
            }
        });
        row("a refusal as long as a novel", [](auto& m) { m.add_refusals()->set_reason(std::string(5'000, 'x')); });
        row("more counts than memory is for", [](auto& m) {
            for (int i = 0; i < 200'001; ++i)
                m.add_counts();
        });
        row("more refusals than a plane reports", [](auto& m) {
            for (int i = 0; i < 1'001; ++i)
                m.add_refusals();
        });
        row("no such bucket", [](auto& m) {
            m.add_counts()->add_latency_buckets(1'000'000);
            m.mutable_counts(0)->add_latency_counts(1);
        });
        row("endless name", [](auto& m) { m.add_counts()->set_route(std::string(5000, 'r')); });
        row("a time before 1970", [](auto& m) { m.set_from_us(-1); });
        row("a time beyond all clocks", [](auto& m) { m.set_until_us(INT64_MAX); });
        QTest::newRow("noise") << QByteArray("\xff\x00\x12");
    }
    void refusesReportsThatContradictThemselves()
    {
        QFETCH(const QByteArray, bytes);

        QVERIFY(!channel::decodeReport(bytes.toStdString()));
    }
};

QTEST_APPLESS_MAIN(ReportsTest)
#include "tst_reports.moc"
