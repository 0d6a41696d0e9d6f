#include "engine/runtime/console_api/failure_limit.h"

#include <algorithm>

namespace causeway::runtime {

std::chrono::seconds FailureLimit::note(const std::string& address, MonotonicTime now)
{
    if (m_paidUntil.size() >= addressLimit && !m_paidUntil.contains(address)) {
        std::erase_if(m_paidUntil, [&](const auto& each) { return each.second <= now; });
        if (m_paidUntil.size() >= addressLimit)
            m_paidUntil.erase(std::min_element(m_paidUntil.begin(), m_paidUntil.end(),
                                               [](const auto& a, const auto& b) { return a.second < b.second; }));
    }
    MonotonicTime& paidUntil = m_paidUntil[address];
    paidUntil = std::max(paidUntil, now);
    if (paidUntil + interval > now + burst * interval)
        return std::chrono::ceil<std::chrono::seconds>(paidUntil + interval - (now + burst * interval));
    paidUntil += interval;
    return std::chrono::seconds(0);
}

} // namespace causeway::runtime
