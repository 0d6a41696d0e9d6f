#pragma once

#include "engine/base/clock.h"
#include "engine/channel/plane_gate.h"
#include "engine/control/commit_thread.h"
#include "engine/control/fleet.h"

#include <map>
#include <memory>

namespace causeway::control {

/// Writes down what planes say of themselves before anything is compiled from it. Otherwise a control plane that starts
/// anew could meet a gateway before the sidecar at its side, not know of the latter, and tell the former to go nowhere.
///
/// Threads: the control loop's only.
class Arrivals
{
public:
    Arrivals(net::EventLoop& loop, const Clock& clock, CommitThread& commits, Fleet& fleet);

    /// Those not seen for three days are forgotten, now and later.
    void restore(const std::vector<StoredPlane>& planes);
    void connected(channel::PlaneSession& session);
    /// False: the session had not got past this desk.
    bool gone(channel::PlaneSession& session);

private:
    void welcome(channel::PlaneSession& session, std::uint64_t ticket);
    void rememberAll();
    void forgetAbsent();

    net::EventLoop& m_loop;
    const Clock& m_clock;
    CommitThread& m_commits;
    Fleet& m_fleet;
    std::uint64_t m_tickets = 0;
    std::map<channel::PlaneSession*, std::uint64_t> m_waiting; // An address may come again; a ticket does not.
    net::CallbackTimer m_hourly; // Keeps planes that stay from looking long gone, and lets go of those that are.
};

} // namespace causeway::control
