#include "engine/control/stranger_list.h"

#include <algorithm>

namespace causeway::control {

void StrangerList::add(const channel::Stranger& stranger, WallTime when)
{
    const auto known = std::find_if(m_strangers.begin(), m_strangers.end(), [&](const RefusedStranger& each) {
        return each.peer == stranger.peer && each.address == stranger.address && each.reason == stranger.reason;
    });
    if (known == m_strangers.end()) {
        if (m_strangers.size() == limit)
            m_strangers.pop_back();
        m_strangers.insert(m_strangers.begin(), {when, stranger.peer, stranger.address, stranger.reason, 1});
        return;
    }
    known->time = when;
    ++known->times;
    std::rotate(m_strangers.begin(), known, known + 1);
}

} // namespace causeway::control
