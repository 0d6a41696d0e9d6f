#pragma once

#include "engine/base/clock.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace causeway::telemetry {

/// Durations by the bounds that people's dashboards know; see bucketBounds().
///
/// Shape: the sum and the first buckets, where nearly all belongs, share a line of the cache.
class alignas(64) BoundedHistogram
{
public:
    static constexpr std::size_t boundLimit = 17;

    void record(Duration duration, std::span<const std::uint32_t> boundsMs)
    {
        const std::int64_t micros =
            std::max<std::int64_t>(std::chrono::duration_cast<std::chrono::microseconds>(duration).count(), 0);
        std::size_t bucket = 0;
        while (bucket < boundsMs.size() && micros > std::int64_t(boundsMs[bucket]) * 1'000)
            ++bucket;
        ++m_buckets[bucket];
        m_sumMicros += static_cast<std::uint64_t>(micros);
    }
    void add(const BoundedHistogram& other)
    {
        for (std::size_t i = 0; i < m_buckets.size(); ++i)
            m_buckets[i] += other.m_buckets[i];
        m_sumMicros += other.m_sumMicros;
    }

    /// How many were in each bucket; the last is what is above all bounds.
    std::span<const std::uint64_t> buckets(std::size_t bounds) const { return {m_buckets.data(), bounds + 1}; }
    std::uint64_t sumMicros() const { return m_sumMicros; }

private:
    std::uint64_t m_sumMicros = 0;
    std::array<std::uint64_t, boundLimit + 1> m_buckets{};
};

/// The bounds of Kong's histograms in milliseconds: of its own time, and of the others.
inline constexpr std::array<std::uint32_t, 17> ownTimeBoundsMs{1,  2,   5,   7,   10,  15,   20,   30,  50,
                                                               75, 100, 200, 500, 750, 1000, 3000, 6000};
inline constexpr std::array<std::uint32_t, 13> requestTimeBoundsMs{25,   50,   80,   100,   250,   400,  700,
                                                                   1000, 2000, 5000, 10000, 30000, 60000};

/// Who made an answer, in Kong's words.
enum class AnswerSource : std::uint8_t
{
    Service,
    Exit,  // The proxy by a rule: no route, no permission, a bad request.
    Error, // The proxy, as the service did not.
};

/// How often each status was answered by whom.
///
/// Shape: bounded. After so many different ones, statuses are counted by their class, as 500 for 5xx. The first one is
///        nearly always the only one, and stands where the others are told of.
class StatusCounts
{
public:
    struct Entry
    {
        std::uint16_t status = 0;
        AnswerSource source = AnswerSource::Service;
        std::uint64_t times = 0;
    };
    static constexpr std::size_t differentLimit = 40;

    void add(int status, AnswerSource source, std::uint64_t times = 1)
    {
        const auto exact = static_cast<std::uint16_t>(status);
        if (addTo(exact, source, times, differentLimit))
            return;
        addTo(static_cast<std::uint16_t>(status / 100 * 100), source, times, 2 * differentLimit);
    }
    void add(const StatusCounts& other)
    {
        other.forEach([this](const Entry& entry) {
            if (entry.times > 0)
                add(entry.status, entry.source, entry.times);
        });
    }
    /// Forgets how often, not which.
    void clear()
    {
        m_first.times = 0;
        for (Entry& entry : m_others)
            entry.times = 0;
    }
    bool isEmpty() const { return m_first.status == none; }
    template <typename Visit>
    void forEach(Visit visit) const
    {
        if (!isEmpty())
            visit(m_first);
        for (const Entry& entry : m_others)
            visit(entry);
    }

private:
    bool addTo(std::uint16_t status, AnswerSource source, std::uint64_t times, std::size_t limit)
    {
        if (isEmpty())
            m_first = {status, source, 0};
        if (isOf(m_first, status, source)) {
            m_first.times += times;
            return true;
        }
        for (Entry& entry : m_others)
            if (isOf(entry, status, source)) {
                entry.times += times;
                return true;
            }
        if (m_others.size() + 1 >= limit)
            return false;
        m_others.push_back({status, source, times});
        return true;
    }
    static bool isOf(const Entry& entry, std::uint16_t status, AnswerSource source)
    {
        return entry.status == status && entry.source == source;
    }

    static constexpr std::uint16_t none = 0xffff; // 0 is told where no answer began.

    Entry m_first{none};
    std::vector<Entry> m_others;
};

/// What metrics need to know of the requests of a route beside its TrafficCount.
struct RequestTotals
{
    StatusCounts statuses;
    BoundedHistogram total;
    BoundedHistogram own;      // Until the attempt that got through began.
    BoundedHistogram upstream; // From there to the first byte of its answer.

    void add(const RequestTotals& other)
    {
        statuses.add(other.statuses);
        total.add(other.total);
        own.add(other.own);
        upstream.add(other.upstream);
    }
    void clear()
    {
        statuses.clear();
        total = own = upstream = {};
    }
};

} // namespace causeway::telemetry
