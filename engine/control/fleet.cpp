#include "engine/control/fleet.h"

#include "engine/base/assert.h"
#include "engine/base/wall_time.h"

#include <fmt/format.h>

namespace causeway::control {

namespace {

constexpr std::size_t recordLimit = 256; // Settled or not: by then newer ones tell the story.
constexpr std::chrono::seconds answerLimit{3};

std::string offlineReason(const FleetPlane& plane)
{
    return fmt::format("offline since {}{}", toRfc3339(plane.since),
                       plane.goneReason.empty() ? "" : ": " + plane.goneReason);
}

std::string waitReason(const FleetPlane& blocker)
{
    if (blocker.refusal().empty())
        return fmt::format("waits for {}", blocker.declaration.name);
    return fmt::format("waits for {}, which refused: {}", blocker.declaration.name, blocker.refusal());
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
    const Keys changed = recompile();
    bring(changed);
    publish();
    if (!changed.empty())
        m_listener.planesChanged();
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
    FleetPlane known;
    known.declaration = plane.declaration;
    known.declared = known.since = plane.lastSeen;
    known.goneReason = "not seen since the control plane started";
    m_planes.emplace(planeKeyOf(plane.declaration), std::move(known));
    trustIn(plane.declaration.mesh);
    m_compiler.setPlane(plane.declaration);
}

void Fleet::start(std::uint64_t revision)
{
    m_revision = revision;
    recompile();
}

Fleet::Keys Fleet::recompile()
{
    Keys changed;
    for (const std::string& key : m_compiler.takeTouched()) {
        auto compiled = m_compiler.compile(key);
        CAUSEWAY_ASSERT(compiled);
        if (m_planes.at(key).desire(std::move(compiled), m_revision))
            changed.push_back(key);
    }
    return changed;
}

void Fleet::bring(const Keys& planes)
{
    std::set<std::string> due(planes.begin(), planes.end());
    for (const std::string& key : planes)
        due.merge(m_order.release(key));
    for (const std::string& key : due)
        bringOne(key);
}

void Fleet::bringWaiters(const std::string& key)
{
    for (const std::string& waiter : m_order.release(key))
        bringOne(waiter);
}

void Fleet::bringOne(const std::string& key)
{
    FleetPlane& plane = m_planes.at(key);
    m_order.stopWaiting(key);
    if (!plane.needsPush())
        return;
    if (const auto blocker = blockerOf(key, plane)) {
        m_order.wait(key, *blocker);
        tellRecords([&](RolloutRecord& record) { record.waits(key, waitReason(m_planes.at(*blocker))); });
        return;
    }
    plane.push(m_clock.now(), m_clock.wallNow());
    tellRecords([&](RolloutRecord& record) { record.pushed(key, m_clock.now()); });
}

std::optional<std::string> Fleet::blockerOf(const std::string& key, const FleetPlane& plane) const
{
    auto receiver = receiverOf(key, plane);
    return receiver ? receiver : senderTo(key, plane);
}

/// One who will take what the plane is to send there, and does not take it yet.
std::optional<std::string> Fleet::receiverOf(const std::string& key, const FleetPlane& plane) const
{
    for (const Door& door : newlyUsed(plane.confirmedDoors(), plane.desiredDoors())) {
        const auto receiver = m_planes.find(door.plane);
        const bool isComing = receiver != m_planes.end() && receiver->second.desiredDoors().takes(door) &&
                              !receiver->second.confirmedDoors().takes(door);
        if (isComing && holdsUp(key, plane, door.plane))
            return door.plane;
    }
    return std::nullopt;
}

/// One who will not send there any more what the plane is to take no longer, and still does.
std::optional<std::string> Fleet::senderTo(const std::string& key, const FleetPlane& plane) const
{
    for (const Door& door : closing(plane.confirmedDoors(), plane.desiredDoors()))
        for (const auto& [other, sender] : m_planes) {
            const bool isLeaving = sender.confirmedDoors().uses(door) && !sender.desiredDoors().uses(door);
            if (isLeaving && holdsUp(key, plane, other))
                return other;
        }
    return std::nullopt;
}

bool Fleet::holdsUp(const std::string& key, const FleetPlane& plane, const std::string& blocker) const
{
    const FleetPlane& other = m_planes.at(blocker);
    // A refusal stops what came with it. What people want since then, say to take it back, does not stand behind it.
    const bool isPast = !other.refusal().empty() && plane.desiredRevision() > other.desiredRevision();
    return other.isConnected() && !other.isSlow() && !isPast && !m_order.isRing(key, blocker);
}

FleetPlane& Fleet::planeOf(channel::PlaneSession& session)
{
    const auto found = m_planes.find(planeKeyOf(session.declaration()));
    CAUSEWAY_ASSERT(found != m_planes.end());
    return found->second;
}

void Fleet::connected(channel::PlaneSession& session)
{
    const model::PlaneDeclaration& declaration = session.declaration();
    const std::string key = planeKeyOf(declaration);
    trustIn(declaration.mesh);
    FleetPlane& plane = m_planes[key];
    if (plane.declaration != declaration)
        plane.declared = m_clock.wallNow();
    plane.declaration = declaration;
    m_compiler.setPlane(declaration);
    Keys changed = recompile();
    plane.connected(session, m_clock.wallNow()); // Before others are told of it: they wait for those that are here.
    changed.push_back(key);
    bring(changed);
    if (plane.isInSync())
        settle(key, m_revision, "");
    publish();
    m_listener.planesChanged();
}

void Fleet::acknowledged(channel::PlaneSession& session, std::uint64_t revision, const Digest& manifestHash)
{
    FleetPlane& plane = planeOf(session);
    if (!plane.isOn(session))
        return;
    const std::string key = planeKeyOf(plane.declaration);
    plane.acknowledged(revision, manifestHash, m_clock.wallNow());
    settle(key, answeredRevision(plane, revision, manifestHash), "");
    bringWaiters(key);
    publish();
    m_listener.planesChanged();
}

/// Equal content is equal: who serves what it should serves the newest revision, whichever number came with it.
std::uint64_t Fleet::answeredRevision(const FleetPlane& plane, std::uint64_t revision, const Digest& manifestHash) const
{
    return plane.isDesired(manifestHash) ? m_revision : revision;
}

void Fleet::refused(channel::PlaneSession& session, std::uint64_t revision, const Digest& manifestHash,
                    const std::string& reason)
{
    FleetPlane& plane = planeOf(session);
    if (!plane.isOn(session))
        return;
    const std::string key = planeKeyOf(plane.declaration);
    const std::string why = reason.empty() ? "no reason given" : reason;
    plane.refused(manifestHash, why, m_clock.wallNow());
    settle(key, answeredRevision(plane, revision, manifestHash), why);
    bringWaiters(key);
    publish();
    m_listener.planesChanged();
}

/// An answer stands for every revision up to its own: those before it were overtaken on their way.
void Fleet::settle(const std::string& key, std::uint64_t revision, const std::string& refusal)
{
    tellRecords([&](RolloutRecord& record) {
        if (record.revision() > revision)
            return;
        if (refusal.empty())
            record.acknowledged(key, m_clock.now());
        else
            record.refused(key, refusal, m_clock.now());
    });
}

void Fleet::gone(channel::PlaneSession& session, const std::string& reason)
{
    FleetPlane& plane = planeOf(session);
    if (!plane.isOn(session))
        return;
    const std::string key = planeKeyOf(plane.declaration);
    plane.disconnected(m_clock.wallNow(), reason);
    m_order.stopWaiting(key);
    tellRecords([&](RolloutRecord& record) { record.offline(key, offlineReason(plane)); });
    bringWaiters(key);
    publish();
    m_listener.planesChanged();
}

std::vector<model::PlaneDeclaration> Fleet::forgetAbsentSince(WallTime limit)
{
    std::vector<model::PlaneDeclaration> forgotten;
    for (auto each = m_planes.begin(); each != m_planes.end();) {
        if (each->second.isConnected() || each->second.since >= limit) {
            ++each;
            continue;
        }
        m_compiler.removePlane(each->first);
        forgotten.push_back(std::move(each->second.declaration));
        each = m_planes.erase(each);
    }
    if (forgotten.empty())
        return forgotten;
    bring(recompile());
    publish();
    m_listener.planesChanged();
    return forgotten;
}

void Fleet::nameTheSlow()
{
    bool isAny = false;
    for (auto& [key, plane] : m_planes) {
        if (!plane.turnsSlow(m_clock.now(), answerLimit))
            continue;
        isAny = true;
        tellRecords([&, &late = key](RolloutRecord& record) {
            record.late(late, fmt::format("has not answered for {} s", answerLimit.count()));
        });
        bringWaiters(key);
    }
    if (isAny)
        publish();
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
    const Keys concerned = recompile();
    std::map<std::string, std::string> names;
    for (const std::string& key : concerned)
        names.emplace(key, m_planes.at(key).declaration.name);
    RolloutRecord& record = m_records.emplace_back(revision.number, start, names);
    record.compiled(m_clock.now());
    bring(concerned);
    account(record, concerned);
    publish();
    while (m_records.size() > recordLimit || (m_records.size() > 1 && m_records.front().isSettled()))
        m_records.pop_front();
    if (!concerned.empty())
        m_listener.planesChanged();
}

/// Notes what no push has told: who is offline, and who need not be told anything.
void Fleet::account(RolloutRecord& record, const Keys& concerned)
{
    for (const std::string& key : concerned) {
        const FleetPlane& plane = m_planes.at(key);
        if (!plane.isConnected())
            record.offline(key, offlineReason(plane));
        else if (plane.isInSync() && !plane.isBusy())
            record.acknowledged(key, m_clock.now());
        else if (!m_order.waitsFor(key))
            record.pushed(key, m_clock.now());
    }
}

template <typename Tell>
void Fleet::tellRecords(Tell tell)
{
    for (RolloutRecord& record : m_records)
        tell(record);
}

void Fleet::publish()
{
    for (RolloutRecord& record : m_records)
        if (record.takeChanged())
            m_listener.rolloutChanged(record.rollout());
}

std::vector<PlaneStatus> Fleet::statuses() const
{
    std::vector<PlaneStatus> statuses;
    statuses.reserve(m_planes.size());
    for (const auto& [key, plane] : m_planes)
        statuses.push_back(plane.status());
    return statuses;
}

std::optional<Rollout> Fleet::newestRollout() const
{
    return m_records.empty() ? std::nullopt : std::optional(m_records.back().rollout());
}

} // namespace causeway::control
