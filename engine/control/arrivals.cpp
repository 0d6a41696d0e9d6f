#include "engine/control/arrivals.h"

#include "engine/base/log.h"

namespace causeway::control {

namespace {

constexpr std::chrono::hours forgetAfter{72}; // As Kuma cleans up (kuma.md §11.2).
constexpr std::chrono::hours rememberEvery{1};

} // namespace

Arrivals::Arrivals(net::EventLoop& loop, const Clock& clock, CommitThread& commits, Fleet& fleet)
    : m_loop(loop)
    , m_clock(clock)
    , m_commits(commits)
    , m_fleet(fleet)
    , m_hourly([this] {
        rememberAll();
        forgetAbsent();
        m_loop.arm(m_hourly, rememberEvery);
    })
{
    m_loop.arm(m_hourly, rememberEvery);
}

void Arrivals::restore(const std::vector<StoredPlane>& planes)
{
    for (const StoredPlane& plane : planes) {
        if (plane.lastSeen + forgetAfter < m_clock.wallNow())
            m_commits.forgetPlane(plane.declaration.mesh, plane.declaration.name);
        else
            m_fleet.restore(plane);
    }
}

void Arrivals::connected(channel::PlaneSession& session)
{
    const std::uint64_t ticket = ++m_tickets;
    m_waiting[&session] = ticket;
    m_commits.rememberPlane({session.declaration(), m_clock.wallNow()},
                            [this, &session, ticket](const Result<>& outcome) {
                                if (!outcome) // Serving goes before remembering.
                                    log::warn("data plane is not remembered: {}", outcome.error().message);
                                welcome(session, ticket);
                            });
}

void Arrivals::welcome(channel::PlaneSession& session, std::uint64_t ticket)
{
    const auto waiting = m_waiting.find(&session);
    if (waiting == m_waiting.end() || waiting->second != ticket)
        return;
    m_waiting.erase(waiting);
    m_fleet.connected(session);
}

bool Arrivals::gone(channel::PlaneSession& session)
{
    if (m_waiting.erase(&session) > 0)
        return false;
    m_commits.rememberPlane({session.declaration(), m_clock.wallNow()}, [](const Result<>&) {});
    return true;
}

void Arrivals::rememberAll()
{
    for (const PlaneStatus& status : m_fleet.statuses())
        if (status.isConnected)
            m_commits.rememberPlane({status.declaration, m_clock.wallNow()}, [](const Result<>&) {});
}

/// Where planes come and go under names of their own, as instances that are scaled do, they would be kept for ever.
void Arrivals::forgetAbsent()
{
    for (const model::PlaneDeclaration& plane : m_fleet.forgetAbsentSince(m_clock.wallNow() - forgetAfter)) {
        log::info("data plane {} was not seen for {} h and is forgotten", plane.name, forgetAfter.count());
        m_commits.forgetPlane(plane.mesh, plane.name);
    }
}

} // namespace causeway::control
