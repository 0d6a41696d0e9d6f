#include "engine/telemetry/latency_tally.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace causeway::telemetry {

HistogramStock::Histogram HistogramStock::take()
{
    if (m_empty.empty())
        return std::make_unique<LatencyHistogram>();
    Histogram histogram = std::move(m_empty.back());
    m_empty.pop_back();
    return histogram;
}

void HistogramStock::giveBack(Histogram histogram)
{
    if (m_empty.size() == kept)
        return;
    histogram->clear();
    m_empty.push_back(std::move(histogram));
}

void HistogramStock::refill()
{
    m_empty.reserve(kept);
    while (m_empty.size() < kept)
        m_empty.push_back(std::make_unique<LatencyHistogram>());
}

void LatencyTally::record(Duration latency, HistogramStock& stock)
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
        becomeMany(stock);
        m_many->record(latency);
    }
}

void LatencyTally::becomeMany(HistogramStock& stock)
{
    m_many = stock.take();
    for (std::size_t i = 0; i < m_used; ++i)
        m_many->addToBucket(m_few[i].bucket, m_few[i].times);
    m_used = 0;
    m_quiet = 0;
}

LatencyCounts LatencyTally::take(HistogramStock& stock)
{
    if (!m_many)
        return takeFew();
    LatencyCounts counts(*m_many);
    m_many->clear();
    if (counts.buckets().size() > m_few.size())
        m_quiet = 0;
    else
        noteQuiet(stock);
    return counts;
}

void LatencyTally::rest(HistogramStock& stock)
{
    if (m_many)
        noteQuiet(stock);
}

void LatencyTally::noteQuiet(HistogramStock& stock)
{
    if (++m_quiet == quietTakes)
        stock.giveBack(std::move(m_many));
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
