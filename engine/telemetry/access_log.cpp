#include "engine/telemetry/access_log.h"

#include "engine/base/log.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <poll.h>
#include <pthread.h>

namespace causeway::telemetry {

namespace {

constexpr int napMs = 100;
constexpr std::chrono::milliseconds lastChance{500}; // For a reader that is behind when the log ends.
constexpr std::chrono::seconds betweenComplaints{10};

/// By memchr: a line has hundreds of bytes, and the writer may share a processor with the workers.
std::uint64_t linesIn(std::string_view bytes)
{
    std::uint64_t lines = 0;
    for (std::size_t end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n', end + 1))
        ++lines;
    return lines;
}

void add(std::atomic<std::uint64_t>& counter, std::uint64_t count)
{
    counter.store(counter.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
}

} // namespace

AccessLane::AccessLane(const AccessLogOptions& options, const Clock& clock, WriterAlarm& alarm)
    : m_lines(options.blocks, alarm)
    , m_clock(clock)
    , m_format(options.format)
    , m_withQuery(options.withQuery)
{
}

void AccessLane::write(AccessRecord record, MonotonicTime now)
{
    if (!m_withQuery) {
        record.query = {};
        record.hasQuery = false;
        record.referer = record.referer.substr(0, record.referer.find('?'));
        record.requestLine = record.requestLine.substr(0, record.requestLine.find('?'));
    }
    limitTexts(record);
    if (char* const at = m_lines.room(roomFor(record)))
        m_lines.commit(static_cast<std::size_t>(format(at, record, m_clock.at(now), m_format) - at));
}

Result<std::unique_ptr<AccessLog>> AccessLog::open(AccessLogOptions options, const Clock& clock)
{
    ASSIGN_OR_RETURN(auto output, RecordOutput::open(options.target));
    return writeTo(std::move(output), std::move(options), clock);
}

std::unique_ptr<AccessLog> AccessLog::writeTo(RecordOutput output, AccessLogOptions options, const Clock& clock)
{
    std::unique_ptr<AccessLog> log(new AccessLog(std::move(options), clock, std::move(output)));
    log->m_thread = std::thread([raw = log.get()] { raw->run(); });
    ::pthread_setname_np(log->m_thread.native_handle(), "access log");
    return log;
}

AccessLog::AccessLog(AccessLogOptions options, const Clock& clock, RecordOutput output)
    : m_options(std::move(options))
    , m_clock(clock)
    , m_output(std::move(output))
{
    for (std::size_t i = 0; i < m_options.lanes; ++i)
        m_lanes.push_back(std::make_unique<AccessLane>(m_options, m_clock, m_alarm));
}

AccessLog::~AccessLog()
{
    m_isStopping.store(true);
    m_alarm.ring();
    m_thread.join();
}

void AccessLog::reopen()
{
    m_shallReopen.store(true);
    m_alarm.ring();
}

bool AccessLog::flush(std::chrono::milliseconds limit)
{
    constexpr std::chrono::milliseconds glance{5};
    const std::uint64_t flush = m_flushesAsked.fetch_add(1) + 1;
    m_alarm.ring();
    const MonotonicTime deadline = m_clock.now() + limit;
    while (m_flushed.load() < flush && m_clock.now() < deadline)
        std::this_thread::sleep_for(glance);
    return m_flushed.load() >= flush;
}

AccessLog::Counts AccessLog::counts() const
{
    Counts counts;
    counts.written = m_written.load(std::memory_order_relaxed);
    counts.lost = m_unwritable.load(std::memory_order_relaxed);
    for (const auto& lane : m_lanes)
        counts.lost += lane->lines().lost();
    return counts;
}

void AccessLog::run()
{
    sigset_t all;
    sigfillset(&all); // A reader that is gone must not end the process, and signals are the main thread's.
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
    while (true) {
        const bool isStopping = m_isStopping.load();
        const std::uint64_t flush = m_flushesAsked.load();
        if (m_shallReopen.exchange(false))
            reopenNow();
        const Drained drained = drain();
        if (drained == Drained::Nothing)
            m_flushed.store(flush);
        tellLosses();
        if (isStopping && drained != Drained::Some)
            return endWith(drained);
        await(drained);
    }
}

/// One round over all lanes, and not more than what was there when it began.
AccessLog::Drained AccessLog::drain()
{
    bool hasMoved = false;
    for (std::size_t i = 0; i < m_lanes.size(); ++i) {
        if (!drainLane(m_lanes[m_turn]->lines(), hasMoved))
            return Drained::Blocked;
        m_turn = (m_turn + 1) % m_lanes.size();
    }
    return hasMoved ? Drained::Some : Drained::Nothing;
}

/// False when the target takes no more for now; then the lane is the one to go on with.
bool AccessLog::drainLane(RecordLane& lane, bool& hasMoved)
{
    for (std::size_t round = 0; round < 2 * m_options.blocks || m_endsInLine; ++round) {
        const std::string_view lines = lane.pending();
        if (lines.empty())
            return true;
        const RecordOutput::Write write = writeLines(lines);
        if (write.outcome == RecordOutput::Outcome::Blocked)
            return false;
        hasMoved = true;
        if (write.outcome == RecordOutput::Outcome::Failed) {
            lose(lane);
        } else {
            add(m_written, linesIn(lines.substr(0, write.bytes)));
            m_endsInLine = lines[write.bytes - 1] != '\n';
            lane.consume(write.bytes);
        }
    }
    return true;
}

RecordOutput::Write AccessLog::writeLines(std::string_view lines)
{
    if (m_isRestLost) { // What stands there of a line ends here.
        const RecordOutput::Write end = m_output.write("\n");
        if (end.outcome != RecordOutput::Outcome::Written)
            return end;
        m_isRestLost = false;
    }
    return m_output.write(lines);
}

void AccessLog::lose(RecordLane& lane)
{
    const std::string_view lines = lane.pending();
    add(m_unwritable, linesIn(lines));
    lane.consume(lines.size());
    m_isRestLost = m_isRestLost || m_endsInLine;
    m_endsInLine = false;
}

void AccessLog::reopenNow()
{
    if (m_options.target.empty())
        return;
    auto output = RecordOutput::open(m_options.target);
    if (!output)
        return log::error("the access log stays where it is: {}", output.error().message);
    m_output = *std::move(output);
    if (m_endsInLine)
        m_lanes[m_turn]->lines().backToLineStart();
    m_endsInLine = m_isRestLost = false;
}

void AccessLog::await(Drained drained)
{
    std::array<pollfd, 2> waits{{{m_alarm.descriptor(), POLLIN, 0}, {m_output.descriptor(), POLLOUT, 0}}};
    int timeoutMs = napMs;
    if (drained == Drained::Nothing) {
        m_alarm.sleep();
        const bool isQuiet = std::all_of(m_lanes.begin(), m_lanes.end(),
                                         [](const auto& lane) { return lane->lines().pending().empty(); });
        const bool isAsked = m_shallReopen || m_isStopping || m_flushesAsked != m_flushed;
        timeoutMs = isQuiet && !isAsked ? -1 : 0;
    } else {
        m_alarm.nap();
    }
    ::poll(waits.data(), drained == Drained::Blocked ? 2 : 1, timeoutMs);
    m_alarm.wake();
}

/// Nobody records any more. A reader that is slow gets a moment, one that is stuck does not hold up the end.
void AccessLog::endWith(Drained drained)
{
    const MonotonicTime deadline = m_clock.now() + lastChance;
    while (drained != Drained::Nothing && m_clock.now() < deadline) {
        pollfd wait{m_output.descriptor(), POLLOUT, 0};
        ::poll(&wait, 1, napMs);
        drained = drain();
    }
    for (const auto& lane : m_lanes)
        while (!lane->lines().pending().empty())
            lose(lane->lines());
    m_toldAt = {};
    tellLosses();
}

void AccessLog::tellLosses()
{
    const std::uint64_t lost = counts().lost;
    const MonotonicTime now = m_clock.now();
    if (lost == m_toldLost || (m_toldAt != MonotonicTime() && now - m_toldAt < betweenComplaints))
        return;
    log::warn("the access log lost {} records, {} since the start: {}", lost - m_toldLost, lost,
              m_output.problem().empty() ? "what it writes to does not keep up" : m_output.problem());
    m_toldLost = lost;
    m_toldAt = now;
}

} // namespace causeway::telemetry
