#pragma once

#include "engine/telemetry/latency_histogram.h"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace causeway::telemetry {

/// Empty histograms for tallies that become busy, so that counting a request allocates nothing: refilled where somebody
/// reads what was counted.
///
/// Threads: one owner.
class HistogramStock
{
public:
    using Histogram = std::unique_ptr<LatencyHistogram>;

    HistogramStock() { refill(); }
    /// A new one only where more became busy at once than are in stock.
    Histogram take();
    void giveBack(Histogram histogram);
    void refill();

private:
    static constexpr std::size_t kept = 8;

    std::vector<Histogram> m_empty;
};

/// Counts durations between two reports as a LatencyHistogram does, in a few bytes as long as they fall into a few of
/// its buckets: ten thousand routes that are asked now and then stay in the caches, and a report looks at forty bytes a
/// route instead of 7 KiB. One that is busy takes a histogram, and gives it back when it has long been quiet.
///
/// Threads: one owner.
class LatencyTally
{
public:
    void record(Duration latency, HistogramStock& stock);
    /// What was counted since the last time.
    LatencyCounts take(HistogramStock& stock);
    /// Instead of take() where nothing was counted.
    void rest(HistogramStock& stock);

private:
    struct Few
    {
        std::uint16_t bucket = 0;
        std::uint16_t times = 0;
    };
    static constexpr int quietTakes = 240; // A minute of reports.

    void becomeMany(HistogramStock& stock);
    void noteQuiet(HistogramStock& stock);
    LatencyCounts takeFew();

    std::uint16_t m_used = 0; // Of the few.
    std::uint16_t m_quiet = 0;
    std::array<Few, 7> m_few{};
    std::unique_ptr<LatencyHistogram> m_many; // Then the few are empty.
};

} // namespace causeway::telemetry
