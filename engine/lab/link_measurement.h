#pragma once

#include "engine/base/clock.h"
#include "engine/lab/link_shape.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace causeway::lab {

/// A link as it is set, and as it was measured: round trips of probes over the last seconds, bytes of everyone else.
struct LinkMeasurement
{
    std::string from; // Zones, their names in order.
    std::string to;
    LinkShape shape;
    std::chrono::milliseconds window{0}; // Of the samples; shorter after a start.
    std::size_t samples = 0;
    std::optional<Duration> roundTrip;    // Median; absent without samples.
    std::optional<Duration> roundTripP99; // Absent below 100 samples.
    Duration silence{0};                  // Since a probe last came back, or since the start.
    std::uint64_t bytes = 0;              // Of all connections but the probes', both ways, since the start.
    double bytesPerSecond = 0;            // Over the last two whole seconds.
    std::size_t connections = 0;          // Open now, without the probes'.
};

/// Round trips of the last ten seconds.
///
/// Threads: its owner's only.
class RoundTripWindow
{
public:
    explicit RoundTripWindow(MonotonicTime start)
        : m_start(start)
        , m_newest(start)
    {
    }

    void add(MonotonicTime when, Duration roundTrip);
    /// What was measured under other settings says nothing about the present ones.
    void restart(MonotonicTime now);
    void writeTo(LinkMeasurement& measurement, MonotonicTime now);

private:
    static constexpr std::chrono::seconds kept{10};
    struct Sample
    {
        MonotonicTime when;
        Duration roundTrip;
    };
    std::deque<Sample> m_samples;
    MonotonicTime m_start;
    MonotonicTime m_newest; // The last answer, or the start.
};

/// Bytes by whole seconds.
///
/// Threads: its owner's only.
class ByteRate
{
public:
    void add(MonotonicTime now, std::size_t bytes);
    void writeTo(LinkMeasurement& measurement, MonotonicTime now);

private:
    void advance(MonotonicTime now);

    std::int64_t m_second = 0;
    std::uint64_t m_running = 0;
    std::uint64_t m_last = 0;
    std::uint64_t m_beforeLast = 0;
    std::uint64_t m_total = 0;
};

} // namespace causeway::lab
