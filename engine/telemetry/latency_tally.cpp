#include "engine/telemetry/latency_tally.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace causeway::telemetry {

void LatencyTally::record(Duration latency)
{
    if (m_many)
        return m_many->record(latency);
    const auto bucket = static_cast<std::uint16_t>(LatencyHistogram::bucketOf(latency));
    const auto end = m_few.begin() + m_used;
    const auto known = std::find_if(m_few.begin(), end, [bucket](const Few& few) { return few.bucket == bucket; });
    if (known != end && known->times < std::numeric_limits<std::uint16_t>::max()) {
        ++known->times;
    } else if (known == end && m_used < m_few.size()) {
        m_few[m_used++] = {bucket, 1};
    } else {
        becomeMany();
        m_many->record(latency);
    }
}

void LatencyTally::becomeMany()
{
    m_many = std::make_unique<LatencyHistogram>();
    m_many->add(takeFew());
    m_quiet = 0;
}

LatencyCounts LatencyTally::take()
{
    if (!m_many)
        return takeFew();
    LatencyCounts counts(*m_many);
    m_many->clear();
    if (counts.buckets().size() > m_few.size())
        m_quiet = 0;
    else
        noteQuiet();
    return counts;
}

void LatencyTally::rest()
{
    if (m_many)
        noteQuiet();
}

void LatencyTally::noteQuiet()
{
    if (++m_quiet == quietTakes)
        m_many.reset();
}

LatencyCounts LatencyTally::takeFew()
{
    const auto end = m_few.begin() + std::exchange(m_used, 0);
    std::sort(m_few.begin(), end, [](const Few& a, const Few& b) { return a.bucket < b.bucket; });
    LatencyCounts counts;
    for (auto few = m_few.begin(); few != end; ++few)
        counts.append(few->bucket, few->times);
    return counts;
}

} // namespace causeway::telemetry
