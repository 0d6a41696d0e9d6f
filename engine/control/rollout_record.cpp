#include "engine/control/rollout_record.h"

#include <algorithm>

namespace causeway::control {

using State = PlaneProgress::State;

RolloutRecord::RolloutRecord(std::uint64_t revision, const RolloutStart& start,
                             std::vector<std::vector<std::string>> stages,
                             const std::map<std::string, std::string>& names)
    : m_start(start)
    , m_stages(std::move(stages))
{
    m_rollout.revision = revision;
    m_rollout.arrived = start.arrivedWall;
    m_rollout.committed = start.committed;
    for (const std::vector<std::string>& stage : m_stages)
        for (const std::string& plane : stage) {
            m_places[plane] = {m_rollout.planes.size(), {}};
            m_rollout.planes.push_back({names.at(plane), State::Waiting, {}, {}});
        }
}

PlaneProgress* RolloutRecord::find(const std::string& plane)
{
    const auto place = m_places.find(plane);
    return place == m_places.end() ? nullptr : &m_rollout.planes[place->second.index];
}

std::vector<std::string> RolloutRecord::takeStage()
{
    const auto isIn = [](std::initializer_list<State> states, State state) {
        return std::find(states.begin(), states.end(), state) != states.end();
    };
    const bool isStopped = std::any_of(m_rollout.planes.begin(), m_rollout.planes.end(),
                                       [](const PlaneProgress& plane) { return plane.state == State::Refused; });
    if (isStopped || m_nextStage == m_stages.size())
        return {};
    for (std::size_t i = 0; i < m_nextStage; ++i)
        for (const std::string& plane : m_stages[i])
            if (!isIn({State::Acknowledged, State::Offline}, find(plane)->state))
                return {};
    return m_stages[m_nextStage++];
}

void RolloutRecord::pushed(const std::string& plane, MonotonicTime now)
{
    PlaneProgress* progress = find(plane);
    if (!progress || progress->state == State::Acknowledged)
        return;
    progress->state = State::Pushed;
    progress->reason.clear();
    m_places[plane].pushedAt = now;
    m_rollout.pushed = now - m_start.arrived;
}

bool RolloutRecord::offline(const std::string& plane, const std::string& reason)
{
    PlaneProgress* progress = find(plane);
    if (!progress || progress->state == State::Acknowledged)
        return false;
    progress->state = State::Offline;
    progress->reason = reason;
    close();
    return true;
}

bool RolloutRecord::acknowledged(const std::string& plane, MonotonicTime now)
{
    PlaneProgress* progress = find(plane);
    if (!progress || progress->state == State::Acknowledged)
        return false;
    if (progress->state == State::Pushed)
        progress->afterPush = now - m_places[plane].pushedAt;
    progress->state = State::Acknowledged;
    progress->reason.clear();
    m_lastAnswer = now;
    close();
    return true;
}

bool RolloutRecord::refused(const std::string& plane, const std::string& reason, MonotonicTime now)
{
    PlaneProgress* progress = find(plane);
    if (!progress || progress->state != State::Pushed)
        return false;
    progress->state = State::Refused;
    progress->reason = reason;
    progress->afterPush = now - m_places[plane].pushedAt;
    return true;
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
