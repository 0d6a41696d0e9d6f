#pragma once

#include "engine/base/clock.h"
#include "engine/channel/plane_gate.h"
#include "engine/control/control_plane.h"

#include <cstddef>
#include <vector>

namespace causeway::control {

/// Who was turned away, the newest first. A peer that comes again for the same reason is counted, not added.
class StrangerList
{
public:
    static constexpr std::size_t limit = 50;

    void add(const channel::Stranger& stranger, WallTime when);
    const std::vector<RefusedStranger>& newestFirst() const { return m_strangers; }

private:
    std::vector<RefusedStranger> m_strangers;
};

} // namespace causeway::control
