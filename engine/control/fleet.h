#pragma once

#include "engine/base/clock.h"
#include "engine/channel/plane_gate.h"
#include "engine/control/compile/compiler.h"
#include "engine/control/control_plane.h"
#include "engine/control/rollout_record.h"
#include "engine/control/state_store.h"

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace causeway::control {

/// Every data plane that is known, what it should serve and what it serves; brings the one to the other.
///
/// A plane is pushed to when its manifest changes, or when it connects with another one than it should have. Rollouts
/// are only the account of that: a plane that was offline catches up with the newest state, not with each revision.
///
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

    /// What a plane says of itself; compiled with from now on.
    void declare(const model::PlaneDeclaration& declaration);
    void connected(channel::PlaneSession& session);
    void acknowledged(channel::PlaneSession& session, std::uint64_t revision, const Digest& manifestHash);
    void refused(channel::PlaneSession& session, std::uint64_t revision, const Digest& manifestHash,
                 const std::string& reason);
    void gone(channel::PlaneSession& session, const std::string& reason);

    /// Compiles what the revision changes and brings it to the planes it concerns.
    void rollOut(const model::Revision& revision, const RolloutStart& start);

    std::vector<PlaneStatus> statuses() const;
    std::optional<Rollout> newestRollout() const;

private:
    struct Plane
    {
        model::PlaneDeclaration declaration;
        std::string version;
        channel::PlaneSession* session = nullptr; // Null: offline.
        std::string goneReason;
        WallTime since;
        std::shared_ptr<const CompiledPlane> desired; // Null until the first compilation.
        std::uint64_t desiredRevision = 0;
        Digest pushed; // On its way or answered, in this session.
        Digest served;
        std::uint64_t servedRevision = 0;
        std::string refusal; // Of what it should serve now.
    };

    /// Planes whose manifest came out different.
    std::vector<std::string> recompile();
    bool push(Plane& plane); // False: there was nothing to push, or nobody.
    void catchUp(const std::vector<std::string>& planes);
    void trustIn(const std::string& mesh);
    void advance(RolloutRecord& record);
    void settle(const std::string& plane, std::uint64_t revision, const std::string& refusal);
    std::uint64_t answeredRevision(const Plane& plane, std::uint64_t revision, const Digest& manifestHash) const;
    void publish(RolloutRecord& record);
    Plane& planeOf(channel::PlaneSession& session);

    const Clock& m_clock;
    Listener& m_listener;
    Compiler m_compiler;
    std::map<std::string, Plane> m_planes; // By planeKeyOf().
    std::deque<RolloutRecord> m_records;   // Oldest first; a bounded number, the newest always.
    std::uint64_t m_revision = 0;          // The newest that was compiled.
    std::vector<std::string> m_rootsPem;
    std::set<std::string> m_meshes; // That trust them.
};

} // namespace causeway::control
