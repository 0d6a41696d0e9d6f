#pragma once

#include "engine/base/clock.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace causeway::runtime {

/// How much memory and how many descriptors this process has, over a run: growth is what a long run looks for.
///
/// Shape:   samples at even intervals; when there are too many every second one is dropped and the interval doubles.
/// Units:   bytes that are resident; open descriptors.
/// Threads: one.
class ResourceWatch
{
public:
    struct Sample
    {
        Duration at{0};
        std::uint64_t residentBytes = 0;
        std::size_t descriptors = 0;
    };

    /// Takes a sample when one is due.
    void look(Duration elapsed);
    /// Takes one now: at the end, when all is quiet.
    void lookAtLast(Duration elapsed);

    /// The medians of the second and the last tenth of the samples: the first tenth is a start, not growth.
    struct Growth
    {
        Sample early;
        Sample late;
        std::size_t samples = 0;
        /// By no more than 2 % and 2 MiB.
        bool isBounded() const;
    };
    Growth growth() const;
    const std::vector<Sample>& samples() const { return m_samples; }

    static Sample measure();

private:
    static constexpr std::size_t mostSamples = 4096;

    Duration m_interval = std::chrono::seconds(1);
    std::vector<Sample> m_samples;
};

} // namespace causeway::runtime
