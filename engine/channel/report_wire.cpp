#include "engine/channel/frames.h"
#include "engine/channel/message_parts.h"
#include "engine/channel/wire.h"
#include "engine/telemetry/access_format.h"

namespace causeway::channel {

namespace {

constexpr std::size_t textLimit = 4096;
constexpr int refusalLimit = 1'000;
constexpr int absentLimit = 1'000;

std::int64_t toMicroseconds(WallTime time)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

/// Times a few centuries off do not fit; they come from nobody honest.
Result<WallTime> timeFrom(std::int64_t microseconds)
{
    constexpr std::int64_t limit = 9'000'000'000'000'000;
    if (microseconds < 0 || microseconds > limit)
        return failure(ErrorCode::InvalidArgument, "{} is not a time of a report", microseconds);
    return WallTime(std::chrono::microseconds(microseconds));
}

void writeLatency(const telemetry::LatencyCounts& latency, wire::TrafficCount& message)
{
    for (const telemetry::LatencyCounts::Bucket& bucket : latency.buckets()) {
        message.add_latency_buckets(bucket.number);
        message.add_latency_counts(bucket.times);
    }
}

Result<> readLatency(telemetry::LatencyCounts& latency, const wire::TrafficCount& message)
{
    if (message.latency_buckets_size() != message.latency_counts_size())
        return failure(ErrorCode::InvalidArgument, "a histogram has {} buckets and {} counts",
                       message.latency_buckets_size(), message.latency_counts_size());
    for (int i = 0; i < message.latency_buckets_size(); ++i) {
        if (!latency.append(message.latency_buckets(i), message.latency_counts(i)))
            return failure(ErrorCode::InvalidArgument, "a histogram cannot have bucket {} here",
                           message.latency_buckets(i));
    }
    return {};
}

void write(const telemetry::TrafficCount& count, wire::TrafficCount& message)
{
    message.set_route(count.route);
    message.set_backend(count.backend);
    message.set_instance(count.instance);
    message.set_requests(count.requests);
    message.set_failures(count.failures);
    message.set_own_answers(count.ownAnswers);
    message.set_retries(count.retries);
    message.set_bytes_received(count.bytesReceived);
    message.set_bytes_sent(count.bytesSent);
    message.set_connections(count.connections);
    message.set_connection_failures(count.connectionFailures);
    writeLatency(count.latency, message);
}

Result<telemetry::TrafficCount> read(const wire::TrafficCount& message)
{
    if (std::max({message.route().size(), message.backend().size(), message.instance().size()}) > textLimit)
        return failure(ErrorCode::InvalidArgument, "a name in a report is longer than {} bytes", textLimit);
    telemetry::TrafficCount count;
    count.route = message.route();
    count.backend = message.backend();
    count.instance = message.instance();
    count.requests = message.requests();
    count.failures = message.failures();
    count.ownAnswers = message.own_answers();
    count.retries = message.retries();
    count.bytesReceived = message.bytes_received();
    count.bytesSent = message.bytes_sent();
    count.connections = message.connections();
    count.connectionFailures = message.connection_failures();
    RETURN_IF_ERROR(readLatency(count.latency, message));
    return count;
}

Result<telemetry::Refusal> read(const wire::Refusal& message)
{
    if (std::max({message.peer().size(), message.reason().size(), message.place().size()}) > textLimit)
        return failure(ErrorCode::InvalidArgument, "a refusal in a report is longer than {} bytes", textLimit);
    return telemetry::Refusal{message.peer(), message.reason(), message.times(), message.place()};
}

} // namespace

std::string encodeReport(const telemetry::TrafficReport& report)
{
    wire::TrafficReport message;
    message.set_from_us(toMicroseconds(report.from));
    message.set_until_us(toMicroseconds(report.until));
    message.set_downstream_connections(report.downstreamConnections);
    for (const telemetry::TrafficCount& count : report.counts)
        write(count, *message.add_counts());
    for (const telemetry::FirstRouted& first : report.firstRouted) {
        wire::FirstRouted& added = *message.add_first_routed();
        added.set_revision(first.revision);
        added.set_route(first.route);
        added.set_when_us(toMicroseconds(first.when));
    }
    for (const telemetry::Refusal& refusal : report.refusals) {
        wire::Refusal& added = *message.add_refusals();
        added.set_peer(refusal.peer);
        added.set_reason(refusal.reason);
        added.set_times(refusal.times);
        added.set_place(refusal.place);
    }
    for (const std::string& service : report.absentApplications)
        message.add_absent_applications(service);
    return message.SerializeAsString();
}

Result<telemetry::TrafficReport> decodeReport(std::string_view bytes)
{
    wire::TrafficReport message;
    if (hasTooManyParts(bytes) || !parse(message, bytes) || message.refusals_size() > refusalLimit ||
        message.absent_applications_size() > absentLimit)
        return failure(ErrorCode::InvalidArgument, "{} bytes are not a traffic report", bytes.size());
    telemetry::TrafficReport report;
    ASSIGN_OR_RETURN(report.from, timeFrom(message.from_us()));
    ASSIGN_OR_RETURN(report.until, timeFrom(message.until_us()));
    report.downstreamConnections = message.downstream_connections();
    report.counts.reserve(static_cast<std::size_t>(message.counts_size()));
    for (const wire::TrafficCount& count : message.counts()) {
        ASSIGN_OR_RETURN(auto decoded, read(count));
        report.counts.push_back(std::move(decoded));
    }
    for (const wire::FirstRouted& first : message.first_routed()) {
        ASSIGN_OR_RETURN(const WallTime when, timeFrom(first.when_us()));
        report.firstRouted.push_back({first.revision(), first.route(), when});
    }
    for (const wire::Refusal& refusal : message.refusals()) {
        ASSIGN_OR_RETURN(auto decoded, read(refusal));
        report.refusals.push_back(std::move(decoded));
    }
    for (const std::string& service : message.absent_applications()) {
        if (service.size() > textLimit)
            return failure(ErrorCode::InvalidArgument, "a name in a report is longer than {} bytes", textLimit);
        report.absentApplications.push_back(service);
    }
    return report;
}

Result<> checkRecords(std::string_view lines)
{
    if (lines.size() > recordsAtOnce || !lines.ends_with('\n'))
        return failure(ErrorCode::InvalidArgument, "{} bytes of access records that are too many or no whole lines",
                       lines.size());
    std::size_t length = 0;
    for (const char each : lines) {
        const bool isEnd = each == '\n';
        const bool isPrintable = each >= ' ' && each <= '~';
        if (isEnd ? length < telemetry::shortestRecord : !isPrintable || length >= telemetry::longestRecord)
            return failure(ErrorCode::InvalidArgument, "an access record that no access log writes");
        length = isEnd ? 0 : length + 1;
    }
    return {};
}

} // namespace causeway::channel
