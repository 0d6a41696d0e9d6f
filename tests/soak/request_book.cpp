#include "tests/soak/request_book.h"

#include <fmt/format.h>

namespace causeway::soak {

namespace {

constexpr std::size_t mostComplaints = 50;

} // namespace

void RequestBook::arrived(std::uint64_t id)
{
    if (const auto entry = m_underWay.find(id); entry != m_underWay.end())
        entry->second.hasArrived = true;
}

void RequestBook::orphaned(std::uint64_t id)
{
    if (const auto entry = m_underWay.find(id); entry != m_underWay.end())
        entry->second.isExcused = true;
}

bool RequestBook::isExcused(std::uint64_t id) const
{
    const auto entry = m_underWay.find(id);
    return entry != m_underWay.end() && entry->second.isExcused;
}

void RequestBook::upstreamDied()
{
    for (auto& [id, entry] : m_underWay)
        entry.isExcused = entry.isExcused || (!entry.isIdempotent && !entry.hasArrived);
}

void RequestBook::checked(const Order& order)
{
    m_underWay.erase(order.id);
    ++m_counts.checked;
    m_counts.bytes += order.upload + order.download;
}

void RequestBook::failed(const Order& order, const std::string& why)
{
    const auto entry = m_underWay.extract(order.id);
    if (!entry.empty() && entry.mapped().isExcused) {
        ++m_counts.excused;
        return;
    }
    ++m_counts.failures;
    complain(order, "failed", why);
}

void RequestBook::mismatched(const Order& order, const std::string& why)
{
    m_underWay.erase(order.id);
    ++m_counts.mismatches;
    complain(order, "mismatched", why);
}

void RequestBook::aborted(const Order& order)
{
    m_underWay.erase(order.id);
    ++m_counts.aborted;
}

void RequestBook::complain(const Order& order, const char* what, const std::string& why)
{
    if (m_complaints.size() < mostComplaints)
        m_complaints.push_back(fmt::format("{} {} {}: {}", http::nameOf(order.method), order.target(), what, why));
}

} // namespace causeway::soak
