#include "engine/proxy/traffic_table.h"

#include <algorithm>
#include <utility>

namespace causeway::proxy {

Pinned<TrafficCell> TrafficTable::open(const std::string& route, const std::string& backend,
                                       const std::string& instance)
{
    Pinned<TrafficCell>& cell = m_cells[{route, backend, instance}];
    if (!cell)
        cell = Pinned(new TrafficCell);
    return cell;
}

void TrafficTable::firstRouted(telemetry::FirstRouted event)
{
    if (m_firstRouted.size() == keptEvents)
        m_firstRouted.pop_front();
    m_firstRouted.push_back(std::move(event));
}

void TrafficTable::take(std::vector<telemetry::TrafficCount>& counts, std::vector<telemetry::RequestTotals>& totals,
                        std::vector<telemetry::FirstRouted>& firstRouted)
{
    for (const auto& [names, cell] : m_cells) {
        const telemetry::TrafficNumbers& count = cell->count;
        if (count.requests == 0 && count.connections == 0 && count.bytesReceived == 0 && count.bytesSent == 0 &&
            count.connectionFailures == 0) {
            cell->latency.rest(m_histograms);
            continue;
        }
        const auto& [route, backend, instance] = names;
        counts.push_back({std::exchange(cell->count, {}), route, backend, instance, cell->latency.take(m_histograms)});
        totals.push_back(cell->totals);
        cell->totals.clear();
    }
    m_histograms.refill();
    std::erase_if(m_cells, [](const auto& each) { return each.second.isLast(); });
    firstRouted.insert(firstRouted.end(), std::make_move_iterator(m_firstRouted.begin()),
                       std::make_move_iterator(m_firstRouted.end()));
    m_firstRouted.clear();
}

} // namespace causeway::proxy
