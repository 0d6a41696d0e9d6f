#pragma once

#include "engine/api/views.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace causeway::app::canvas {

/// The recent rates of every node, one a second, for the small curves on the cards.
///
/// Shape: oldest first, at most `longest`; a node that vanished is forgotten.
class RateHistory
{
public:
    static constexpr std::size_t longest = 40;

    RateHistory() = default;
    /// Those of a stretch of time that was chosen; nothing is added to it.
    explicit RateHistory(std::unordered_map<std::string, std::vector<float>> rates)
        : m_rates(std::move(rates))
    {
    }

    void add(const api::ClusterView& view);
    const std::vector<float>& of(const std::string& node) const;

private:
    std::optional<WallTime> m_last;
    std::unordered_map<std::string, std::vector<float>> m_rates;
};

} // namespace causeway::app::canvas
