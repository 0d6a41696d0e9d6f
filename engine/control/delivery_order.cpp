#include "engine/control/delivery_order.h"

#include <utility>

namespace causeway::control {

bool DeliveryOrder::isRing(const std::string& plane, const std::string& forWhom) const
{
    const std::string* next = &forWhom;
    while (next && *next != plane)
        next = waitsFor(*next);
    return next != nullptr;
}

void DeliveryOrder::wait(const std::string& plane, const std::string& forWhom)
{
    stopWaiting(plane);
    m_waitsFor[plane] = forWhom;
    m_waiters[forWhom].insert(plane);
}

void DeliveryOrder::stopWaiting(const std::string& plane)
{
    const auto waiting = m_waitsFor.find(plane);
    if (waiting == m_waitsFor.end())
        return;
    const auto waiters = m_waiters.find(waiting->second);
    waiters->second.erase(plane);
    if (waiters->second.empty())
        m_waiters.erase(waiters);
    m_waitsFor.erase(waiting);
}

std::set<std::string> DeliveryOrder::release(const std::string& forWhom)
{
    const auto waiters = m_waiters.find(forWhom);
    if (waiters == m_waiters.end())
        return {};
    std::set<std::string> released = std::move(waiters->second);
    m_waiters.erase(waiters);
    for (const std::string& plane : released)
        m_waitsFor.erase(plane);
    return released;
}

const std::string* DeliveryOrder::waitsFor(const std::string& plane) const
{
    const auto waiting = m_waitsFor.find(plane);
    return waiting == m_waitsFor.end() ? nullptr : &waiting->second;
}

} // namespace causeway::control
