#include "engine/telemetry/latency_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <numeric>

namespace causeway::telemetry {

namespace {

constexpr std::uint64_t sub = LatencyHistogram::subBuckets;
constexpr int subBits = std::countr_zero(sub);

/// The first octave is linear (one microsecond a bucket); each later one halves the resolution.
std::size_t bucketOfMicroseconds(std::uint64_t microseconds)
{
    if (microseconds < sub)
        return static_cast<std::size_t>(microseconds);
    const int octave = static_cast<int>(std::bit_width(microseconds)) - 1 - subBits;
    const std::uint64_t position = (microseconds >> octave) - sub;
    const std::uint64_t bucket = sub * static_cast<std::uint64_t>(octave + 1) + position;
    return static_cast<std::size_t>(std::min<std::uint64_t>(bucket, LatencyHistogram::bucketCount - 1));
}

} // namespace

Duration LatencyHistogram::middleOf(std::size_t bucket)
{
    if (bucket < sub)
        return std::chrono::microseconds(bucket);
    const std::uint64_t octave = bucket / sub - 1;
    const std::uint64_t low = (sub + bucket % sub) << octave;
    return std::chrono::microseconds(low + ((1ULL << octave) >> 1));
}

std::size_t LatencyHistogram::bucketOf(Duration latency)
{
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(latency).count();
    return bucketOfMicroseconds(static_cast<std::uint64_t>(std::max<std::int64_t>(microseconds, 0)));
}

void LatencyHistogram::record(Duration latency, std::uint64_t times)
{
    addToBucket(bucketOf(latency), times);
}

void LatencyHistogram::add(const LatencyHistogram& other)
{
    for (std::size_t i = 0; i < bucketCount; ++i)
        m_buckets[i] += other.m_buckets[i];
    m_count += other.m_count;
}

void LatencyHistogram::add(const LatencyCounts& counts)
{
    for (const LatencyCounts::Bucket& bucket : counts.buckets())
        addToBucket(bucket.number, bucket.times);
}

void LatencyHistogram::addToBucket(std::size_t bucket, std::uint64_t times)
{
    m_buckets[bucket] += times;
    m_count += times;
}

void LatencyHistogram::clear()
{
    m_buckets.fill(0);
    m_count = 0;
}

std::optional<Duration> LatencyHistogram::percentile(double fraction) const
{
    if (m_count == 0)
        return std::nullopt;
    const auto rank =
        std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(fraction * static_cast<double>(m_count))));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < bucketCount; ++i) {
        seen += m_buckets[i];
        if (seen >= rank)
            return middleOf(i);
    }
    return middleOf(bucketCount - 1);
}

LatencyCounts::LatencyCounts(const LatencyHistogram& histogram)
{
    const auto buckets = histogram.buckets();
    for (std::size_t i = 0; i < buckets.size(); ++i)
        if (buckets[i] != 0)
            append(i, buckets[i]);
}

void LatencyCounts::add(const LatencyCounts& other)
{
    std::vector<Bucket> sum;
    sum.reserve(m_buckets.size() + other.m_buckets.size());
    std::ranges::merge(m_buckets, other.m_buckets, std::back_inserter(sum), {}, &Bucket::number, &Bucket::number);
    m_buckets.clear();
    for (const Bucket& bucket : sum) {
        if (!append(bucket.number, bucket.times))
            m_buckets.back().times += bucket.times;
    }
}

bool LatencyCounts::append(std::size_t bucket, std::uint64_t times)
{
    const bool ascends = m_buckets.empty() || bucket > m_buckets.back().number;
    if (!ascends || bucket >= LatencyHistogram::bucketCount)
        return false;
    m_buckets.push_back({static_cast<std::uint16_t>(bucket), times});
    return true;
}

std::uint64_t LatencyCounts::count() const
{
    return std::accumulate(m_buckets.begin(), m_buckets.end(), std::uint64_t(0),
                           [](std::uint64_t sum, const Bucket& bucket) { return sum + bucket.times; });
}

} // namespace causeway::telemetry
