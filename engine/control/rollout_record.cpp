#include "engine/control/rollout_record.h"

#include <algorithm>

namespace causeway::control {

using State = PlaneProgress::State;

RolloutRecord::RolloutRecord(std::uint64_t revision, const RolloutStart& start,
                             const std::map<std::string, std::string>& names)
    : m_start(start)
{
    m_rollout.revision = revision;
    m_rollout.arrived = start.arrivedWall;
    m_rollout.committed = start.committed;
    for (const auto& [plane, name] : names) {
        m_places[plane] = {m_rollout.planes.size(), {}};
        m_rollout.planes.push_back({name, State::Waiting, {}, {}});
    }
}

PlaneProgress* RolloutRecord::findOpen(const std::string& plane)
{
    const auto place = m_places.find(plane);
    if (place == m_places.end() || m_rollout.planes[place->second.index].state == State::Acknowledged)
        return nullptr;
    m_isChanged = true;
    return &m_rollout.planes[place->second.index];
}

void RolloutRecord::waits(const std::string& plane, const std::string& reason)
{
    PlaneProgress* const progress = findOpen(plane);
    const bool isUnderWay = progress && (progress->state == State::Pushed || progress->state == State::Refused);
    if (!progress || isUnderWay)
        return; // It is something newer that waits.
    progress->state = State::Waiting;
    progress->reason = reason;
}

void RolloutRecord::pushed(const std::string& plane, MonotonicTime now)
{
    PlaneProgress* const progress = findOpen(plane);
    if (!progress)
        return;
    progress->state = State::Pushed;
    progress->reason.clear();
    m_places[plane].pushedAt = now;
    m_rollout.pushed = now - m_start.arrived;
}

void RolloutRecord::late(const std::string& plane, const std::string& reason)
{
    if (PlaneProgress* const progress = findOpen(plane))
        progress->reason = reason;
}

void RolloutRecord::offline(const std::string& plane, const std::string& reason)
{
    PlaneProgress* const progress = findOpen(plane);
    if (!progress)
        return;
    progress->state = State::Offline;
    progress->reason = reason;
    close();
}

void RolloutRecord::acknowledged(const std::string& plane, MonotonicTime now)
{
    PlaneProgress* const progress = findOpen(plane);
    if (!progress)
        return;
    if (progress->state == State::Pushed)
        progress->afterPush = now - m_places[plane].pushedAt;
    progress->state = State::Acknowledged;
    progress->reason.clear();
    m_lastAnswer = now;
    close();
}

void RolloutRecord::refused(const std::string& plane, const std::string& reason, MonotonicTime now)
{
    PlaneProgress* const progress = findOpen(plane);
    if (!progress || progress->state != State::Pushed)
        return;
    progress->state = State::Refused;
    progress->reason = reason;
    progress->afterPush = now - m_places[plane].pushedAt;
}

/// The last one that is online has answered, or the last one that had not went away.
void RolloutRecord::close()
{
    const bool isOpen = std::any_of(m_rollout.planes.begin(), m_rollout.planes.end(), [](const PlaneProgress& plane) {
        return plane.state != State::Acknowledged && plane.state != State::Offline;
    });
    if (!isOpen && m_lastAnswer && !m_rollout.acknowledged)
        m_rollout.acknowledged = *m_lastAnswer - m_start.arrived;
}

bool RolloutRecord::isSettled() const
{
    return std::none_of(m_rollout.planes.begin(), m_rollout.planes.end(), [](const PlaneProgress& plane) {
        return plane.state == State::Waiting || plane.state == State::Pushed;
    });
}

} // namespace causeway::control
