#pragma once

#include "engine/base/result.h"
#include "engine/snapshot/sections.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace causeway::proxy {

/// Deals out the requests of one route to its backends, in proportion to their weights.
///
/// Shape:   a turn costs the number of backends; the sequence repeats after as many turns as all weights together.
/// Units:   weights are relative parts, not percent; a backend of weight 0 gets no requests.
/// Errors:  InvalidArgument when no backend has a weight above 0.
/// Threads: each worker has its own.
/// Source:  the quota method of Balinski and Young (1975), told as deadlines: the j-th request of a backend of share p
/// may
///          not come before turn t with t·p > j - 1, and must have come by the first turn with t·p + phase >= j. As
///          long as the phases are not negative and sum to less than 1, dealing to the earliest deadline meets every
///          one. So after any number of turns from its creation each backend is less than one request away from its
///          share, whatever the phases. They spread the starts of several cursors, and carry what a backend is still
///          owed.
class SplitCursor
{
public:
    using Backends = std::vector<snapshot::WeightedCluster>;

    /// `seed` chooses the phases.
    static Result<SplitCursor> create(const Backends& backends, std::uint64_t seed);
    /// Takes over from the cursor that dealt to `backends` before: whoever is owed part of a request comes sooner.
    Result<SplitCursor> continuedWith(const Backends& before, const Backends& after) const;

    /// Which backend the next request goes to, as its place in the list.
    std::size_t next();

private:
    struct Share
    {
        std::size_t place = 0; // In the list of backends.
        std::uint64_t weight = 0;
        std::uint64_t phase = 0; // In parts of m_total.
        std::uint64_t served = 0;
        std::uint64_t release = 0; // The turns between which it must be served next.
        std::uint64_t deadline = 0;
        double carried = 0; // Requests it was owed at the start.
    };

    explicit SplitCursor(const Backends& backends);
    void setPhases(const std::vector<double>& wishes);
    void restart();
    void schedule(Share& share) const;
    double owedTo(const Share& share) const;

    std::vector<Share> m_shares; // Never empty; every weight is above 0.
    std::uint64_t m_total = 0;
    std::uint64_t m_turn = 0; // 0 to m_total - 1.
};

} // namespace causeway::proxy
