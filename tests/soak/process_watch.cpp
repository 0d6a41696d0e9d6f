#include "tests/soak/process_watch.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <unistd.h>

namespace causeway::soak {

namespace {

std::uint64_t medianOf(std::vector<ProcessWatch::Sample>::const_iterator begin,
                       std::vector<ProcessWatch::Sample>::const_iterator end)
{
    std::vector<std::uint64_t> memory;
    std::transform(begin, end, std::back_inserter(memory), [](const auto& sample) { return sample.memory; });
    const auto middle = memory.begin() + static_cast<std::ptrdiff_t>(memory.size() / 2);
    std::nth_element(memory.begin(), middle, memory.end());
    return *middle;
}

/// In bytes; 0 when there is no such line.
std::uint64_t lineOf(const std::string& file, const std::string& name)
{
    std::ifstream in(file);
    for (std::string word; in >> word;)
        if (word == name) {
            std::uint64_t kibibytes = 0;
            in >> kibibytes;
            return kibibytes << 10;
        }
    return 0;
}

} // namespace

void ProcessWatch::sample()
{
    const std::uint64_t proportional = lineOf(fmt::format("/proc/{}/smaps_rollup", m_process), "Pss:");
    const std::uint64_t memory =
        proportional > 0 ? proportional : lineOf(fmt::format("/proc/{}/status", m_process), "VmRSS:");
    if (memory > 0)
        m_samples.push_back({std::chrono::steady_clock::now(), memory, descriptors()});
}

std::size_t ProcessWatch::descriptors() const
{
    std::error_code gone;
    std::size_t count = 0;
    for (const auto& each : std::filesystem::directory_iterator(fmt::format("/proc/{}/fd", m_process), gone)) {
        static_cast<void>(each);
        ++count;
    }
    return m_process == ::getpid() && count > 0 ? count - 1 : count; // Looking takes one.
}

ProcessWatch::Growth ProcessWatch::growth() const
{
    Growth growth;
    if (m_samples.size() < samplesToJudge || m_samples.back().time - m_samples.front().time < timeToJudge)
        return growth;
    const auto tenth = static_cast<std::ptrdiff_t>(m_samples.size() / 10);
    growth.early = medianOf(m_samples.begin() + tenth, m_samples.begin() + 2 * tenth);
    growth.late = medianOf(m_samples.end() - tenth, m_samples.end());
    growth.isJudged = true;
    growth.isWithinRule = growth.late <= growth.early + growth.early / 50 + (2 << 20);
    return growth;
}

} // namespace causeway::soak
