#pragma once

#include "engine/control/commit_thread.h"
#include "engine/control/control_plane.h"
#include "engine/control/desired_state.h"

#include <functional>
#include <map>
#include <memory>

namespace causeway::control {

/// Finds what would make everything what it was after a revision: the log is read from its head back to there, and of
/// each resource that was changed on the way the oldest value before counts. What was written meanwhile is read after
/// that, down to where the reading began: so it costs what is new, not the whole way again.
///
/// Errors:  NotFound when the revision never was, or the log does not reach back so far any more; Unavailable when
///          others do not stop writing.
/// Threads: the control loop's only. State and log must outlive the search. The answer comes in the turn in which it is
///          true of the newest state, so a command made of it there finds nothing in between.
class ReversionSearch
{
public:
    using Found = std::function<void(Result<Reversion>)>;

    static void begin(const DesiredState& state, CommitThread& log, std::uint64_t revision, Found found);

private:
    ReversionSearch(const DesiredState& state, CommitThread& log, std::uint64_t revision, Found found);
    static void beginPass(const std::shared_ptr<ReversionSearch>& self);
    using Take = void (*)(const std::shared_ptr<ReversionSearch>& self, const std::vector<model::Revision>& page);
    static void read(const std::shared_ptr<ReversionSearch>& self, std::uint64_t before, Take take);
    static void takeFirst(const std::shared_ptr<ReversionSearch>& self, const std::vector<model::Revision>& page);
    static void take(const std::shared_ptr<ReversionSearch>& self, const std::vector<model::Revision>& page);
    static void endPass(const std::shared_ptr<ReversionSearch>& self);
    void addPending();
    void finish();
    Error notKept() const;

    const DesiredState& m_state;
    CommitThread& m_log;
    const std::uint64_t m_revision;
    Found m_found;
    using Values = std::map<model::ResourceKey, std::optional<model::Resource>>; // Nothing: it was not there.

    int m_passes = 0;
    std::uint64_t m_floor; // This pass reads what came after it,
    std::uint64_t m_head;  // up to here.
    Values m_pass;
    Values m_then;
};

/// The command that carries it out; the author is left open.
Command commandOf(const Reversion& reversion);

} // namespace causeway::control
