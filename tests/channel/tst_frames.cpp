#include "engine/base/random.h"
#include "engine/channel/channel.pb.h"
#include "engine/channel/compression.h"
#include "engine/channel/frames.h"

#include <QtTest>

using namespace causeway;
using channel::FrameReader;
using channel::FrameWriter;

namespace {

std::string noise(std::size_t size)
{
    Random random(size);
    std::string bytes(size, '\0');
    for (char& c : bytes)
        c = static_cast<char>(random.next());
    return bytes;
}

std::string frame(std::uint64_t message, std::uint32_t index, bool isLast, std::uint32_t compression,
                  std::uint64_t plainSize, const std::string& piece)
{
    channel::wire::Frame made;
    made.set_message(message);
    made.set_index(index);
    made.set_is_last(isLast);
    made.set_compression(compression);
    made.set_plain_size(plainSize);
    made.set_piece(piece);
    return made.SerializeAsString();
}

} // namespace

class FramesTest : public QObject
{
    Q_OBJECT

private slots:
    void putsMessagesTogetherAgain_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("one byte") << QByteArray("x");
        QTest::newRow("one piece") << QByteArray::fromStdString(noise(channel::pieceLimit));
        QTest::newRow("one byte more") << QByteArray::fromStdString(noise(channel::pieceLimit + 1));
        QTest::newRow("a megabyte of noise") << QByteArray::fromStdString(noise(1 << 20));
        QTest::newRow("compressible") << QByteArray(1 << 20, 'a');
    }
    void putsMessagesTogetherAgain()
    {
        QFETCH(const QByteArray, message);
        FrameWriter writer;
        FrameReader reader(2 << 20);

        for (int round = 0; round < 3; ++round) {
            const auto frames = writer.framesOf(message.toStdString());
            for (std::size_t i = 0; i < frames.size(); ++i) {
                QVERIFY(frames[i].size() <= channel::frameLimit);
                const auto taken = reader.take(frames[i]);
                QVERIFY(taken);
                QCOMPARE(taken->has_value(), i + 1 == frames.size());
                QVERIFY(!*taken || **taken == message.toStdString());
            }
        }
    }

    void compressesFromFourKibibytes()
    {
        FrameWriter writer;

        QVERIFY(writer.framesOf(std::string(channel::compressFrom - 1, 'a')).front().size() > 4000);
        QVERIFY(writer.framesOf(std::string(channel::compressFrom, 'a')).front().size() < 200);
    }

    void refusesFramesThatBreakTheRules_data()
    {
        QTest::addColumn<QByteArray>("first");
        QTest::addColumn<QByteArray>("second");
        const auto row = [](const char* name, const std::string& first, const std::string& second = {}) {
            QTest::newRow(name) << QByteArray::fromStdString(first) << QByteArray::fromStdString(second);
        };
        row("not a frame", "\xff\xff\xff");
        row("larger than a frame", std::string(channel::frameLimit + 1, 'x'));
        row("begins with message 2", frame(2, 0, true, 0, 1, "x"));
        row("begins with piece 1", frame(1, 1, true, 0, 1, "x"));
        row("unknown compression", frame(1, 0, true, 2, 1, "x"));
        row("larger than the limit", frame(1, 0, false, 0, 1001, "x"));
        row("larger than any memory", frame(1, 0, false, 1, ~0ULL, "x"));
        row("longer than it says", frame(1, 0, true, 0, 1, "xx"));
        row("shorter than it says", frame(1, 0, true, 0, 2, "x"));
        row("skips a piece", frame(1, 0, false, 0, 9, "x"), frame(1, 2, true, 0, 0, "x"));
        row("repeats a piece", frame(1, 0, false, 0, 9, "x"), frame(1, 0, true, 0, 0, "x"));
        row("interleaves messages", frame(1, 0, false, 0, 9, "x"), frame(2, 0, true, 0, 1, "x"));
        row("pieces without end", frame(1, 0, false, 0, 9, "x"), frame(1, 1, false, 0, 0, ""));
        row("not zstd", frame(1, 0, true, 1, 100, "hello"));
        row("a bomb", frame(1, 0, true, 1, 100, channel::compress(std::string(1 << 20, 'a'))));
        row("less than promised", frame(1, 0, true, 1, 900, channel::compress(std::string(800, 'a'))));
    }
    void refusesFramesThatBreakTheRules()
    {
        QFETCH(const QByteArray, first);
        QFETCH(const QByteArray, second);
        FrameReader reader(1000);

        auto taken = reader.take(first.toStdString());
        if (!second.isEmpty() && taken)
            taken = reader.take(second.toStdString());

        QVERIFY(!taken);
    }

    void neverTakesNoiseForMoreThanItIs()
    {
        Random random(11);
        for (int round = 0; round < 5000; ++round) {
            FrameReader reader(1000);
            FrameWriter writer;
            std::string bytes = writer.framesOf(noise(500)).front();
            for (int i = 0; i < 3; ++i)
                bytes[random.below(bytes.size())] = static_cast<char>(random.next());
            const auto taken = reader.take(bytes);
            QVERIFY(!taken || !*taken || (*taken)->size() <= 1000);
        }
    }
};

QTEST_APPLESS_MAIN(FramesTest)
#include "tst_frames.moc"
