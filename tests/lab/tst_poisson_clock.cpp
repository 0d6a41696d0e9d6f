#include "engine/lab/poisson_clock.h"

#include <QtTest>

#include <cmath>

using namespace causeway;
using namespace std::chrono_literals;

class PoissonClockTest : public QObject
{
    Q_OBJECT

private slots:
    void countsPerSecondHaveTheMeanAndVarianceOfTheRate()
    {
        constexpr double rate = 100;
        constexpr int seconds = 5000;
        const MonotonicTime start{};
        lab::PoissonClock clock(42);
        clock.setRate(rate, start);

        double sum = 0;
        double sumOfSquares = 0;
        for (int second = 1; second <= seconds; ++second) {
            int count = 0;
            for (; *clock.next() < start + std::chrono::seconds(second); clock.advance())
                ++count;
            sum += count;
            sumOfSquares += double(count) * count;
        }

        const double mean = sum / seconds;
        const double variance = sumOfSquares / seconds - mean * mean;
        QVERIFY2(std::abs(mean - rate) < 4 * std::sqrt(rate / seconds), qPrintable(QString::number(mean)));
        QVERIFY2(std::abs(variance - rate) < 0.1 * rate, qPrintable(QString::number(variance)));
    }

    void givesTheSameArrivalsForTheSameSeed()
    {
        lab::PoissonClock once(7);
        lab::PoissonClock again(7);
        lab::PoissonClock other(8);
        for (lab::PoissonClock* clock : {&once, &again, &other})
            clock->setRate(10, MonotonicTime{});

        QVERIFY(once.next() == again.next());
        QVERIFY(once.next() != other.next());
    }

    void pausesAtARateOfZero()
    {
        lab::PoissonClock clock(1);
        clock.setRate(1000, MonotonicTime{});
        QVERIFY(clock.next().has_value());

        clock.setRate(0, MonotonicTime{});
        QVERIFY(!clock.next());

        clock.setRate(1000, MonotonicTime{} + 5s);
        QVERIFY(*clock.next() >= MonotonicTime{} + 5s);
    }
};

QTEST_APPLESS_MAIN(PoissonClockTest)
#include "tst_poisson_clock.moc"
