#include "engine/proxy/traffic_sum.h"

#include <map>
#include <string_view>
#include <tuple>

namespace causeway::proxy {

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
            if (isNew) {
                report.counts.push_back(count);
                continue;
            }
            report.counts[row->second].add(count);
            report.counts[row->second].latency.add(count.latency);
        }
    }
    report.refusals = refusals.take();
    return report;
}

} // namespace causeway::proxy
