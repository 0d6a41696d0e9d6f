#include "engine/runtime/resource_watch.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <span>
#include <system_error>
#include <unistd.h>

namespace causeway::runtime {

namespace {

constexpr std::uint64_t allowance = 2UL * 1024 * 1024;
constexpr double allowedPart = 0.02;

template <typename Value>
Value medianOf(std::span<const ResourceWatch::Sample> samples, Value ResourceWatch::Sample::*value)
{
    std::vector<Value> values;
    for (const ResourceWatch::Sample& sample : samples)
        values.push_back(sample.*value);
    std::nth_element(values.begin(), values.begin() + std::ssize(values) / 2, values.end());
    return values[values.size() / 2];
}

ResourceWatch::Sample medianOf(std::span<const ResourceWatch::Sample> samples)
{
    using Sample = ResourceWatch::Sample;
    return {medianOf(samples, &Sample::at), medianOf(samples, &Sample::residentBytes),
            medianOf(samples, &Sample::descriptors)};
}

} // namespace

ResourceWatch::Sample ResourceWatch::measure()
{
    Sample sample;
    std::ifstream pages("/proc/self/statm");
    std::uint64_t whole = 0;
    std::uint64_t resident = 0;
    pages >> whole >> resident;
    sample.residentBytes = resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    std::error_code problem;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", problem)) {
        (void)entry;
        ++sample.descriptors;
    }
    return sample;
}

void ResourceWatch::look(Duration elapsed)
{
    if (!m_samples.empty() && elapsed < m_samples.back().at + m_interval)
        return;
    lookAtLast(elapsed);
}

void ResourceWatch::lookAtLast(Duration elapsed)
{
    Sample sample = measure();
    sample.at = elapsed;
    m_samples.push_back(sample);
    if (m_samples.size() < mostSamples)
        return;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_samples.size(); i += 2)
        m_samples[kept++] = m_samples[i];
    m_samples.resize(kept);
    m_interval *= 2;
}

ResourceWatch::Growth ResourceWatch::growth() const
{
    Growth growth;
    growth.samples = m_samples.size();
    if (m_samples.empty())
        return growth;
    const std::span<const Sample> all(m_samples);
    const std::size_t tenth = std::max<std::size_t>(all.size() / 10, 1);
    growth.early = medianOf(all.subspan(std::min(tenth, all.size() - tenth), tenth));
    growth.late = medianOf(all.last(tenth));
    return growth;
}

bool ResourceWatch::Growth::isBounded() const
{
    const auto allowed = static_cast<std::uint64_t>(static_cast<double>(early.residentBytes) * allowedPart) + allowance;
    return late.residentBytes <= early.residentBytes + allowed;
}

} // namespace causeway::runtime
