#include "engine/telemetry/access_log.h"
#include "engine/telemetry/record_pipe.h"

#include <QtTest>

#include <algorithm>

using namespace causeway;
using namespace causeway::telemetry;
using namespace std::chrono_literals;

namespace {

const SystemClock systemClock;

/// A log that writes into a pipe.
struct PipedLog
{
    PipedLog() { log = AccessLog::writeTo(pipe->takeOutput(), {}, systemClock); }

    void write(const std::string& path)
    {
        AccessRecord record;
        record.method = "GET";
        record.protocol = "HTTP/1.1";
        record.path = path;
        log->lane(0).write(record, systemClock.now());
    }

    std::unique_ptr<RecordPipe> pipe = RecordPipe::create().value();
    std::unique_ptr<AccessLog> log;
};

std::ptrdiff_t linesIn(const std::string& text)
{
    return std::count(text.begin(), text.end(), '\n');
}

} // namespace

class RecordPipeTest : public QObject
{
    Q_OBJECT

private slots:
    void whatIsRecordedComesOutOnceTheLogIsFlushed()
    {
        PipedLog piped;
        piped.write("/one");
        piped.write("/two");

        QVERIFY(piped.log->flush(10s));

        const std::string lines = piped.pipe->take(longestRecord);
        QCOMPARE(linesIn(lines), std::ptrdiff_t(2));
        QVERIFY(lines.find("GET /one ") < lines.find("GET /two "));
        QVERIFY(piped.pipe->take(longestRecord).empty());
    }

    void aLineIsNeverTakenInTwoPieces()
    {
        PipedLog piped;
        for (int i = 0; i < 1'000; ++i) // More than one portion, whose end falls into a line.
            piped.write("/" + std::to_string(i));
        QVERIFY(piped.log->flush(10s));

        std::string all;
        for (std::string lines = piped.pipe->take(longestRecord); !lines.empty();
             lines = piped.pipe->take(longestRecord)) {
            QVERIFY(lines.size() <= longestRecord && lines.back() == '\n');
            all += lines;
        }

        QCOMPARE(linesIn(all), std::ptrdiff_t(1'000));
        QVERIFY(all.find("GET /999 ") != std::string::npos);
    }

    void aReaderThatIsBehindCostsRecordsWhichAreCounted()
    {
        PipedLog piped;
        constexpr std::uint64_t records = 60'000; // Many times what pipe and blocks hold.
        for (std::uint64_t i = 0; i < records; ++i)
            piped.write("/" + std::to_string(i));
        const std::uint64_t lost = piped.log->counts().lost;
        QVERIFY(lost > 0 && lost < records);

        std::uint64_t taken = 0;
        const auto take = [&] { taken += static_cast<std::uint64_t>(linesIn(piped.pipe->take(1 << 20))); };
        QTRY_VERIFY((take(), taken + lost == records));
    }

    void toOpenItAnewChangesNothing()
    {
        PipedLog piped;
        piped.log->reopen();
        piped.write("/after");

        QVERIFY(piped.log->flush(10s));

        QCOMPARE(linesIn(piped.pipe->take(longestRecord)), std::ptrdiff_t(1));
    }

    void aFlushDoesNotWaitForeverForAReader()
    {
        PipedLog piped;
        for (int i = 0; i < 20'000; ++i)
            piped.write("/x");

        QVERIFY(!piped.log->flush(50ms));
    }
};

QTEST_APPLESS_MAIN(RecordPipeTest)
#include "tst_record_pipe.moc"
