#include "engine/control/fleet_plane.h"

#include "engine/base/assert.h"
#include "engine/keys/spiffe.h"

#include <algorithm>

namespace causeway::control {

namespace {

constexpr std::size_t underWayLimit = 32;    // More than a channel lets wait for answers.
constexpr std::size_t subscriptionLimit = 2; // As many as Kuma keeps (kuma.md §2.6).

const PlaneDoors& doorsOf(const std::shared_ptr<const CompiledPlane>& compiled)
{
    static const PlaneDoors none;
    return compiled ? compiled->doors : none;
}

} // namespace

bool FleetPlane::desire(Compiled compiled, std::uint64_t revision)
{
    const bool differs = !m_desired || m_desired->hash != compiled->hash;
    m_desired = std::move(compiled);
    if (!differs)
        return false;
    m_desiredRevision = revision;
    m_refusal.clear();
    return true;
}

void FleetPlane::connected(channel::PlaneSession& session, WallTime now)
{
    if (m_session)
        disconnected(now, "replaced by a newer connection");
    m_session = &session;
    version = session.version();
    since = now;
    goneReason.clear();
    m_refusal.clear();
    m_served = m_pushed = session.helloManifest();
    m_servedRevision = session.helloRevision();
    if (!m_confirmed || m_confirmed->hash != m_served)
        m_confirmed = isDesired(m_served) ? m_desired : nullptr;
    PlaneSubscription& subscription = m_subscriptions.emplace_back();
    subscription.generation = ++m_generation;
    subscription.connected = subscription.updated = now;
    if (m_subscriptions.size() > subscriptionLimit)
        m_subscriptions.pop_front();
}

void FleetPlane::disconnected(WallTime now, const std::string& reason)
{
    m_session = nullptr;
    since = now;
    goneReason = reason;
    m_pushed = {};
    m_underWay.clear();
    m_isSlow = false;
    m_subscriptions.back().disconnected = m_subscriptions.back().updated = now;
}

void FleetPlane::push(MonotonicTime now, WallTime wallNow)
{
    CAUSEWAY_ASSERT(needsPush());
    m_pushed = m_desired->hash;
    m_pushedAt = now;
    m_isSlow = false;
    m_underWay.push_back(m_desired);
    if (m_underWay.size() > underWayLimit)
        m_underWay.pop_front();
    ++m_subscriptions.back().sent;
    m_subscriptions.back().updated = wallNow;
    m_session->push(m_desiredRevision, m_desired->manifest, m_desired->sections);
}

/// An answer settles what was sent before, too.
FleetPlane::Compiled FleetPlane::takeUnderWay(const Digest& manifestHash)
{
    const auto found = std::find_if(m_underWay.begin(), m_underWay.end(),
                                    [&](const Compiled& compiled) { return compiled->hash == manifestHash; });
    if (found == m_underWay.end())
        return nullptr;
    Compiled taken = *found;
    m_underWay.erase(m_underWay.begin(), std::next(found));
    m_isSlow = m_isSlow && !m_underWay.empty();
    return taken;
}

void FleetPlane::acknowledged(std::uint64_t revision, const Digest& manifestHash, WallTime now)
{
    if (Compiled taken = takeUnderWay(manifestHash))
        m_confirmed = std::move(taken);
    else if (isDesired(manifestHash))
        m_confirmed = m_desired;
    m_served = manifestHash;
    m_servedRevision = revision;
    ++m_subscriptions.back().acknowledged;
    m_subscriptions.back().updated = now;
}

void FleetPlane::refused(const Digest& manifestHash, const std::string& reason, WallTime now)
{
    takeUnderWay(manifestHash);
    if (isDesired(manifestHash))
        m_refusal = reason;
    ++m_subscriptions.back().rejected;
    m_subscriptions.back().updated = now;
}

bool FleetPlane::turnsSlow(MonotonicTime now, Duration limit)
{
    if (m_isSlow || !isBusy() || now - m_pushedAt < limit)
        return false;
    m_isSlow = true;
    return true;
}

const PlaneDoors& FleetPlane::confirmedDoors() const
{
    return doorsOf(m_confirmed);
}

const PlaneDoors& FleetPlane::desiredDoors() const
{
    return doorsOf(m_desired);
}

PlaneStatus FleetPlane::status() const
{
    PlaneStatus status;
    status.declaration = declaration;
    status.declared = declared;
    status.version = version;
    status.isConnected = isConnected();
    status.stateSince = since;
    status.servedRevision = m_servedRevision;
    status.isInSync = isInSync();
    status.refusal = m_refusal;
    status.subscriptions.assign(m_subscriptions.begin(), m_subscriptions.end());
    if (const auto uris = keys::planeUris(declaration.mesh, declaration.name, declaration.workload))
        status.identity = uris->workload;
    return status;
}

} // namespace causeway::control
