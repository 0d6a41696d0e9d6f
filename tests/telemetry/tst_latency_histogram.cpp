#include "engine/base/random.h"
#include "engine/telemetry/latency_histogram.h"
#include "engine/telemetry/latency_tally.h"

#include <QtTest>

#include <algorithm>
#include <vector>

using namespace causeway;
using namespace std::chrono_literals;

class LatencyHistogramTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsPercentilesWithinThreePercentOfTheTruth_data()
    {
        QTest::addColumn<double>("fraction");
        QTest::newRow("median") << 0.5;
        QTest::newRow("p90") << 0.9;
        QTest::newRow("p99") << 0.99;
        QTest::newRow("p99.9") << 0.999;
    }

    void tellsPercentilesWithinThreePercentOfTheTruth()
    {
        QFETCH(double, fraction);
        Random random(7);
        telemetry::LatencyHistogram histogram;
        std::vector<std::int64_t> truth;
        for (int i = 0; i < 20'000; ++i) {
            const auto microseconds = static_cast<std::int64_t>(100 * std::exp(10 * random.fraction()));
            truth.push_back(microseconds);
            histogram.record(std::chrono::microseconds(microseconds));
        }
        std::sort(truth.begin(), truth.end());
        const auto exact = static_cast<double>(truth[static_cast<std::size_t>(fraction * 20'000)]);

        const auto told = histogram.percentile(fraction);

        QVERIFY(told.has_value());
        const double microseconds = std::chrono::duration<double, std::micro>(*told).count();
        QVERIFY2(std::abs(microseconds - exact) <= 0.03 * exact, qPrintable(QString::number(microseconds / exact)));
    }

    void hasNoPercentileWithoutSamples() { QVERIFY(!telemetry::LatencyHistogram().percentile(0.5)); }

    void countsWhatIsTooLongAsTheLongest()
    {
        telemetry::LatencyHistogram histogram;

        histogram.record(100h);
        histogram.record(-5ms);

        QCOMPARE(histogram.count(), 2U);
        QVERIFY(*histogram.percentile(1.0) > 60min);
        QVERIFY(*histogram.percentile(0.5) == 0ms);
    }

    void keepsTheBucketsThatCountSomething()
    {
        telemetry::LatencyHistogram histogram;
        histogram.record(3ms, 4);
        histogram.record(100us, 2);
        telemetry::LatencyCounts sum(histogram);
        telemetry::LatencyHistogram more;
        more.record(3ms);
        more.record(1us, 5);

        sum.add(telemetry::LatencyCounts(more));

        QCOMPARE(sum.buckets().size(), 3U);
        QCOMPARE(sum.count(), 12U);
        histogram.clear();
        histogram.add(sum);
        QVERIFY(telemetry::LatencyCounts(histogram).buckets() == sum.buckets());
        QVERIFY(!sum.append(0, 1));
        QVERIFY(!sum.append(telemetry::LatencyHistogram::bucketCount, 1));
    }

    void talliesWhatAHistogramCounts_data()
    {
        QTest::addColumn<int>("samples");
        QTest::addColumn<int>("spread"); // Microseconds.
        QTest::newRow("none") << 0 << 1;
        QTest::newRow("one now and then") << 3 << 100'000;
        QTest::newRow("many alike") << 200'000 << 4; // More than a short counter holds.
        QTest::newRow("many of all kinds") << 2'000 << 3'000'000;
    }
    void talliesWhatAHistogramCounts()
    {
        QFETCH(const int, samples);
        QFETCH(const int, spread);
        Random random(11);
        telemetry::HistogramStock stock;
        telemetry::LatencyTally tally;
        for (int round = 0; round < 300; ++round) { // Of the last kind, then long quiet.
            telemetry::LatencyHistogram truth;
            const int count = round < 2 ? samples : samples % 7;
            for (int i = 0; i < count; ++i) {
                const std::chrono::microseconds latency(random.below(static_cast<std::uint64_t>(spread)));
                tally.record(latency, stock);
                truth.record(latency);
            }

            const telemetry::LatencyCounts taken = tally.take(stock);

            QVERIFY(taken.buckets() == telemetry::LatencyCounts(truth).buckets());
            QCOMPARE(taken.count(), truth.count());
        }
    }

    void sumsLikeOneHistogramOfAllSamples()
    {
        telemetry::LatencyHistogram a, b, both;
        for (int i = 1; i <= 100; ++i) {
            (i % 2 ? a : b).record(std::chrono::milliseconds(i));
            both.record(std::chrono::milliseconds(i));
        }

        a.add(b);

        QCOMPARE(a.count(), both.count());
        QVERIFY(std::equal(a.buckets().begin(), a.buckets().end(), both.buckets().begin()));
    }
};

QTEST_APPLESS_MAIN(LatencyHistogramTest)
#include "tst_latency_histogram.moc"
