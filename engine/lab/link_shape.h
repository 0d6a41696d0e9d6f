#pragma once

#include <chrono>

namespace causeway::lab {

/// How the path between two zones is, in both directions alike.
struct LinkShape
{
    std::chrono::microseconds delay{0};  // One way.
    std::chrono::microseconds jitter{0}; // Added to the delay: 0 to this much, drawn anew for each piece.
    double megabitsPerSecond = 0;        // 0: no limit.
    double lossPercent = 0;              // Of segments, 0 to 100; modelled as retransmission stalls.
    bool isCut = false;

    bool operator==(const LinkShape&) const = default;
};

} // namespace causeway::lab
