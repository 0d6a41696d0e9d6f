#pragma once

#include "engine/base/clock.h"
#include "engine/control/control_plane.h"

#include <map>
#include <string>
#include <vector>

namespace causeway::control {

/// When a revision's command came, and how long it took to be durable.
struct RolloutStart
{
    MonotonicTime arrived;
    WallTime arrivedWall;
    Duration committed{};
};

/// The account of one revision on its way to the planes it concerns.
///
/// Stages: planes are pushed to group by group; a group begins when the ones before it have acknowledged or are
/// offline, and none begins after a refusal. As long as no plane receives from another there is one group.
class RolloutRecord
{
public:
    /// `stages` are plane keys; `names` what people call them.
    RolloutRecord(std::uint64_t revision, const RolloutStart& start, std::vector<std::vector<std::string>> stages,
                  const std::map<std::string, std::string>& names);

    std::uint64_t revision() const { return m_rollout.revision; }
    const Rollout& rollout() const { return m_rollout; }

    void compiled(MonotonicTime now) { m_rollout.compiled = now - m_start.arrived; }
    /// The next group whose turn it is; empty when none is, or one was refused.
    std::vector<std::string> takeStage();
    void pushed(const std::string& plane, MonotonicTime now);
    /// These say whether they changed anything.
    bool offline(const std::string& plane, const std::string& reason);
    bool acknowledged(const std::string& plane, MonotonicTime now);
    bool refused(const std::string& plane, const std::string& reason, MonotonicTime now);

    bool isSettled() const; // Nothing more is expected from planes that are online.

private:
    struct Place
    {
        std::size_t index = 0; // Into the rollout's planes.
        MonotonicTime pushedAt;
    };
    PlaneProgress* find(const std::string& plane);
    void close();

    RolloutStart m_start;
    std::optional<MonotonicTime> m_lastAnswer;
    Rollout m_rollout;
    std::vector<std::vector<std::string>> m_stages;
    std::size_t m_nextStage = 0;
    std::map<std::string, Place> m_places;
};

} // namespace causeway::control
