#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/telemetry/access_format.h"
#include "engine/telemetry/record_lane.h"
#include "engine/telemetry/record_output.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace causeway::telemetry {

struct AccessLogOptions
{
    std::string target; // A file, or "-" for standard output. Empty: it is given what to write to.
    AccessFormat format = AccessFormat::Text;
    bool withQuery = true;   // False: queries are left out, those of referers too.
    std::size_t lanes = 1;   // One for each thread that writes.
    std::size_t blocks = 64; // Of RecordLane::blockSize, in each lane: what a slow disk or reader may be behind.
};

/// What one thread has of the log.
class AccessLane
{
public:
    AccessLane(const AccessLogOptions& options, const Clock& clock, WriterAlarm& alarm);

    /// `now` is the time of the turn; no clock is asked. Copies the texts, allocates nothing and never waits.
    void write(AccessRecord record, MonotonicTime now);
    RecordLane& lines() { return m_lines; }

private:
    RecordLane m_lines;
    RecordClock m_clock;
    AccessFormat m_format;
    bool m_withQuery;
};

/// Writes down what the workers record, on a thread of its own.
///
/// Shape:   whole lines only. A record is in the file a tenth of a second later at the latest, at once when many come.
///          What cannot be written, as the disk is full or nobody reads, is lost and counted; the rest of a line that
///          came in half is lost with it.
/// Threads: each lane its own; reopen() and the counts from any. Destruction writes what is left, after the last
/// record.
class AccessLog
{
public:
    struct Counts
    {
        std::uint64_t written = 0;
        std::uint64_t lost = 0;
    };

    /// Errors: the target cannot be opened. `clock` outlives the log.
    static Result<std::unique_ptr<AccessLog>> open(AccessLogOptions options, const Clock& clock);
    /// Writes there; to reopen it changes nothing.
    static std::unique_ptr<AccessLog> writeTo(RecordOutput output, AccessLogOptions options, const Clock& clock);
    ~AccessLog();
    AccessLog(const AccessLog&) = delete;
    AccessLog& operator=(const AccessLog&) = delete;

    AccessLane& lane(std::size_t index) { return *m_lanes[index]; }
    /// Opens the target anew, for whoever has moved the file away; no line is lost or written twice. Where that fails
    /// the old one stays.
    void reopen();
    Counts counts() const;
    /// Waits until what was recorded before the call is written or lost, at most so long. False: it is not.
    bool flush(std::chrono::milliseconds limit);

private:
    enum class Drained
    {
        Nothing,
        Some,
        Blocked
    };

    AccessLog(AccessLogOptions options, const Clock& clock, RecordOutput output);
    void run();
    Drained drain();
    bool drainLane(RecordLane& lane, bool& hasMoved);
    RecordOutput::Write writeLines(std::string_view lines);
    void lose(RecordLane& lane);
    void reopenNow();
    void await(Drained drained);
    void endWith(Drained drained);
    void tellLosses();

    const AccessLogOptions m_options;
    const Clock& m_clock;
    WriterAlarm m_alarm;
    std::vector<std::unique_ptr<AccessLane>> m_lanes;
    std::atomic<bool> m_shallReopen = false;
    std::atomic<bool> m_isStopping = false;
    std::atomic<std::uint64_t> m_flushesAsked = 0;
    std::atomic<std::uint64_t> m_flushed = 0; // The newest that found nothing left.
    std::atomic<std::uint64_t> m_written = 0;
    std::atomic<std::uint64_t> m_unwritable = 0;

    RecordOutput m_output;     // From here on the writer's own.
    std::size_t m_turn = 0;    // The lane to go on with: it may be in the middle of a line.
    bool m_endsInLine = false; // What is written ends in the middle of one, of that lane.
    bool m_isRestLost = false; // So it does, and the rest will not come.
    std::uint64_t m_toldLost = 0;
    MonotonicTime m_toldAt;
    std::thread m_thread;
};

} // namespace causeway::telemetry
