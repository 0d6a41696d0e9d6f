#pragma once

#include "engine/api/views.h"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace causeway::app {

/// Latencies of many seconds together, so that a stretch of time has its own percentiles.
class LatencySum
{
public:
    static constexpr std::uint64_t fewestForP99 = 100;

    void add(const std::vector<api::LatencyBin>& bins);

    std::uint64_t count() const { return m_count; }
    /// Nothing without samples.
    std::optional<Duration> percentile(double fraction) const;

private:
    std::map<std::uint32_t, std::uint64_t> m_bins; // Microseconds to how many.
    std::uint64_t m_count = 0;
};

/// Both together, rising.
std::vector<api::LatencyBin> merged(const std::vector<api::LatencyBin>& a, const std::vector<api::LatencyBin>& b);

} // namespace causeway::app
