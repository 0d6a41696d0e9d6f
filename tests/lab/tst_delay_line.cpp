#include "engine/lab/delay_line.h"

#include <QtTest>

using namespace causeway;
using namespace std::chrono_literals;

namespace {

const MonotonicTime start{1h};
constexpr std::uint64_t seed = 11;

lab::LinkShape delayed(std::chrono::microseconds delay, std::chrono::microseconds jitter = 0us)
{
    lab::LinkShape shape;
    shape.delay = delay;
    shape.jitter = jitter;
    return shape;
}

} // namespace

class DelayLineTest : public QObject
{
    Q_OBJECT

private slots:
    void letsAPieceArriveAfterTheDelay()
    {
        lab::LinkLane lane(delayed(20ms), seed);
        lab::DelayLine line(lane, start);

        QVERIFY(line.arrival(start + 1s, 100) == start + 1s + 20ms);
    }

    void takesARoundTripForTheHandshakeFirst()
    {
        lab::LinkLane lane(delayed(20ms), seed);
        lab::DelayLine line(lane, start);

        QVERIFY(line.arrival(start, 100) == start + 60ms);
    }

    void spreadsArrivalsOverTheJitterWithoutReordering()
    {
        lab::LinkLane lane(delayed(10ms, 5ms), seed);
        lab::DelayLine line(lane, start);
        MonotonicTime last{};
        Duration least = 1h;
        Duration most{0};

        for (int piece = 0; piece < 1000; ++piece) {
            const MonotonicTime now = start + 1s + piece * 20ms;
            const MonotonicTime arrival = line.arrival(now, 100);
            least = std::min<Duration>(least, arrival - now);
            most = std::max<Duration>(most, arrival - now);
            QVERIFY(arrival >= last);
            last = arrival;
        }

        QVERIFY(least >= 10ms && least < 11ms);
        QVERIFY(most <= 15ms && most > 14ms);
    }

    void keepsTheOrderOfPiecesThatFollowAtOnce()
    {
        lab::LinkLane lane(delayed(10ms, 5ms), seed);
        lab::DelayLine line(lane, start);
        MonotonicTime last{};

        for (int piece = 0; piece < 1000; ++piece) {
            const MonotonicTime arrival = line.arrival(start + 1s, 100);
            QVERIFY(arrival >= last);
            last = arrival;
        }
    }

    void letsPiecesThroughAsFastAsTheBandwidthSays()
    {
        lab::LinkShape shape;
        shape.megabitsPerSecond = 8;
        lab::LinkLane lane(shape, seed);
        lab::DelayLine one(lane, start);
        lab::DelayLine other(lane, start); // Two connections share the link.

        MonotonicTime last{};
        for (int piece = 0; piece < 50; ++piece)
            last = std::max(one.arrival(start, 10'000), other.arrival(start, 10'000));

        const Duration took = last - start; // A million bytes at a million a second.
        QVERIFY(took >= 990ms && took <= 1s);
    }

    void stallsAsManyPiecesAsAreLost()
    {
        lab::LinkShape shape = delayed(10ms);
        shape.lossPercent = 1;
        lab::LinkLane lane(shape, seed);
        lab::DelayLine line(lane, start);
        int stalled = 0;

        for (int piece = 0; piece < 20'000; ++piece) {
            const MonotonicTime now = start + std::chrono::minutes(piece + 1);
            const Duration took = line.arrival(now, 400) - now;
            QVERIFY(took == 10ms || took >= 230ms); // A round trip and 200 ms more.
            stalled += took > 10ms ? 1 : 0;
        }

        QVERIFY2(stalled > 140 && stalled < 260, qPrintable(QString::number(stalled)));
    }

    void holdsBackWhatFollowsALostPiece()
    {
        lab::LinkShape shape = delayed(10ms);
        shape.lossPercent = 100;
        lab::LinkLane lane(shape, seed);
        lab::DelayLine line(lane, start);
        const MonotonicTime lost = line.arrival(start + 1s, 400);
        shape.lossPercent = 0;
        lane.setShape(shape);

        QVERIFY(line.arrival(start + 1s + 1ms, 400) == lost);
    }

    void repeatsALostSegmentAfterARoundTripWhenOthersFollowIt()
    {
        lab::LinkShape shape = delayed(10ms);
        shape.lossPercent = 0.5;
        lab::LinkLane lane(shape, seed);
        lab::DelayLine line(lane, start);
        int fast = 0;

        for (int piece = 0; piece < 1000; ++piece) {
            const MonotonicTime now = start + std::chrono::minutes(piece + 1);
            fast += line.arrival(now, 16 * 1024) - now == 30ms ? 1 : 0;
        }

        QVERIFY(fast > 20);
    }
};

QTEST_APPLESS_MAIN(DelayLineTest)
#include "tst_delay_line.moc"
