#include "engine/runtime/status/status_pages.h"
#include "engine/runtime/version.h"
#include "engine/telemetry/prometheus_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace causeway::runtime {

namespace {

using telemetry::PrometheusText;
using Route = proxy::PlaneObservation::Route;
using Worker = proxy::PlaneObservation::Worker;
constexpr std::string_view counter = "counter";
constexpr std::string_view gauge = "gauge";
constexpr std::string_view histogram = "histogram";
constexpr std::string_view workspace = "default"; // Kong's: everything is in it.

std::string_view textOf(telemetry::AnswerSource source)
{
    switch (source) {
    case telemetry::AnswerSource::Service:
        return "service";
    case telemetry::AnswerSource::Exit:
        return "exit";
    case telemetry::AnswerSource::Error:
        break;
    }
    return "error";
}

void addRequests(PrometheusText& page, const std::vector<Route>& routes)
{
    page.family("kong_http_requests_total", counter, "HTTP requests by service, route, status and who answered");
    for (const Route& route : routes)
        route.requests.statuses.forEach([&](const telemetry::StatusCounts::Entry& entry) {
            page.sample({{"service", route.backend},
                         {"route", route.route},
                         {"code", fmt::format("{:03}", entry.status)},
                         {"source", textOf(entry.source)},
                         {"workspace", workspace},
                         {"consumer", ""}},
                        entry.times);
        });
    page.family("causeway_retries_total", counter, "Attempts after the first");
    for (const Route& route : routes)
        page.sample({{"service", route.backend}, {"route", route.route}}, route.retries);
}

void addLatencies(PrometheusText& page, const std::vector<Route>& routes)
{
    const auto add = [&](std::string_view name, std::string_view help, auto part, auto bounds) {
        page.family(name, histogram, help);
        for (const Route& route : routes)
            if (!route.requests.statuses.isEmpty())
                page.histogram({{"service", route.backend}, {"route", route.route}, {"workspace", workspace}},
                               route.requests.*part, bounds);
    };
    using telemetry::RequestTotals;
    add("kong_kong_latency_ms", "Time in the proxy before a request went to its service", &RequestTotals::own,
        std::span<const std::uint32_t>(telemetry::ownTimeBoundsMs));
    add("kong_upstream_latency_ms", "From connecting to the first byte of the service's answer",
        &RequestTotals::upstream, std::span<const std::uint32_t>(telemetry::requestTimeBoundsMs));
    add("kong_request_latency_ms", "From a request's head to the last byte of its answer", &RequestTotals::total,
        std::span<const std::uint32_t>(telemetry::requestTimeBoundsMs));
}

void addBytesAndStreams(PrometheusText& page, const std::vector<Route>& routes)
{
    page.family("kong_bandwidth_bytes", counter, "Bytes from clients (ingress) and to them (egress)");
    for (const Route& route : routes) {
        const auto add = [&](std::string_view direction, std::uint64_t bytes) {
            page.sample({{"service", route.backend},
                         {"route", route.route},
                         {"direction", direction},
                         {"workspace", workspace},
                         {"consumer", ""}},
                        bytes);
        };
        add("ingress", route.bytesReceived);
        add("egress", route.bytesSent);
    }
    page.family("kong_stream_sessions_total", counter, "Connections that were passed through");
    for (const Route& route : routes) {
        const auto add = [&](std::string_view code, std::string_view source, std::uint64_t sessions) {
            page.sample({{"service", route.backend},
                         {"route", route.route},
                         {"code", code},
                         {"source", source},
                         {"workspace", workspace}},
                        sessions);
        };
        if (route.connections == 0)
            continue;
        add("200", "service", route.connections - std::min(route.connections, route.connectionFailures));
        add("502", "error", route.connectionFailures);
    }
}

void addConnections(PrometheusText& page, const proxy::PlaneObservation& plane)
{
    Worker sum;
    for (const Worker& worker : plane.workers) {
        sum.connections += worker.connections;
        sum.readingConnections += worker.readingConnections;
        sum.busyConnections += worker.busyConnections;
        sum.accepted += worker.accepted;
    }
    const std::size_t waiting = sum.connections - sum.readingConnections - sum.busyConnections;
    page.family("kong_nginx_connections_total", gauge, "Connections of clients by state");
    const auto add = [&](std::string_view state, std::uint64_t count) {
        page.sample({{"node_id", plane.plane}, {"subsystem", "http"}, {"state", state}}, count);
    };
    add("accepted", sum.accepted);
    add("handled", sum.accepted);
    add("total", plane.requests);
    add("active", sum.connections);
    add("reading", sum.readingConnections);
    add("writing", sum.busyConnections);
    add("waiting", waiting);
    page.family("kong_nginx_requests_total", gauge, "Requests so far");
    page.sample({{"node_id", plane.plane}, {"subsystem", "http"}}, plane.requests);
    page.family("kong_node_info", gauge, "Who this is");
    page.sample({{"node_id", plane.plane}, {"version", version}}, std::uint64_t(1));
    page.family("causeway_refused_peers_total", counter, "Peers whose certificate or hello was not accepted");
    page.sample({}, plane.refusedPeers);
}

void addEndings(PrometheusText& page, const proxy::PlaneObservation& plane)
{
    page.family("causeway_flagged_requests_total", counter,
                "Requests that the proxy answered by itself or ended, by the flag of their record");
    for (std::size_t i = 0; i < plane.flags.size(); ++i)
        page.sample({{"flag", telemetry::textOf(static_cast<telemetry::RecordFlag>(i))}}, plane.flags[i]);
}

void addLimits(PrometheusText& page, const telemetry::LimitCounts& limits)
{
    page.family("causeway_limit_reached_total", counter, "Clients that a limit turned away");
    for (std::size_t i = 0; i < telemetry::limitCount; ++i) {
        const auto limit = static_cast<telemetry::Limit>(i);
        page.sample({{"limit", telemetry::nameOf(limit)}}, limits.of(limit));
    }
}

void addTargets(PrometheusText& page, const snapshot::Snapshot& snapshot)
{
    page.family("kong_upstream_target_health", gauge, "Endpoints, whose health is not checked");
    for (const snapshot::Endpoints& endpoints : snapshot.endpoints)
        for (const snapshot::Endpoint& endpoint : endpoints.endpoints)
            page.sample({{"upstream", endpoints.name},
                         {"target", endpoint.instance},
                         {"address", fmt::format("{}:{}", endpoint.address, endpoint.port)},
                         {"state", "healthchecks_off"},
                         {"subsystem", "http"}},
                        std::uint64_t(1));
}

void addWorkers(PrometheusText& page, const std::vector<Worker>& workers)
{
    const auto each = [&](std::string_view name, std::string_view help, auto value) {
        page.family(name, gauge, help);
        for (std::size_t i = 0; i < workers.size(); ++i)
            page.sample({{"worker", std::to_string(i)}}, value(workers[i]));
    };
    each("causeway_worker_connections", "Connections of clients",
         [](const Worker& worker) { return static_cast<std::uint64_t>(worker.connections); });
    each("causeway_worker_buffer_bytes", "Memory that holds bytes on their way",
         [](const Worker& worker) { return static_cast<std::uint64_t>(worker.bufferBytes); });
    each("causeway_worker_lag_seconds", "How long a task waited just now until the worker came to it",
         [](const Worker& worker) { return std::chrono::duration<double>(worker.lag).count(); });
}

void addSnapshot(PrometheusText& page, const proxy::PlaneObservation& plane)
{
    page.family("causeway_ready", gauge, "1 when requests are served by a configuration, and it does not drain");
    page.sample({}, std::uint64_t(plane.isReady() ? 1 : 0));
    if (!plane.snapshot)
        return;
    page.family("causeway_snapshot_revision", gauge, "The newest revision that is served");
    page.sample({}, plane.snapshot->revision);
    page.family("causeway_snapshot_applied_timestamp_seconds", gauge, "Since when");
    page.sample({}, std::chrono::duration<double>(plane.appliedAt.time_since_epoch()).count());
}

void addProcess(PrometheusText& page, const Surroundings& around)
{
    page.family("process_resident_memory_bytes", gauge, "Resident memory");
    page.sample({}, around.process.residentBytes);
    page.family("process_virtual_memory_bytes", gauge, "Virtual memory");
    page.sample({}, around.process.virtualBytes);
    page.family("process_open_fds", gauge, "Open descriptors");
    page.sample({}, around.process.openDescriptors);
    page.family("process_cpu_seconds_total", counter, "Processor time of user and system");
    page.sample({}, around.process.cpuSeconds);
    if (!around.records)
        return;
    page.family("causeway_access_records_written_total", counter, "Records of requests that were written down");
    page.sample({}, around.records->written);
    page.family("causeway_access_records_lost_total", counter, "Records that were lost: full disk, or a slow reader");
    page.sample({}, around.records->lost);
}

} // namespace

std::string metricsPage(const proxy::PlaneObservation& plane, const Surroundings& around)
{
    PrometheusText page;
    addConnections(page, plane);
    addRequests(page, plane.routes);
    addLatencies(page, plane.routes);
    addBytesAndStreams(page, plane.routes);
    addEndings(page, plane);
    addLimits(page, plane.limits);
    if (plane.snapshot)
        addTargets(page, *plane.snapshot);
    addWorkers(page, plane.workers);
    addSnapshot(page, plane);
    addProcess(page, around);
    return page.take();
}

} // namespace causeway::runtime
