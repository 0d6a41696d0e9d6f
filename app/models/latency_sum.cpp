#include "app/models/latency_sum.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace causeway::app {

void LatencySum::add(const std::vector<api::LatencyBin>& bins)
{
    for (const api::LatencyBin& bin : bins) {
        m_bins[bin.microseconds] += bin.times;
        m_count += bin.times;
    }
}

std::optional<Duration> LatencySum::percentile(double fraction) const
{
    if (m_count == 0)
        return std::nullopt;
    const auto rank =
        std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(fraction * static_cast<double>(m_count))));
    std::uint64_t seen = 0;
    for (const auto& [microseconds, times] : m_bins) {
        seen += times;
        if (seen >= rank)
            return std::chrono::microseconds(microseconds);
    }
    return std::chrono::microseconds(m_bins.rbegin()->first);
}

std::vector<api::LatencyBin> merged(const std::vector<api::LatencyBin>& a, const std::vector<api::LatencyBin>& b)
{
    std::vector<api::LatencyBin> sum;
    sum.reserve(std::max(a.size(), b.size()));
    auto left = a.begin();
    auto right = b.begin();
    while (left != a.end() || right != b.end()) {
        if (right == b.end() || (left != a.end() && left->microseconds < right->microseconds)) {
            sum.push_back(*left++);
        } else if (left == a.end() || right->microseconds < left->microseconds) {
            sum.push_back(*right++);
        } else {
            sum.push_back({left->microseconds, left->times + right->times});
            ++left;
            ++right;
        }
    }
    return sum;
}

} // namespace causeway::app
