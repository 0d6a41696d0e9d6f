#include "app/controllers/split_hand.h"

#include <algorithm>

namespace causeway::app {

void SplitHand::take(Parts parts)
{
    if (parts.size() != m_parts.size())
        m_locks.assign(parts.size(), false);
    m_parts = std::move(parts);
    m_gesture.clear();
}

void SplitHand::setLocked(std::size_t backend, bool isLocked)
{
    if (backend < m_locks.size())
        m_locks[backend] = isLocked;
}

void SplitHand::setLocks(std::vector<bool> locks)
{
    if (locks.size() == m_parts.size())
        m_locks = std::move(locks);
}

bool SplitHand::canMove(std::size_t backend) const
{
    const auto free = std::count(m_locks.begin(), m_locks.end(), false);
    return backend < m_locks.size() && !m_locks[backend] && free > 1;
}

void SplitHand::setShareOf(const std::vector<bool>& chosen, double share, DragStep step)
{
    std::vector<ShareRole> roles;
    for (std::size_t i = 0; i < m_parts.size() && i < chosen.size(); ++i) {
        if (m_locks[i])
            roles.push_back(chosen[i] ? ShareRole::StaysWithin : ShareRole::Stays);
        else
            roles.push_back(chosen[i] ? ShareRole::Takes : ShareRole::Gives);
    }
    begin(roles);
    m_parts = withShare(m_base, roles, share, step);
}

void SplitHand::moveBoundary(const std::vector<SplitArm>& arms, std::size_t boundary, double position, DragStep step)
{
    if (boundary + 1 >= arms.size())
        return;
    const auto middle = arms.begin() + static_cast<std::ptrdiff_t>(boundary) + 1;
    const auto isFreeArm = [this](const SplitArm& arm) { return isFree(arm); };
    const auto before = std::find_if(std::make_reverse_iterator(middle), arms.rend(), isFreeArm);
    const auto after = std::find_if(middle, arms.end(), isFreeArm);
    if (before == arms.rend() || after == arms.end())
        return;

    std::vector<ShareRole> roles(m_parts.size(), ShareRole::Stays);
    for (auto arm = arms.begin(); arm != middle; ++arm) {
        for (const std::size_t backend : arm->backends)
            roles[backend] = ShareRole::StaysWithin;
    }
    for (const std::size_t backend : before->backends)
        roles[backend] = m_locks[backend] ? ShareRole::StaysWithin : ShareRole::Takes;
    for (const std::size_t backend : after->backends)
        roles[backend] = m_locks[backend] ? ShareRole::Stays : ShareRole::Gives;
    begin(roles);
    m_parts = withShare(m_base, roles, position, step);
}

void SplitHand::begin(const std::vector<ShareRole>& roles)
{
    if (m_gesture == roles)
        return;
    m_gesture = roles;
    m_base = m_parts;
}

bool SplitHand::isFree(const SplitArm& arm) const
{
    return std::any_of(arm.backends.begin(), arm.backends.end(), [this](auto backend) { return !m_locks[backend]; });
}

} // namespace causeway::app
