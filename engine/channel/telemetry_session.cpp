#include "engine/channel/telemetry_session.h"

#include "engine/channel/message_parts.h"
#include "engine/channel/wire.h"

namespace causeway::channel {

namespace {

constexpr std::chrono::seconds pingInterval{5};
constexpr std::size_t unreadLimit = 64 << 10; // Of confirmations, a dozen bytes each.

} // namespace

TelemetrySession::TelemetrySession(std::unique_ptr<web::WebSocket> socket, keys::PlaneName plane,
                                   CountedReports& counted, Callbacks callbacks)
    : m_socket(std::move(socket))
    , m_outbox(*m_socket)
    , m_plane(std::move(plane))
    , m_counted(counted)
    , m_callbacks(std::move(callbacks))
{
    m_socket->setMessageLimit(frameLimit);
    m_socket->keepAlive(pingInterval);
    m_socket->setCallbacks({[this](std::string_view frame) { received(frame); },
                            [this](const std::string& reason) {
                                m_socket.reset();
                                end(reason);
                            },
                            [this] { m_outbox.proceed(); }});
}

void TelemetrySession::end(const std::string& reason)
{
    if (!std::exchange(m_hasEnded, true))
        m_callbacks.ended(*this, reason);
}

void TelemetrySession::received(std::string_view frame)
{
    if (m_hasEnded)
        return;
    const auto message = m_reader.take(frame);
    const Result<> taken = !message ? Result<>(failure(message.error())) : *message ? take(**message) : Result<>();
    if (!taken)
        end(taken.error().message);
}

Result<> TelemetrySession::take(std::string_view message)
{
    if (m_outbox.isBeyond(unreadLimit))
        return failure(ErrorCode::ResourceExhausted, "the plane does not read what is confirmed");
    wire::NumberedReport numbered;
    if (hasTooManyParts(message) || !parse(numbered, message))
        return failure(ErrorCode::InvalidArgument, "the plane sent what is not a report");
    const bool isNew = numbered.run() != m_counted.run || numbered.number() > m_counted.number;
    if (isNew)
        RETURN_IF_ERROR(numbered.records().empty() ? takeReport(numbered) : takeRecords(numbered));
    wire::ReportsReceived confirmed;
    confirmed.set_number(numbered.number());
    m_outbox.send(confirmed.SerializeAsString());
    return {};
}

Result<> TelemetrySession::takeReport(const wire::NumberedReport& numbered)
{
    ASSIGN_OR_RETURN(auto report, decodeReport(numbered.report()));
    report.plane = m_plane.name; // The certificate's word, not the report's.
    report.dropped = numbered.dropped();
    m_counted = {numbered.run(), numbered.number()};
    m_callbacks.reported(report);
    return {};
}

Result<> TelemetrySession::takeRecords(const wire::NumberedReport& numbered)
{
    RETURN_IF_ERROR(checkRecords(numbered.records()));
    m_counted = {numbered.run(), numbered.number()};
    m_callbacks.recorded(m_plane, numbered.records());
    return {};
}

} // namespace causeway::channel
