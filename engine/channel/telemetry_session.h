#pragma once

#include "engine/base/result.h"
#include "engine/channel/outbox.h"
#include "engine/keys/spiffe.h"
#include "engine/telemetry/traffic_report.h"

#include <functional>
#include <memory>
#include <string_view>

namespace causeway::channel::wire {
class NumberedReport;
}

namespace causeway::channel {

/// Up to which report of a plane the reports have been counted.
struct CountedReports
{
    std::uint64_t run = 0;
    std::uint64_t number = 0;
};

/// The control plane's end of one plane's telemetry: takes reports, confirms them.
///
/// Threads: the loop's only.
class TelemetrySession
{
public:
    struct Callbacks
    {
        std::function<void(const telemetry::TrafficReport&)> reported;
        std::function<void(const keys::PlaneName&, std::string_view lines)> recorded; // Access records, whole lines.
        std::function<void(TelemetrySession&, const std::string& reason)> ended;      // May not destroy the session.
    };
    /// `counted` outlives the session and its successors: a report sent twice is counted once.
    TelemetrySession(std::unique_ptr<web::WebSocket> socket, keys::PlaneName plane, CountedReports& counted,
                     Callbacks callbacks);

    const keys::PlaneName& plane() const { return m_plane; }
    bool hasEnded() const { return m_hasEnded; }
    /// Once; what comes afterwards is not heard any more.
    void end(const std::string& reason);
    std::unique_ptr<web::WebSocket> takeSocket() { return std::move(m_socket); }

private:
    void received(std::string_view frame);
    Result<> take(std::string_view message);
    Result<> takeReport(const wire::NumberedReport& numbered);
    Result<> takeRecords(const wire::NumberedReport& numbered);

    std::unique_ptr<web::WebSocket> m_socket;
    Outbox m_outbox;
    FrameReader m_reader{planeMessageLimit};
    keys::PlaneName m_plane;
    CountedReports& m_counted;
    Callbacks m_callbacks;
    bool m_hasEnded = false;
};

} // namespace causeway::channel
