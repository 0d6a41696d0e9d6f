#include "engine/lab/link_measurement.h"

#include <algorithm>
#include <vector>

namespace causeway::lab {

namespace {

constexpr std::size_t samplesForP99 = 100;

} // namespace

void RoundTripWindow::add(MonotonicTime when, Duration roundTrip)
{
    m_newest = when;
    m_samples.push_back({when, roundTrip});
}

void RoundTripWindow::restart(MonotonicTime now)
{
    m_samples.clear();
    m_start = now;
}

void RoundTripWindow::writeTo(LinkMeasurement& measurement, MonotonicTime now)
{
    while (!m_samples.empty() && m_samples.front().when < now - kept)
        m_samples.pop_front();
    measurement.window = std::chrono::duration_cast<std::chrono::milliseconds>(std::min<Duration>(now - m_start, kept));
    measurement.silence = now - m_newest;
    measurement.samples = m_samples.size();
    if (m_samples.empty())
        return;
    std::vector<Duration> sorted;
    for (const Sample& sample : m_samples)
        sorted.push_back(sample.roundTrip);
    std::sort(sorted.begin(), sorted.end());
    measurement.roundTrip = sorted[sorted.size() / 2];
    if (sorted.size() >= samplesForP99)
        measurement.roundTripP99 = sorted[sorted.size() * 99 / 100];
}

void ByteRate::add(MonotonicTime now, std::size_t bytes)
{
    advance(now);
    m_running += bytes;
    m_total += bytes;
}

void ByteRate::writeTo(LinkMeasurement& measurement, MonotonicTime now)
{
    advance(now);
    measurement.bytes = m_total;
    measurement.bytesPerSecond = static_cast<double>(m_last + m_beforeLast) / 2;
}

void ByteRate::advance(MonotonicTime now)
{
    const std::int64_t second = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
    if (second == m_second)
        return;
    m_beforeLast = second == m_second + 1 ? m_last : 0;
    m_last = second == m_second + 1 ? m_running : 0;
    if (second == m_second + 2)
        m_beforeLast = m_running;
    m_running = 0;
    m_second = second;
}

} // namespace causeway::lab
