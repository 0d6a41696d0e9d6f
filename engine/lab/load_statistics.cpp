#include "engine/lab/load_statistics.h"

#include <algorithm>
#include <numeric>

namespace causeway::lab {

std::string_view nameOf(FailureKind kind)
{
    switch (kind) {
    case FailureKind::ConnectRefused:
        return "connectRefused";
    case FailureKind::ConnectFailed:
        return "connectFailed";
    case FailureKind::Reset:
        return "reset";
    case FailureKind::Timeout:
        return "timeout";
    case FailureKind::Truncated:
        return "truncated";
    case FailureKind::Malformed:
        return "malformed";
    case FailureKind::BadChecksum:
        return "badChecksum";
    case FailureKind::Status4xx:
        return "status4xx";
    case FailureKind::Status5xx:
        return "status5xx";
    case FailureKind::Abandoned:
        return "abandoned";
    }
    return "unknown";
}

std::uint64_t Counts::failures() const
{
    return std::accumulate(failuresByKind.begin(), failuresByKind.end(), std::uint64_t{0});
}

void Counts::add(const Counts& other)
{
    requests += other.requests;
    for (std::size_t kind = 0; kind < failureKindCount; ++kind)
        failuresByKind[kind] += other.failuresByKind[kind];
}

void Tally::add(const Tally& other)
{
    counts.add(other.counts);
    latency.add(other.latency);
    slowest = std::max(slowest, other.slowest);
}

} // namespace causeway::lab
