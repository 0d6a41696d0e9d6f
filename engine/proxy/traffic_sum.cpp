#include "engine/proxy/traffic_sum.h"

#include <map>
#include <string_view>
#include <tuple>

namespace causeway::proxy {

namespace {

void addTo(telemetry::TrafficCount& sum, const telemetry::TrafficCount& part)
{
    sum.requests += part.requests;
    sum.failures += part.failures;
    sum.ownAnswers += part.ownAnswers;
    sum.retries += part.retries;
    sum.bytesReceived += part.bytesReceived;
    sum.bytesSent += part.bytesSent;
    sum.latency.add(part.latency);
    sum.connections += part.connections;
    sum.connectionFailures += part.connectionFailures;
}

} // namespace

telemetry::TrafficReport sumOf(const std::vector<WorkerCounts>& parts)
{
    telemetry::TrafficReport report;
    std::map<std::tuple<std::string_view, std::string_view, std::string_view>, std::size_t> rows;
    RefusalTable refusals;
    for (const WorkerCounts& part : parts) {
        for (const telemetry::Refusal& refusal : part.refusals)
            refusals.add(refusal.peer, refusal.reason, refusal.place, refusal.times);
        report.downstreamConnections += part.connections;
        report.limits.add(part.limits);
        report.firstRouted.insert(report.firstRouted.end(), part.firstRouted.begin(), part.firstRouted.end());
        for (const telemetry::TrafficCount& count : part.counts) {
            const auto [row, isNew] =
                rows.try_emplace({count.route, count.backend, count.instance}, report.counts.size());
            if (isNew)
                report.counts.push_back(count);
            else
                addTo(report.counts[row->second], count);
        }
    }
    report.refusals = refusals.take();
    return report;
}

} // namespace causeway::proxy
