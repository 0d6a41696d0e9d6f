#pragma once

#include "engine/base/clock.h"
#include "engine/telemetry/latency_histogram.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::lab {

/// Why a client did not get what it asked for.
enum class FailureKind
{
    ConnectRefused,
    ConnectFailed, // Any other reason why no connection came about.
    Reset,         // The connection ended before the reply began.
    Timeout,       // No whole reply in time.
    Truncated,     // The connection ended inside the reply.
    Malformed,     // The reply is not HTTP.
    BadChecksum,   // The content is not what the service sent, or it did not get what we sent.
    Status4xx,
    Status5xx,
    Abandoned, // Still under way when the load was stopped for good.
};
constexpr std::size_t failureKindCount = 10;
std::string_view nameOf(FailureKind kind);

/// Requests that ended: answered or failed.
struct Counts
{
    std::uint64_t requests = 0;
    std::array<std::uint64_t, failureKindCount> failuresByKind{};

    std::uint64_t failures() const;
    void add(const Counts& other);
};

/// Counts, and how long the answered ones took as a client sees it: from the moment the request was due, whenever it
/// really was sent, to the reply's last byte. Failed requests count without latency, except answers 4xx and 5xx.
struct Tally
{
    Counts counts;
    telemetry::LatencyHistogram latency;
    Duration slowest{0};

    void add(const Tally& other);
};

/// One cell of what clients saw: an API and the service that answered.
struct ApiBackendTally
{
    std::string api;
    std::string service; // By the reply's X-Served-By; empty: no instance answered.
    Tally tally;
};

/// Why requests failed, in the words of whoever answered, or of the connection.
struct Complaint
{
    std::string api;
    std::string service; // That answered; empty: none, the gateway spoke for itself or the connection failed.
    std::string why;     // "503: no healthy endpoint", "reset".
    std::uint64_t times = 0;
};

/// What clients saw over the running second and the closed ones before it; shorter after a start.
struct WindowStatistics
{
    struct Cell
    {
        std::string api;
        std::string service;
        Counts counts;
    };
    std::chrono::milliseconds span{0};
    Tally total;
    std::vector<Cell> cells; // Those with requests.
};

/// Everything that the load generator knows, at one moment.
///
/// Shape: sent = ended + underWay, where ended is the sum over `cells`, always.
struct LoadStatistics
{
    Duration elapsed{0}; // Since the start.
    double rate = 0;     // As set now.
    std::uint64_t sent = 0;
    std::uint64_t underWay = 0;
    Duration longestWait{0};      // Of those under way, since they were due.
    std::uint64_t lateStarts = 0; // Due more than 2 ms before the generator got to it; their latency holds the delay.
    Duration worstLateness{0};
    std::uint64_t connectionsOpened = 0;
    std::uint64_t connectionsOpen = 0;
    /// Kept-alive connections that the other side closed or reset without having said so in a reply.
    std::uint64_t connectionsClosedOnUs = 0;
    Tally total;
    std::vector<ApiBackendTally> cells;
    std::vector<Complaint> complaints; // A bounded number; those that come too late share the last one.
    WindowStatistics last10s;
    WindowStatistics last60s;
};

} // namespace causeway::lab
