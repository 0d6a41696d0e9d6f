#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace causeway::telemetry {

/// What a data plane holds its peers to.
enum class Limit : std::uint8_t
{
    Connections,           // As many as there may be are open.
    ConnectionsPerAddress, // As many from that address.
    Descriptors,           // The process has none left.
    Memory,                // The worker's buffers are above their high mark.
    HeadTime,              // A request's head was not whole in time.
    BodyTime,              // A request's content came too slowly.
    ReadTime,              // A response was taken too slowly.
    HeadSize,              // A request's head or request line was too large.
    BodySize,              // A request's content was too large.
};
inline constexpr std::size_t limitCount = 9;

/// As in metrics and logs.
constexpr std::string_view nameOf(Limit limit)
{
    constexpr std::array<std::string_view, limitCount> names{"connections", "connections-per-address",
                                                             "descriptors", "memory",
                                                             "head-time",   "body-time",
                                                             "read-time",   "head-size",
                                                             "body-size"};
    return names[static_cast<std::size_t>(limit)];
}

/// How often each limit turned somebody away.
class LimitCounts
{
public:
    void add(Limit limit, std::uint64_t times = 1) { m_times[static_cast<std::size_t>(limit)] += times; }
    void add(const LimitCounts& other)
    {
        for (std::size_t i = 0; i < limitCount; ++i)
            m_times[i] += other.m_times[i];
    }
    std::uint64_t of(Limit limit) const { return m_times[static_cast<std::size_t>(limit)]; }
    std::uint64_t total() const
    {
        std::uint64_t sum = 0;
        for (const std::uint64_t times : m_times)
            sum += times;
        return sum;
    }

private:
    std::array<std::uint64_t, limitCount> m_times{};
};

} // namespace causeway::telemetry
