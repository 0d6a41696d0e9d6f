#include "engine/channel/telemetry_sender.h"

#include "engine/base/assert.h"
#include "engine/base/log.h"
#include "engine/channel/wire.h"

#include <algorithm>
#include <random>

namespace causeway::channel {

namespace {

constexpr std::chrono::seconds pingInterval{5};

std::uint64_t drawRun()
{
    std::random_device device;
    return (static_cast<std::uint64_t>(device()) << 32) | device();
}

} // namespace

TelemetrySender::TelemetrySender(net::EventLoop& loop, web::WebSocketRequest request, std::size_t queueLimit)
    : m_queueLimit(std::max<std::size_t>(queueLimit, 2))
    , m_underWayLimit(std::max<std::size_t>(m_queueLimit / 4, 1))
    , m_run(drawRun())
    , m_reconnector(loop, std::move(request),
                    {[this](std::unique_ptr<web::WebSocket> socket) { opened(std::move(socket)); },
                     [](const std::string& reason) { log::debug("telemetry: {}", reason); }})
{
    m_reconnector.start();
}

void TelemetrySender::report(const telemetry::TrafficReport& report)
{
    if (m_reports == m_queueLimit)
        dropOldestReport();
    m_queue.push_back({++m_lastNumber, encodeReport(report), {}, report.dropped, false});
    ++m_reports;
    sendWaiting();
}

void TelemetrySender::record(std::string lines)
{
    CAUSEWAY_ASSERT(lines.size() <= std::min(roomForRecords(), recordsAtOnce));
    m_recordBytes += lines.size();
    if (Waiting* const begun = recordsToContinue(lines.size()))
        begun->records += lines;
    else
        m_queue.push_back({++m_lastNumber, {}, std::move(lines), 0, false});
    sendWaiting();
}

/// Records that wait already and leave room in their message: a plane that is alone for hours queues few large messages
/// instead of many small ones.
TelemetrySender::Waiting* TelemetrySender::recordsToContinue(std::size_t size)
{
    const auto newest = std::find_if(m_queue.rbegin(), m_queue.rend(), [](const Waiting& waiting) {
        return waiting.wasSent || !waiting.records.empty();
    });
    const bool isOpen = newest != m_queue.rend() && !newest->wasSent;
    return isOpen && newest->records.size() + size <= recordsAtOnce ? &*newest : nullptr;
}

/// A report that was sent may have arrived already, so it stays: those are fewer than there may be reports.
void TelemetrySender::dropOldestReport()
{
    const auto oldest = std::find_if(m_queue.begin(), m_queue.end(), [](const Waiting& waiting) {
        return !waiting.wasSent && waiting.records.empty();
    });
    m_dropped += 1 + oldest->dropped;
    m_queue.erase(oldest);
    --m_reports;
}

void TelemetrySender::letGoOfFirst()
{
    const Waiting& first = m_queue.front();
    m_recordBytes -= first.records.size();
    m_reports -= first.records.empty() ? 1 : 0;
    m_queue.pop_front();
    --m_underWay;
}

void TelemetrySender::opened(std::unique_ptr<web::WebSocket> socket)
{
    m_socket = std::move(socket);
    m_outbox.emplace(*m_socket);
    m_reader.emplace(planeMessageLimit);
    m_socket->setMessageLimit(frameLimit);
    m_socket->keepAlive(pingInterval);
    m_socket->setCallbacks({[this](std::string_view bytes) { received(bytes); },
                            [this](const std::string& reason) {
                                log::debug("telemetry: {}", reason);
                                lost();
                            },
                            [this] {
                                m_outbox->proceed();
                                sendWaiting();
                            }});
    sendWaiting();
}

void TelemetrySender::lost()
{
    m_outbox.reset();
    m_socket.reset();
    m_underWay = 0; // All that is not confirmed is sent again.
    m_reconnector.retry();
}

void TelemetrySender::sendWaiting()
{
    while (m_socket && m_underWay < std::min(m_underWayLimit, m_queue.size()) && m_outbox->isIdle()) {
        Waiting& next = m_queue[m_underWay];
        if (next.records.empty() && !next.wasSent)
            next.dropped += std::exchange(m_dropped, 0);
        next.wasSent = true;
        wire::NumberedReport message;
        message.set_run(m_run);
        message.set_number(next.number);
        message.set_dropped(next.dropped);
        message.set_report(next.report);
        message.set_records(next.records);
        ++m_underWay;
        m_outbox->send(message.SerializeAsString());
    }
}

void TelemetrySender::received(std::string_view bytes)
{
    const auto message = m_reader->take(bytes);
    wire::ReportsReceived confirmed;
    if (!message || (*message && !parse(confirmed, **message))) {
        m_farewells.say(std::move(m_socket), closeProtocolError, "not a confirmation");
        return lost();
    }
    if (!*message)
        return;
    m_reconnector.settle();
    while (m_underWay > 0 && m_queue.front().number <= confirmed.number())
        letGoOfFirst();
    sendWaiting();
}

} // namespace causeway::channel
