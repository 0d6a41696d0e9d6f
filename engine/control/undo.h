#pragma once

#include "engine/control/commit_thread.h"
#include "engine/control/control_plane.h"
#include "engine/control/desired_state.h"
#include "engine/control/document_merge.h"

#include <functional>
#include <memory>

namespace causeway::control {

/// Finds the command that takes a revision back. What has changed since and was not part of it stays; a field that
/// changed again is a conflict, and the log is searched for who did that.
///
/// Threads: the control loop's only. State and log must outlive the search.
class Undo
{
public:
    using Found = std::function<void(Result<Command>)>;

    static void find(const DesiredState& state, CommitThread& log, std::uint64_t revision,
                     ControlPlane::Overwrite overwrite, Found found);

private:
    /// A field that both the revision and someone after it changed.
    struct Conflict
    {
        model::ResourceKey key;
        FieldDifference difference;  // Left is now, right is what the undo would make it.
        DesiredState::Entry present; // Without a resource where it was deleted since.
    };

    Undo(const DesiredState& state, CommitThread& log, std::uint64_t revision, Found found);
    static Result<Command> plan(const model::Revision& revision, const DesiredState& state,
                                std::optional<Conflict>& conflict);
    static void blame(const std::shared_ptr<Undo>& self, Conflict conflict, std::uint64_t before);

    const DesiredState& m_state;
    CommitThread& m_log;
    std::uint64_t m_revision;
    Found m_found;
};

} // namespace causeway::control
