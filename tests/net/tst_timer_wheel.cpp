#include "engine/base/random.h"
#include "engine/net/timer_wheel.h"

#include <QtTest>

#include <functional>
#include <vector>

using namespace causeway;
using namespace std::chrono_literals;

namespace {

class RecordingTimer final : public net::Timer
{
public:
    std::function<void()> fired;

private:
    void expired() override { fired(); }
};

} // namespace

class TimerWheelTest : public QObject
{
    Q_OBJECT

private slots:
    void firesEachTimerOnceAndNeverEarly()
    {
        const MonotonicTime start{};
        net::TimerWheel wheel(start);
        Random random(1);
        MonotonicTime now = start;
        std::vector<RecordingTimer> timers(1000);
        std::vector<int> shots(timers.size(), 0);
        bool early = false;
        for (std::size_t i = 0; i < timers.size(); ++i) {
            const MonotonicTime deadline = start + std::chrono::microseconds(random.below(20'000'000));
            timers[i].fired = [&, i, deadline] {
                ++shots[i];
                early = early || now < deadline;
            };
            wheel.arm(timers[i], deadline);
        }

        while (now < start + 21s) {
            const auto wait = wheel.untilNext(now);
            now += wait ? std::max<std::chrono::milliseconds>(*wait, 1ms) : 1000ms;
            wheel.advance(now);
        }

        QVERIFY(!early);
        QCOMPARE(std::count(shots.begin(), shots.end(), 1), std::ptrdiff_t(timers.size()));
        QCOMPARE(wheel.armed(), 0U);
    }

    void wakesInTimeForTheNearestTimer()
    {
        const MonotonicTime start{};
        net::TimerWheel wheel(start);
        RecordingTimer timer;
        wheel.arm(timer, start + 250ms);

        const auto wait = wheel.untilNext(start);

        QVERIFY(wait.has_value());
        QCOMPARE(wait->count(), 250);
    }

    void aCallbackMayDestroyItsNeighbour()
    {
        const MonotonicTime start{};
        net::TimerWheel wheel(start);
        auto neighbour = std::make_unique<RecordingTimer>();
        bool neighbourFired = false;
        neighbour->fired = [&] { neighbourFired = true; };
        RecordingTimer first;
        first.fired = [&] { neighbour.reset(); };
        wheel.arm(first, start + 5ms);
        wheel.arm(*neighbour, start + 5ms);

        wheel.advance(start + 6ms);

        QVERIFY(!neighbourFired);
        QCOMPARE(wheel.armed(), 0U);
    }

    void aTimerArmedAgainInItsCallbackFiresAgain()
    {
        const MonotonicTime start{};
        net::TimerWheel wheel(start);
        int shots = 0;
        MonotonicTime now = start;
        RecordingTimer timer;
        timer.fired = [&] {
            if (++shots < 3)
                wheel.arm(timer, now + 10ms);
        };
        wheel.arm(timer, start + 10ms);

        for (; now < start + 100ms; now += 1ms)
            wheel.advance(now);

        QCOMPARE(shots, 3);
    }
};

QTEST_APPLESS_MAIN(TimerWheelTest)
#include "tst_timer_wheel.moc"
