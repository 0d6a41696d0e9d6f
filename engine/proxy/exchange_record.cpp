#include "engine/http/field_name.h"
#include "engine/proxy/exchange.h"
#include "engine/proxy/forwarding.h"
#include "engine/proxy/plane_worker.h"
#include "engine/proxy/worker.h"

#include <algorithm>

namespace causeway::proxy {

namespace {

constexpr std::size_t requestLineLimit = 512;
constexpr int clientClosedRequest = 499; // What nginx and Kong write where the client did not wait for an answer.

/// The first line of what could not be read.
std::string_view firstLineOf(std::string_view bytes)
{
    bytes = bytes.substr(0, requestLineLimit);
    return bytes.substr(0, bytes.find_first_of("\r\n"));
}

} // namespace

/// What a tunnel carries may go on for hours: it was counted when it began, and only its bytes are left to count.
void Exchange::record(bool isWhole)
{
    if (m_isTunnel) {
        telemetry::TrafficNumbers& bytes = cellOfRequest().count;
        bytes.bytesReceived += m_bytesReceived + m_toUpstream.processed();
        bytes.bytesSent += m_bytesSent;
    } else {
        countRequest(isWhole);
    }
    if (!m_flags.isEmpty())
        plane().flagged(m_flags);
    if (telemetry::AccessLane* const lane = plane().accessLane())
        writeRecord(*lane);
}

void Exchange::countRequest(bool isWhole)
{
    TrafficCell& cell = cellOfRequest();
    telemetry::TrafficNumbers& count = cell.count;
    const MonotonicTime now = m_worker.loop().now();
    ++count.requests;
    count.failures += !isWhole || m_status >= 500 ? 1 : 0;
    count.ownAnswers += m_isOwnAnswer ? 1 : 0;
    count.retries += m_attempts > 1 ? m_attempts - 1 : 0;
    if (!m_isTunnel) {
        count.bytesReceived += m_bytesReceived + m_toUpstream.processed();
        count.bytesSent += m_bytesSent;
    }
    cell.latency.record(now - m_startedAt, plane().table().histograms());
    addTimes(cell.totals, now);
}

TrafficCell& Exchange::cellOfRequest()
{
    if (!m_route)
        return plane().cellWithoutRoute();
    if (!m_cluster)
        return m_route->cellWithoutBackend();
    return m_isOwnAnswer || !m_isHeadDone ? m_route->cellWithoutInstance(m_backend)
                                          : m_route->cellFor(m_backend, m_cluster, m_endpoint);
}

void Exchange::addTimes(telemetry::RequestTotals& totals, MonotonicTime now) const
{
    using telemetry::AnswerSource;
    const AnswerSource source = !m_isOwnAnswer && m_isHeadDone ? AnswerSource::Service
                                : m_attempts > 0               ? AnswerSource::Error
                                                               : AnswerSource::Exit;
    totals.statuses.add(statusToTell(), source);
    totals.total.record(now - m_startedAt, telemetry::requestTimeBoundsMs);
    totals.own.record((m_attempts > 0 ? m_attemptAt : now) - m_startedAt, telemetry::ownTimeBoundsMs);
    if (m_firstByteAt != MonotonicTime())
        totals.upstream.record(m_firstByteAt - m_attemptAt, telemetry::requestTimeBoundsMs);
}

int Exchange::statusToTell() const
{
    return m_status == 0 && m_flags.has(Flag::ClientGone) ? clientClosedRequest : m_status;
}

void Exchange::writeRecord(telemetry::AccessLane& lane)
{
    const MonotonicTime now = m_worker.loop().now();
    telemetry::AccessRecord record;
    addClient(record);
    addTarget(record);
    record.status = statusToTell();
    record.bytesIn = m_bytesReceived + m_toUpstream.processed();
    record.bytesOut = m_bytesSent;
    record.bodyBytesOut = m_bytesSent - std::min<std::uint64_t>(m_bytesSent, m_headSentLength);
    record.queue = (m_attempts > 0 ? m_attemptAt : now) - m_startedAt;
    if (m_attempts > 0)
        record.connect = (m_sentAt >= m_attemptAt ? m_sentAt : now) - m_attemptAt;
    if (m_firstByteAt != MonotonicTime())
        record.firstByte = m_firstByteAt - m_sentAt;
    record.total = now - m_startedAt;
    record.flags = m_flags;
    lane.write(record, now);
}

/// Who asked for what.
void Exchange::addClient(telemetry::AccessRecord& record) const
{
    record.client = m_client->peerHost();
    record.identity = m_client->peerName();
    record.tls = m_client->transport().tlsVersion();
    record.sni = m_client->serverName();
    record.listener = m_client->listener().name();
    if (!m_isHeadRead) {
        record.requestId = m_requestId.view();
        record.requestLine = firstLineOf(m_client->input().bytes());
        return;
    }
    const http::Field* const given =
        m_client->listener().isGateway() ? nullptr : m_request.fields.find(requestIdName); // Of the gateway before us.
    record.requestId = given ? given->value : m_hasRequestId ? m_requestId.view() : std::string_view();
    record.method = m_request.methodText;
    record.host = m_request.authority;
    record.path = m_request.path;
    record.query = m_request.query;
    record.hasQuery = m_request.hasQuery;
    record.protocol = m_request.version == http::Version::Http10 ? "HTTP/1.0" : "HTTP/1.1";
    record.referer = valueOf(m_request.fields, http::FieldName::Referer);
    record.userAgent = valueOf(m_request.fields, http::FieldName::UserAgent);
}

/// Where it went.
void Exchange::addTarget(telemetry::AccessRecord& record) const
{
    if (!m_route)
        return;
    const PlaneRoute& route = m_route->config();
    record.route = route.config.name;
    record.revision = route.revision;
    if (!m_cluster)
        return;
    record.backend = route.config.split[m_backend].cluster;
    record.retries = m_attempts > 1 ? m_attempts - 1 : 0;
    if (m_attempts == 0)
        return;
    const PlaneEndpoint& endpoint = m_cluster->config().endpoints[m_endpoint];
    record.instance = endpoint.instance;
    record.endpoint = endpoint.text;
    record.upstreamStatus = m_isHeadDone && !m_isOwnAnswer ? m_response.status : 0;
}

/// The bytes of the head are about to go: what is asked of it later moves into the arena.
void Exchange::keepHead()
{
    for (std::string_view* const text :
         {&m_request.methodText, &m_request.path, &m_request.query, &m_request.authority})
        *text = m_arena.copy(*text);
    m_request.target = m_request.host = {};
    std::array<http::Field, 3> kept;
    std::size_t count = 0;
    for (const http::Field* const field :
         {m_request.fields.find(http::FieldName::Referer), m_request.fields.find(http::FieldName::UserAgent),
          m_request.fields.find(requestIdName)})
        if (field)
            kept[count++] = {m_arena.copy(field->name), m_arena.copy(field->value), 0, field->id, field->hopByHop};
    m_request.fields.clear();
    for (std::size_t i = 0; i < count; ++i)
        m_request.fields.add(kept[i]);
}

} // namespace causeway::proxy
