#pragma once

#include "engine/base/clock.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace causeway::telemetry {

class LatencyCounts;

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
    void add(const LatencyCounts& counts);
    /// Of a bucket that there is.
    void addToBucket(std::size_t bucket, std::uint64_t times);
    void clear();

    /// Where a sample is counted.
    static std::size_t bucketOf(Duration latency);
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

/// The buckets of a LatencyHistogram that count something: what is kept and sent of it. The histogram itself takes 7
/// KiB whatever it counts, and a report that says so in a few bytes must not cost its reader that.
///
/// Shape: each bucket once, in ascending order.
class LatencyCounts
{
public:
    struct Bucket
    {
        std::uint16_t number = 0;
        std::uint64_t times = 0;

        bool operator==(const Bucket&) const = default;
    };

    LatencyCounts() = default;
    explicit LatencyCounts(const LatencyHistogram& histogram);

    void add(const LatencyCounts& other);
    /// False, and nothing is added, unless there is such a bucket and it comes after all others.
    bool append(std::size_t bucket, std::uint64_t times);

    std::uint64_t count() const;
    const std::vector<Bucket>& buckets() const { return m_buckets; }

private:
    std::vector<Bucket> m_buckets;
};

} // namespace causeway::telemetry
