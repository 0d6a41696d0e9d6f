#include "engine/control/fleet.h"

#include "engine/base/assert.h"
#include "engine/base/wall_time.h"
#include "engine/keys/spiffe.h"

#include <algorithm>
#include <fmt/format.h>

namespace causeway::control {

namespace {

constexpr std::size_t recordLimit = 256; // Settled or not: by then newer ones tell the story.

std::string offlineReason(WallTime since, const std::string& why)
{
    return fmt::format("offline since {}{}", toRfc3339(since), why.empty() ? "" : ": " + why);
}

/// The order in which planes are told. Those that receive traffic will stand before those that send to them; as yet no
/// plane receives from another over the mesh, so all stand in one group.
std::vector<std::vector<std::string>> stagesOf(std::vector<std::string> planes)
{
    if (planes.empty())
        return {};
    return {std::move(planes)};
}

} // namespace

Fleet::Fleet(const Clock& clock, Listener& listener)
    : m_clock(clock)
    , m_listener(listener)
{
}

void Fleet::setTrust(std::vector<std::string> rootsPem)
{
    m_rootsPem = std::move(rootsPem);
    for (const std::string& mesh : m_meshes)
        m_compiler.setTrust(mesh, m_rootsPem);
    catchUp(recompile());
}

void Fleet::trustIn(const std::string& mesh)
{
    if (m_meshes.insert(mesh).second)
        m_compiler.setTrust(mesh, m_rootsPem);
}

void Fleet::load(const model::Resource& resource)
{
    if (const auto* const mesh = std::get_if<model::Mesh>(&resource))
        trustIn(mesh->name);
    m_compiler.setResource(resource);
}

void Fleet::restore(const StoredPlane& plane)
{
    trustIn(plane.declaration.mesh);
    Plane known;
    known.declaration = plane.declaration;
    known.since = plane.lastSeen;
    known.goneReason = "not seen since the control plane started";
    m_planes.emplace(planeKeyOf(plane.declaration), std::move(known));
    m_compiler.setPlane(plane.declaration);
}

void Fleet::start(std::uint64_t revision)
{
    m_revision = revision;
    recompile();
}

void Fleet::declare(const model::PlaneDeclaration& declaration)
{
    trustIn(declaration.mesh);
    m_planes[planeKeyOf(declaration)].declaration = declaration;
    m_compiler.setPlane(declaration);
    catchUp(recompile());
}

std::vector<std::string> Fleet::recompile()
{
    std::vector<std::string> changed;
    for (const std::string& key : m_compiler.takeTouched()) {
        Plane& plane = m_planes.at(key);
        auto compiled = m_compiler.compile(key);
        CAUSEWAY_ASSERT(compiled);
        const bool differs = !plane.desired || plane.desired->hash != compiled->hash;
        plane.desired = std::move(compiled);
        if (!differs)
            continue;
        plane.desiredRevision = m_revision;
        plane.refusal.clear();
        changed.push_back(key);
    }
    return changed;
}

bool Fleet::push(Plane& plane)
{
    if (!plane.session || !plane.desired || plane.pushed == plane.desired->hash)
        return false;
    plane.pushed = plane.desired->hash;
    plane.session->push(plane.desiredRevision, plane.desired->manifest, plane.desired->sections);
    return true;
}

void Fleet::catchUp(const std::vector<std::string>& planes)
{
    for (const std::string& key : planes)
        push(m_planes.at(key));
    if (!planes.empty())
        m_listener.planesChanged();
}

Fleet::Plane& Fleet::planeOf(channel::PlaneSession& session)
{
    const auto found = m_planes.find(planeKeyOf(session.declaration()));
    CAUSEWAY_ASSERT(found != m_planes.end());
    return found->second;
}

void Fleet::connected(channel::PlaneSession& session)
{
    declare(session.declaration());
    Plane& plane = planeOf(session);
    const std::string key = planeKeyOf(plane.declaration);
    plane.session = &session;
    plane.version = session.version();
    plane.since = m_clock.wallNow();
    plane.goneReason.clear();
    plane.refusal.clear();
    plane.served = session.helloManifest();
    plane.servedRevision = session.helloRevision();
    plane.pushed = plane.served;
    if (push(plane)) {
        for (RolloutRecord& record : m_records)
            record.pushed(key, m_clock.now());
        if (!m_records.empty())
            publish(m_records.back());
    } else {
        settle(key, m_revision, "");
    }
    m_listener.planesChanged();
}

void Fleet::acknowledged(channel::PlaneSession& session, std::uint64_t revision, const Digest& manifestHash)
{
    Plane& plane = planeOf(session);
    if (plane.session != &session)
        return;
    plane.served = manifestHash;
    plane.servedRevision = revision;
    settle(planeKeyOf(plane.declaration), answeredRevision(plane, revision, manifestHash), "");
    m_listener.planesChanged();
}

/// Equal content is equal: who serves what it should serves the newest revision, whichever number came with it.
std::uint64_t Fleet::answeredRevision(const Plane& plane, std::uint64_t revision, const Digest& manifestHash) const
{
    return plane.desired && plane.desired->hash == manifestHash ? m_revision : revision;
}

void Fleet::refused(channel::PlaneSession& session, std::uint64_t revision, const Digest& manifestHash,
                    const std::string& reason)
{
    Plane& plane = planeOf(session);
    if (plane.session != &session)
        return;
    if (plane.desired && manifestHash == plane.desired->hash)
        plane.refusal = reason.empty() ? "no reason given" : reason;
    settle(planeKeyOf(plane.declaration), answeredRevision(plane, revision, manifestHash),
           reason.empty() ? "no reason given" : reason);
    m_listener.planesChanged();
}

/// An answer stands for every revision up to its own: those before it were overtaken on their way.
void Fleet::settle(const std::string& plane, std::uint64_t revision, const std::string& refusal)
{
    for (RolloutRecord& record : m_records) {
        if (record.revision() > revision)
            break;
        const bool changed =
            refusal.empty() ? record.acknowledged(plane, m_clock.now()) : record.refused(plane, refusal, m_clock.now());
        if (!changed)
            continue;
        advance(record);
        publish(record);
    }
}

void Fleet::gone(channel::PlaneSession& session, const std::string& reason)
{
    Plane& plane = planeOf(session);
    if (plane.session != &session)
        return;
    plane.session = nullptr;
    plane.since = m_clock.wallNow();
    plane.goneReason = reason;
    plane.pushed = {};
    for (RolloutRecord& record : m_records) {
        if (!record.offline(planeKeyOf(plane.declaration), offlineReason(plane.since, reason)))
            continue;
        advance(record);
        publish(record);
    }
    m_listener.planesChanged();
}

void Fleet::rollOut(const model::Revision& revision, const RolloutStart& start)
{
    m_revision = revision.number;
    for (const model::ResourceChange& change : revision.changes) {
        if (change.after)
            load(*change.after);
        else
            m_compiler.removeResource(change.key);
    }
    const std::vector<std::string> concerned = recompile();
    std::map<std::string, std::string> names;
    for (const std::string& key : concerned)
        names.emplace(key, m_planes.at(key).declaration.name);
    RolloutRecord& record = m_records.emplace_back(revision.number, start, stagesOf(concerned), names);
    record.compiled(m_clock.now());
    advance(record);
    publish(record);
    while (m_records.size() > recordLimit || (m_records.size() > 1 && m_records.front().isSettled()))
        m_records.pop_front();
    if (!concerned.empty())
        m_listener.planesChanged();
}

/// Pushes the groups whose turn has come.
void Fleet::advance(RolloutRecord& record)
{
    for (auto stage = record.takeStage(); !stage.empty(); stage = record.takeStage())
        for (const std::string& key : stage) {
            Plane& plane = m_planes.at(key);
            if (!plane.session) {
                record.offline(key, offlineReason(plane.since, plane.goneReason));
                continue;
            }
            record.pushed(key, m_clock.now());
            // A change back to what the plane serves, with nothing else on its way, needs no push.
            if (!push(plane) && plane.served == plane.desired->hash)
                record.acknowledged(key, m_clock.now());
        }
}

void Fleet::publish(RolloutRecord& record)
{
    m_listener.rolloutChanged(record.rollout());
}

std::vector<PlaneStatus> Fleet::statuses() const
{
    std::vector<PlaneStatus> statuses;
    for (const auto& [key, plane] : m_planes) {
        PlaneStatus status;
        status.declaration = plane.declaration;
        status.version = plane.version;
        status.isConnected = plane.session != nullptr;
        status.stateSince = plane.since;
        status.servedRevision = plane.servedRevision;
        status.isInSync = plane.session && plane.desired && plane.served == plane.desired->hash;
        status.refusal = plane.refusal;
        const model::PlaneDeclaration& who = plane.declaration;
        if (const auto uris = keys::planeUris(who.mesh, who.name, who.workload))
            status.identity = uris->workload;
        statuses.push_back(std::move(status));
    }
    return statuses;
}

std::optional<Rollout> Fleet::newestRollout() const
{
    return m_records.empty() ? std::nullopt : std::optional(m_records.back().rollout());
}

} // namespace causeway::control
