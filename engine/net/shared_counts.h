#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

namespace causeway::net {

/// How many connections each worker has, so that a new one can go where there are fewest.
///
/// Threads: any. The figures are a moment old when they are read, which is good enough for that.
class ConnectionCounts
{
public:
    explicit ConnectionCounts(std::size_t workers)
        : m_counts(workers)
    {
    }

    void add(std::size_t worker) { m_counts[worker].value.fetch_add(1, std::memory_order_relaxed); }
    void remove(std::size_t worker) { m_counts[worker].value.fetch_sub(1, std::memory_order_relaxed); }

    /// The worker with the fewest; `preferred` where it is one of several.
    std::size_t fewest(std::size_t preferred) const
    {
        std::size_t best = preferred;
        std::size_t lowest = m_counts[preferred].value.load(std::memory_order_relaxed);
        for (std::size_t worker = 0; worker < m_counts.size(); ++worker) {
            const std::size_t count = m_counts[worker].value.load(std::memory_order_relaxed);
            if (count < lowest) {
                best = worker;
                lowest = count;
            }
        }
        return best;
    }

private:
    struct alignas(64) Count // A cache line each: workers do not wait for each other's.
    {
        std::atomic<std::size_t> value = 0;
    };
    std::vector<Count> m_counts;
};

/// Something of which only so much may be in use at once, over all threads.
class SharedLimit
{
public:
    explicit SharedLimit(std::size_t limit)
        : m_limit(limit)
    {
    }

    /// False when all are taken.
    bool take()
    {
        if (m_taken.fetch_add(1, std::memory_order_relaxed) < m_limit)
            return true;
        give();
        return false;
    }
    void give() { m_taken.fetch_sub(1, std::memory_order_relaxed); }

private:
    std::size_t m_limit;
    std::atomic<std::size_t> m_taken = 0;
};

} // namespace causeway::net
