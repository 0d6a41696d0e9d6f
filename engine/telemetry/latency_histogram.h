#pragma once

#include "engine/base/clock.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace causeway::telemetry {

/// Counts durations so that percentiles can be told to within 3 %, and sums with other histograms of its kind.
///
/// Shape:   log-linear: 32 buckets an octave over microseconds; 0 to 71 minutes, longer ones count as the longest.
/// Units:   microseconds inside, durations outside.
/// Threads: none shared; each owner has its own and hands out copies.
class LatencyHistogram
{
public:
    static constexpr std::size_t subBuckets = 32;
    static constexpr std::size_t bucketCount = subBuckets * 28;

    void record(Duration latency, std::uint64_t times = 1);
    void add(const LatencyHistogram& other);
    /// Adds to one bucket as numbered on the wire; false when there is no such bucket.
    bool addToBucket(std::size_t bucket, std::uint64_t times);
    void clear();

    /// What a sample of the bucket counts as in percentiles.
    static Duration middleOf(std::size_t bucket);

    std::uint64_t count() const { return m_count; }
    /// The middle of the bucket in which the fraction of all samples is reached; nothing when there are no samples.
    std::optional<Duration> percentile(double fraction) const;
    std::span<const std::uint64_t> buckets() const { return m_buckets; }

private:
    std::uint64_t m_count = 0;
    std::array<std::uint64_t, bucketCount> m_buckets{};
};

} // namespace causeway::telemetry
