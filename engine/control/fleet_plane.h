#pragma once

#include "engine/base/clock.h"
#include "engine/channel/plane_gate.h"
#include "engine/control/compile/compiler.h"
#include "engine/control/control_plane.h"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace causeway::control {

/// One data plane: what it should serve, what it was sent and what it serves.
///
/// Threads: one owner.
class FleetPlane
{
public:
    model::PlaneDeclaration declaration;
    WallTime declared; // Since when it says so.
    std::string version;
    std::string goneReason;
    WallTime since;

    /// What it should serve; false: that is what it should have served before.
    bool desire(std::shared_ptr<const CompiledPlane> compiled, std::uint64_t revision);
    void connected(channel::PlaneSession& session, WallTime now);
    void disconnected(WallTime now, const std::string& reason);

    bool isConnected() const { return m_session != nullptr; }
    bool isOn(const channel::PlaneSession& session) const { return m_session == &session; }
    /// It is connected and was not sent what it should serve.
    bool needsPush() const { return m_session && m_desired && m_pushed != m_desired->hash; }
    void push(MonotonicTime now, WallTime wallNow);
    /// Something is on its way that it has not answered.
    bool isBusy() const { return m_session && !m_underWay.empty(); }
    bool isInSync() const { return m_session && m_desired && m_served == m_desired->hash; }
    bool isDesired(const Digest& manifestHash) const { return m_desired && m_desired->hash == manifestHash; }

    void acknowledged(std::uint64_t revision, const Digest& manifestHash, WallTime now);
    void refused(const Digest& manifestHash, const std::string& reason, WallTime now);

    /// True once per push: it did not answer in time. Nobody waits for it from then on.
    bool turnsSlow(MonotonicTime now, Duration limit);
    bool isSlow() const { return m_isSlow; }

    const std::string& refusal() const { return m_refusal; } // Of what it should serve now.
    std::uint64_t desiredRevision() const { return m_desiredRevision; }
    /// Empty when nothing is known of what it serves.
    const PlaneDoors& confirmedDoors() const;
    const PlaneDoors& desiredDoors() const;

    PlaneStatus status() const;

private:
    using Compiled = std::shared_ptr<const CompiledPlane>;
    Compiled takeUnderWay(const Digest& manifestHash);

    channel::PlaneSession* m_session = nullptr; // Null: offline.
    Compiled m_desired;                         // Null until the first compilation.
    std::uint64_t m_desiredRevision = 0;
    Digest m_pushed;                 // On its way or answered, in this session.
    std::deque<Compiled> m_underWay; // Not answered, oldest first; bounded.
    MonotonicTime m_pushedAt;
    bool m_isSlow = false;
    Compiled m_confirmed; // Null: it serves something of earlier days, or nothing.
    Digest m_served;
    std::uint64_t m_servedRevision = 0;
    std::string m_refusal;
    std::uint64_t m_generation = 0;
    std::deque<PlaneSubscription> m_subscriptions; // Oldest first.
};

} // namespace causeway::control
