#include "engine/proxy/split_cursor.h"

#include "engine/base/assert.h"
#include "engine/base/random.h"

#include <algorithm>
#include <numeric>

namespace causeway::proxy {

Result<SplitCursor> SplitCursor::create(const Backends& backends, std::uint64_t seed)
{
    SplitCursor cursor(backends);
    if (cursor.m_shares.empty())
        return failure(ErrorCode::InvalidArgument, "a split needs a backend with a weight above 0");
    Random random(seed);
    std::vector<double> wishes;
    for (std::size_t i = 0; i < cursor.m_shares.size(); ++i)
        wishes.push_back(random.fraction());
    const double sum = std::accumulate(wishes.begin(), wishes.end(), 0.0);
    for (double& wish : wishes)
        wish = sum > 0 ? wish / sum : 0;
    cursor.setPhases(wishes);
    return cursor;
}

Result<SplitCursor> SplitCursor::continuedWith(const Backends& before, const Backends& after) const
{
    SplitCursor cursor(after);
    if (cursor.m_shares.empty())
        return failure(ErrorCode::InvalidArgument, "a split needs a backend with a weight above 0");
    std::vector<double> wishes;
    for (Share& share : cursor.m_shares) {
        for (const Share& old : m_shares)
            if (before[old.place].cluster == after[share.place].cluster)
                share.carried = owedTo(old);
        wishes.push_back(std::max(share.carried, 0.0));
    }
    cursor.setPhases(wishes);
    return cursor;
}

SplitCursor::SplitCursor(const Backends& backends)
{
    for (std::size_t i = 0; i < backends.size(); ++i) {
        if (backends[i].weight == 0)
            continue;
        Share& share = m_shares.emplace_back();
        share.place = i;
        share.weight = backends[i].weight;
        m_total += share.weight;
    }
}

void SplitCursor::setPhases(const std::vector<double>& wishes)
{
    const double sum = std::accumulate(wishes.begin(), wishes.end(), 0.0);
    const double scale = sum > 1 ? 1 / sum : 1;
    std::uint64_t left = m_total - 1; // The sum of all phases stays below one whole request.
    for (std::size_t i = 0; i < m_shares.size(); ++i) {
        const auto phase = static_cast<std::uint64_t>(wishes[i] * scale * static_cast<double>(m_total));
        m_shares[i].phase = std::min(phase, left);
        left -= m_shares[i].phase;
    }
    restart();
}

std::size_t SplitCursor::next()
{
    if (m_shares.size() == 1)
        return m_shares.front().place;
    ++m_turn;
    Share* due = nullptr;
    for (Share& share : m_shares)
        if (share.release <= m_turn && (!due || share.deadline < due->deadline))
            due = &share;
    CAUSEWAY_ASSERT(due && due->deadline >= m_turn);
    ++due->served;
    const std::size_t place = due->place;
    if (m_turn == m_total)
        restart(); // Each was served exactly its weight.
    else
        schedule(*due);
    return place;
}

void SplitCursor::restart()
{
    m_turn = 0;
    for (Share& share : m_shares) {
        share.served = 0;
        schedule(share);
    }
}

/// A weight is at most a million and a total a thousand times that: nothing here overflows 64 bits.
void SplitCursor::schedule(Share& share) const
{
    share.release = share.served * m_total / share.weight + 1;
    share.deadline = ((share.served + 1) * m_total - share.phase + share.weight - 1) / share.weight;
}

double SplitCursor::owedTo(const Share& share) const
{
    const double fair = static_cast<double>(m_turn) * static_cast<double>(share.weight) / static_cast<double>(m_total);
    return share.carried + fair - static_cast<double>(share.served);
}

} // namespace causeway::proxy
