#pragma once

#include "app/controllers/share_arithmetic.h"
#include "app/controllers/split_arms.h"

#include <utility>
#include <vector>

namespace causeway::app {

/// A split that is being changed: its parts, which backends are locked, and what the present gesture began with.
///
/// Shape: what others give is in proportion to what they had when the gesture began, so a hand that goes to the end and
///        comes back leaves everyone as before. A gesture ends when something else is moved.
class SplitHand
{
public:
    /// Also the end of every gesture. Locks stay when the number of backends does.
    void take(Parts parts);
    void setLocked(std::size_t backend, bool isLocked);
    void setLocks(std::vector<bool> locks);

    const Parts& parts() const { return m_parts; }
    const std::vector<bool>& locks() const { return m_locks; }
    bool isLocked(std::size_t backend) const { return backend < m_locks.size() && m_locks[backend]; }
    /// Not locked, and somebody else is not either.
    bool canMove(std::size_t backend) const;

    /// What the chosen backends take together; locked ones keep theirs, on both sides.
    void setShareOf(const std::vector<bool>& chosen, double share, DragStep step);
    /// Moves the boundary after an arm to a position, which is the sum of the shares up to it. Only the nearest arms on
    /// its two sides that are not locked give and take.
    void moveBoundary(const std::vector<SplitArm>& arms, std::size_t boundary, double position, DragStep step);

private:
    void begin(const std::vector<ShareRole>& roles);
    bool isFree(const SplitArm& arm) const;

    Parts m_parts;
    Parts m_base;                     // When the gesture began.
    std::vector<ShareRole> m_gesture; // Empty: none.
    std::vector<bool> m_locks;
};

} // namespace causeway::app
