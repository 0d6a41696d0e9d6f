#include "engine/proxy/traffic_ledger.h"

#include <string_view>
#include <unordered_set>

namespace causeway::proxy {

void TrafficLedger::add(const std::vector<WorkerCounts>& parts)
{
    for (const WorkerCounts& part : parts) {
        for (std::size_t i = 0; i < part.counts.size(); ++i) {
            const telemetry::TrafficCount& count = part.counts[i];
            PlaneObservation::Route& sum = m_routes[{count.route, count.backend}];
            sum.requests.add(part.totals[i]);
            m_requests += count.requests;
            sum.retries += count.retries;
            sum.bytesReceived += count.bytesReceived;
            sum.bytesSent += count.bytesSent;
            sum.connections += count.connections;
            sum.connectionFailures += count.connectionFailures;
        }
        for (std::size_t i = 0; i < m_flags.size(); ++i)
            m_flags[i] += part.flags[i];
        m_limits.add(part.limits);
        for (const telemetry::Refusal& refusal : part.refusals)
            m_refusedPeers += refusal.times;
    }
}

void TrafficLedger::keepOnly(const snapshot::Snapshot& snapshot)
{
    std::unordered_set<std::string_view> routes{std::string_view()};
    for (const snapshot::VirtualHost& host : snapshot.virtualHosts)
        for (const snapshot::Route& route : host.routes)
            routes.insert(route.name);
    for (const snapshot::Listener& listener : snapshot.listeners)
        for (const snapshot::StreamRoute& stream : listener.streams)
            routes.insert(stream.name);
    std::unordered_set<std::string_view> clusters{std::string_view()};
    for (const snapshot::Cluster& cluster : snapshot.clusters)
        clusters.insert(cluster.name);
    std::erase_if(m_routes, [&](const auto& entry) {
        return !routes.contains(entry.first.first) || !clusters.contains(entry.first.second);
    });
}

void TrafficLedger::writeTo(PlaneObservation& observation) const
{
    for (const auto& [key, route] : m_routes) {
        observation.routes.push_back(route);
        observation.routes.back().route = key.first;
        observation.routes.back().backend = key.second;
    }
    observation.flags = m_flags;
    observation.limits = m_limits;
    observation.requests = m_requests;
    observation.refusedPeers = m_refusedPeers;
}

} // namespace causeway::proxy
