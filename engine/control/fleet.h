#pragma once

#include "engine/base/clock.h"
#include "engine/channel/plane_gate.h"
#include "engine/control/compile/compiler.h"
#include "engine/control/control_plane.h"
#include "engine/control/delivery_order.h"
#include "engine/control/fleet_plane.h"
#include "engine/control/rollout_record.h"
#include "engine/control/state_store.h"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace causeway::control {

/// Every data plane that is known, what it should serve and what it serves; brings the one to the other.
///
/// A plane is pushed to when its manifest changes, or when it connects with another one than it should have. Rollouts
/// are only the account of that: a plane that was offline catches up with the newest state, not with each revision.
///
/// Order:   Nobody is told to send where it is not taken yet, and nobody stops taking what others still send: a plane
///          waits for those planes to acknowledge. It does not wait for planes that are offline or do not answer in
///          time, nor in a ring. Behind a refusal it waits until a newer revision concerns one of the two.
/// Threads: the control loop's only.
class Fleet
{
public:
    /// Hears what changed, after it has.
    class Listener
    {
    public:
        virtual void rolloutChanged(const Rollout& rollout) = 0;
        virtual void planesChanged() = 0;

    protected:
        ~Listener() = default;
    };

    Fleet(const Clock& clock, Listener& listener);

    /// Planes of earlier days, before anything connects.
    void restore(const StoredPlane& plane);
    void load(const model::Resource& resource);
    /// The roots that planes trust, in whichever mesh.
    void setTrust(std::vector<std::string> rootsPem);
    /// Compiles what was restored and loaded, without a rollout. `revision` is the one it was compiled from.
    void start(std::uint64_t revision);

    void connected(channel::PlaneSession& session);
    void acknowledged(channel::PlaneSession& session, std::uint64_t revision, const Digest& manifestHash);
    void refused(channel::PlaneSession& session, std::uint64_t revision, const Digest& manifestHash,
                 const std::string& reason);
    void gone(channel::PlaneSession& session, const std::string& reason);

    /// Lets go of planes that are offline since before then, and of what others were told of them.
    std::vector<model::PlaneDeclaration> forgetAbsentSince(WallTime limit);

    /// Compiles what the revision changes and brings it to the planes it concerns.
    void rollOut(const model::Revision& revision, const RolloutStart& start);

    /// Names planes that had time to answer and did not, and lets those go on that waited for them. For a timer.
    void nameTheSlow();

    std::vector<PlaneStatus> statuses() const;
    std::optional<Rollout> newestRollout() const;

private:
    using Keys = std::vector<std::string>;

    void trustIn(const std::string& mesh);
    /// Planes whose manifest came out different.
    Keys recompile();
    /// Each plane gets what it should serve, or is noted to wait; those that waited for them are looked at again.
    void bring(const Keys& planes);
    void bringOne(const std::string& key);
    void bringWaiters(const std::string& key);
    std::optional<std::string> blockerOf(const std::string& key, const FleetPlane& plane) const;
    std::optional<std::string> receiverOf(const std::string& key, const FleetPlane& plane) const;
    std::optional<std::string> senderTo(const std::string& key, const FleetPlane& plane) const;
    bool holdsUp(const std::string& key, const FleetPlane& plane, const std::string& blocker) const;

    void settle(const std::string& key, std::uint64_t revision, const std::string& refusal);
    std::uint64_t answeredRevision(const FleetPlane& plane, std::uint64_t revision, const Digest& manifestHash) const;
    void account(RolloutRecord& record, const Keys& concerned);
    template <typename Tell>
    void tellRecords(Tell tell);
    void publish();
    FleetPlane& planeOf(channel::PlaneSession& session);

    const Clock& m_clock;
    Listener& m_listener;
    Compiler m_compiler;
    std::map<std::string, FleetPlane> m_planes; // By planeKeyOf().
    DeliveryOrder m_order;
    std::deque<RolloutRecord> m_records; // Oldest first; a bounded number, the newest always.
    std::uint64_t m_revision = 0;        // The newest that was compiled.
    std::vector<std::string> m_rootsPem;
    std::set<std::string> m_meshes; // That trust them.
};

} // namespace causeway::control
