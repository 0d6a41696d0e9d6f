#include "app/canvas/scene/rate_history.h"

namespace causeway::app::canvas {

void RateHistory::add(const api::ClusterView& view)
{
    constexpr std::chrono::milliseconds pause{900}; // A little below a second: views do not come on the dot.
    if (m_last && view.time >= *m_last && view.time - *m_last < pause)
        return;
    m_last = view.time;
    std::unordered_map<std::string, std::vector<float>> rates;
    for (const api::NodeView& node : view.nodes) {
        std::vector<float> samples = std::move(m_rates[node.id]);
        if (samples.size() == longest)
            samples.erase(samples.begin());
        samples.push_back(static_cast<float>(node.traffic.requestsPerSecond));
        rates.emplace(node.id, std::move(samples));
    }
    m_rates = std::move(rates);
}

const std::vector<float>& RateHistory::of(const std::string& node) const
{
    static const std::vector<float> none;
    const auto known = m_rates.find(node);
    return known == m_rates.end() ? none : known->second;
}

} // namespace causeway::app::canvas
