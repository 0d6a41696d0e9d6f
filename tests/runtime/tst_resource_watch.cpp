#include "engine/runtime/resource_watch.h"

#include <QtTest>

using namespace causeway;
using namespace std::chrono_literals;

class ResourceWatchTest : public QObject
{
    Q_OBJECT

private slots:
    void measuresThisProcess()
    {
        const auto sample = runtime::ResourceWatch::measure();

        QVERIFY(sample.residentBytes > 1'000'000);
        QVERIFY(sample.descriptors >= 3);
    }

    void takesASampleASecond()
    {
        runtime::ResourceWatch watch;

        for (auto at = 0ms; at < 10s; at += 100ms)
            watch.look(at);

        QCOMPARE(watch.samples().size(), std::size_t(10));
    }

    void keepsABoundedNumberOverAnyTime()
    {
        runtime::ResourceWatch watch;

        for (int second = 0; second < 9000; ++second)
            watch.look(std::chrono::seconds(second));

        QVERIFY(watch.samples().size() < 4096);
        QVERIFY(watch.samples().back().at > 8990s);
    }

    void comparesTheSecondTenthWithTheLast()
    {
        runtime::ResourceWatch watch;
        for (int second = 0; second < 100; ++second)
            watch.look(std::chrono::seconds(second));

        const auto growth = watch.growth();

        QCOMPARE(growth.samples, std::size_t(100));
        QVERIFY(growth.early.at >= 10s && growth.early.at < 20s);
        QVERIFY(growth.late.at >= 90s);
        QVERIFY(growth.isBounded());
    }

    void callsMoreThanTwoPercentAndTwoMebibytesGrowth()
    {
        runtime::ResourceWatch::Growth growth;
        growth.early.residentBytes = 100UL << 20;

        growth.late.residentBytes = 104UL << 20;
        QVERIFY(growth.isBounded());
        growth.late.residentBytes = 105UL << 20;
        QVERIFY(!growth.isBounded());
    }
};

QTEST_APPLESS_MAIN(ResourceWatchTest)
#include "tst_resource_watch.moc"
