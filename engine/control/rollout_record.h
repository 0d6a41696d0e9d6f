#pragma once

#include "engine/base/clock.h"
#include "engine/control/control_plane.h"

#include <map>
#include <string>
#include <utility>

namespace causeway::control {

/// When a revision's command came, and how long it took to be durable.
struct RolloutStart
{
    MonotonicTime arrived;
    WallTime arrivedWall;
    Duration committed{};
};

/// The account of one revision on its way to the planes it concerns. What it is told of other planes it ignores.
class RolloutRecord
{
public:
    /// `names`: what people call the planes, by key.
    RolloutRecord(std::uint64_t revision, const RolloutStart& start, const std::map<std::string, std::string>& names);

    std::uint64_t revision() const { return m_rollout.revision; }
    const Rollout& rollout() const { return m_rollout; }

    void compiled(MonotonicTime now) { m_rollout.compiled = now - m_start.arrived; }
    void waits(const std::string& plane, const std::string& reason);
    void pushed(const std::string& plane, MonotonicTime now);
    void late(const std::string& plane, const std::string& reason);
    void offline(const std::string& plane, const std::string& reason);
    void acknowledged(const std::string& plane, MonotonicTime now);
    void refused(const std::string& plane, const std::string& reason, MonotonicTime now);

    /// Did the account change since the last call?
    bool takeChanged() { return std::exchange(m_isChanged, false); }
    bool isSettled() const; // Nothing more is expected from planes that are online.

private:
    struct Place
    {
        std::size_t index = 0; // Into the rollout's planes.
        MonotonicTime pushedAt;
    };
    /// Null for planes that are not concerned, or have acknowledged.
    PlaneProgress* findOpen(const std::string& plane);
    void close();

    RolloutStart m_start;
    std::optional<MonotonicTime> m_lastAnswer;
    Rollout m_rollout;
    std::map<std::string, Place> m_places;
    bool m_isChanged = true; // Nobody has seen it yet.
};

} // namespace causeway::control
