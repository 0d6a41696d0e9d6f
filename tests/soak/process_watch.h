#pragma once

#include "engine/base/clock.h"

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace causeway::soak {

/// What a process holds, sampled over time, and whether it grew.
class ProcessWatch
{
public:
    struct Sample
    {
        MonotonicTime time;
        std::uint64_t memory = 0; // Bytes: proportional set size, or resident where that may not be read.
        std::size_t descriptors = 0;
    };

    explicit ProcessWatch(pid_t process)
        : m_process(process)
    {
    }

    /// Nothing is kept when the process has gone.
    void sample();
    std::size_t descriptors() const;
    const std::vector<Sample>& samples() const { return m_samples; }

    /// The rule: the last tenth of the samples holds no more than the second tenth, plus 2 % and 2 MiB. By medians.
    struct Growth
    {
        std::uint64_t early = 0;
        std::uint64_t late = 0;
        bool isJudged = false; // There were samples enough, over a time that is more than warming up.
        bool isWithinRule = true;
    };
    Growth growth() const;

private:
    static constexpr std::size_t samplesToJudge = 100;
    static constexpr std::chrono::minutes timeToJudge{5};

    pid_t m_process;
    std::vector<Sample> m_samples;
};

} // namespace causeway::soak
