#include "engine/channel/telemetry_sender.h"

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
    if (m_queue.size() == m_queueLimit)
        dropOldest();
    m_queue.push_back({++m_lastNumber, encodeReport(report), report.dropped});
    sendWaiting();
}

/// A report under way may have arrived already, so it stays.
void TelemetrySender::dropOldest()
{
    const auto oldest = m_queue.begin() + static_cast<std::ptrdiff_t>(m_underWay);
    m_dropped += 1 + oldest->dropped;
    m_queue.erase(oldest);
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
        next.dropped += std::exchange(m_dropped, 0);
        wire::NumberedReport message;
        message.set_run(m_run);
        message.set_number(next.number);
        message.set_dropped(next.dropped);
        message.set_report(next.report);
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
    while (m_underWay > 0 && m_queue.front().number <= confirmed.number()) {
        m_queue.pop_front();
        --m_underWay;
    }
    sendWaiting();
}

} // namespace causeway::channel
