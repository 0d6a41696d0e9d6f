#pragma once

#include "engine/channel/farewells.h"
#include "engine/channel/outbox.h"
#include "engine/channel/reconnector.h"
#include "engine/telemetry/traffic_report.h"

#include <deque>
#include <optional>
#include <string>

namespace causeway::channel {

/// Brings reports to the control plane in order, each counted there once: a report stays until it is confirmed and is
/// sent again after a loss, under the same number. When too many wait, the oldest that is not under way is dropped, and
/// the next one sent says how many were. Access records go the same way and are never dropped: who brings them asks
/// first how much room there is.
///
/// Threads: the loop's only.
class TelemetrySender
{
public:
    TelemetrySender(net::EventLoop& loop, web::WebSocketRequest request, std::size_t queueLimit);

    void report(const telemetry::TrafficReport& report);
    /// Whole lines, no more than there is room for.
    void record(std::string lines);
    std::size_t roomForRecords() const { return recordsLimit - m_recordBytes; }
    bool areRecordsConfirmed() const { return m_recordBytes == 0; }
    bool isConnected() const { return m_socket != nullptr; }
    /// From the next connection on.
    void setTls(std::shared_ptr<const net::TlsContext> tls) { m_reconnector.setTls(std::move(tls)); }

private:
    static constexpr std::size_t recordsLimit = recordsAtOnce * 16;

    struct Waiting
    {
        std::uint64_t number = 0;
        std::string report;        // Encoded: most of a histogram is empty. Or
        std::string records;       // these.
        std::uint64_t dropped = 0; // Set when first sent, and the same from then on.
        bool wasSent = false;      // Once, perhaps before a loss: it may have been counted, and changes no more.
    };

    void opened(std::unique_ptr<web::WebSocket> socket);
    void lost();
    void received(std::string_view bytes);
    void sendWaiting();
    void dropOldestReport();
    Waiting* recordsToContinue(std::size_t size);
    void letGoOfFirst();

    std::size_t m_queueLimit;
    std::size_t m_underWayLimit;
    std::uint64_t m_run;
    std::uint64_t m_lastNumber = 0;
    std::uint64_t m_dropped = 0; // Not yet told.
    std::deque<Waiting> m_queue; // The first m_underWay were sent and are not confirmed.
    std::size_t m_underWay = 0;
    std::size_t m_reports = 0;     // Of what is in the queue.
    std::size_t m_recordBytes = 0; //
    Farewells m_farewells;
    std::unique_ptr<web::WebSocket> m_socket;
    std::optional<Outbox> m_outbox;
    std::optional<FrameReader> m_reader;
    Reconnector m_reconnector;
};

} // namespace causeway::channel
