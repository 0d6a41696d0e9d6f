#include "engine/control/live_control_plane.h"

#include "engine/base/log.h"
#include "engine/control/reversion_search.h"
#include "engine/control/undo.h"

#include <algorithm>
#include <set>
#include <utility>

namespace causeway::control {

namespace {

/// The addresses by which planes may call the control plane, for its certificate.
std::vector<std::string> certifiedHosts(const ControlPlaneOptions& options)
{
    const std::set<std::string> hosts = {options.channel.host(), options.telemetry.host(), "localhost"};
    return {hosts.begin(), hosts.end()};
}

TrustOptions trustOptions(const ControlPlaneOptions& options)
{
    return {options.dataFolder / "trust", options.planeLife, options.renewalGrace, certifiedHosts(options)};
}

} // namespace

Result<std::unique_ptr<ControlPlane>> ControlPlane::create(net::EventLoop& loop, const Clock& clock,
                                                           ControlPlaneOptions options)
{
    return LiveControlPlane::create(loop, clock, std::move(options), {});
}

Result<std::unique_ptr<ControlPlane>> LiveControlPlane::create(net::EventLoop& loop, const Clock& clock,
                                                               ControlPlaneOptions options, StoreOptions storeOptions)
{
    storeOptions.folder = options.dataFolder;
    ASSIGN_OR_RETURN(auto store, StateStore::open(std::move(storeOptions)));
    const StoredState stored = store->takeInitialState();
    ASSIGN_OR_RETURN(auto trust, TrustOffice::open(loop, clock, trustOptions(options)));
    ASSIGN_OR_RETURN(auto commits, CommitThread::create(std::move(store), loop));
    std::unique_ptr<LiveControlPlane> plane(
        new LiveControlPlane(loop, clock, stored, std::move(commits), std::move(trust), std::move(options)));
    RETURN_IF_ERROR(plane->listen());
    return std::unique_ptr<ControlPlane>(std::move(plane));
}

LiveControlPlane::LiveControlPlane(net::EventLoop& loop, const Clock& clock, const StoredState& stored,
                                   std::unique_ptr<CommitThread> commits, std::unique_ptr<TrustOffice> trust,
                                   ControlPlaneOptions options)
    : m_loop(loop)
    , m_clock(clock)
    , m_state(stored)
    , m_fleet(clock, *this)
    , m_trust(std::move(trust))
    , m_alive(std::make_shared<const bool>(true))
    , m_commits(std::move(commits))
    , m_arrivals(loop, clock, *m_commits, m_fleet)
    , m_planeRecords(options.accessLog)
    , m_eachSecond([this] { nameTheSlow(); })
    , m_options(std::move(options))
{
    m_fleet.setTrust(m_trust->rootsPem());
    for (const StoredResource& each : stored.resources)
        m_fleet.load(each.resource);
    m_arrivals.restore(stored.planes);
    m_fleet.start(stored.head);
    nameTheSlow();
}

void LiveControlPlane::nameTheSlow()
{
    m_fleet.nameTheSlow();
    m_loop.arm(m_eachSecond, std::chrono::seconds(1));
}

Result<> LiveControlPlane::listen()
{
    channel::PlaneGateOptions gate;
    gate.channel = m_options.channel;
    gate.telemetry = m_options.telemetry;
    gate.tls = m_trust->gateTls();
    gate.renewalGrace = m_options.renewalGrace;
    ASSIGN_OR_RETURN(auto opened, channel::PlaneGate::create(m_loop, gate, *this, *m_trust));

    MeshApiOptions api;
    api.address = m_options.meshApi;
    api.instanceName = m_options.instanceName;
    api.version = m_options.version;
    api.clusterId = m_trust->origin().hex().substr(0, 32);
    ASSIGN_OR_RETURN(m_meshApi, MeshApi::create(m_loop, *this, m_state, std::move(api)));
    m_gate = std::move(opened);
    m_options.channel = m_gate->channelAddress();
    m_options.telemetry = m_gate->telemetryAddress();
    m_options.meshApi = m_meshApi->address();
    m_trust->start(*this);
    return {};
}

Result<> LiveControlPlane::setReachable(bool isReachable)
{
    if (isReachable == this->isReachable())
        return {};
    if (isReachable)
        return listen();
    const std::set<channel::PlaneSession*> sessions = std::exchange(m_sessions, {});
    for (channel::PlaneSession* const session : sessions) { // A gate that closes says nothing of them.
        m_trust->gone(*session);
        if (m_arrivals.gone(*session))
            m_fleet.gone(*session, "the control plane is gone");
    }
    m_gate.reset();
    m_meshApi.reset();
    return {};
}

void LiveControlPlane::addObserver(ControlObserver& observer)
{
    m_observers.push_back(&observer);
}

void LiveControlPlane::removeObserver(ControlObserver& observer)
{
    std::erase(m_observers, &observer);
}

/// An observer may remove itself or another while it hears.
void LiveControlPlane::forEachObserver(const std::function<void(ControlObserver&)>& call)
{
    const std::vector<ControlObserver*> observers = m_observers;
    for (ControlObserver* observer : observers)
        if (std::find(m_observers.begin(), m_observers.end(), observer) != m_observers.end())
            call(*observer);
}

void LiveControlPlane::answerLater(Outcome outcome, Result<Committed> result)
{
    m_loop.post([outcome = std::move(outcome), result = std::move(result), alive = std::weak_ptr(m_alive)] {
        if (!alive.expired())
            outcome(result);
    });
}

void LiveControlPlane::submit(Command command, Outcome outcome)
{
    take(command, m_clock.now(), m_clock.wallNow(), std::move(outcome));
}

void LiveControlPlane::take(const Command& command, MonotonicTime arrived, WallTime arrivedWall, Outcome outcome)
{
    Result<PlannedChanges> planned = planCommand(command, m_state);
    if (!planned)
        return answerLater(std::move(outcome), failure(planned.error()));
    if (!planned->changes.empty())
        return launch(command, *std::move(planned), {arrived, arrivedWall, {}}, std::move(outcome));

    Committed same{m_state.newestHead(), false, std::move(planned->created)};
    if (m_state.storedHead() == m_state.newestHead())
        answerLater(std::move(outcome), std::move(same));
    else
        m_followers.emplace(m_state.newestHead(), std::pair(std::move(same), std::move(outcome)));
}

void LiveControlPlane::launch(const Command& command, PlannedChanges planned, RolloutStart start, Outcome outcome)
{
    model::Revision revision;
    revision.number = m_state.newestHead() + 1;
    revision.time = start.arrivedWall;
    revision.author = command.author;
    revision.reason = command.reason;
    revision.changes = std::move(planned.changes);
    revision.inverts = command.inverts;
    m_state.begin(revision);
    Flight flight{start, m_epoch, std::move(planned.created), std::move(outcome)};
    m_commits->append(std::move(revision), [this, flight = std::move(flight)](Result<model::Revision> stored) {
        landed(flight, std::move(stored));
    });
}

void LiveControlPlane::landed(const Flight& flight, Result<model::Revision> revision)
{
    if (!revision)
        return crashed(flight, revision.error());
    RolloutStart start = flight.start;
    start.committed = m_clock.now() - start.arrived;
    m_state.settle(*revision);
    forEachObserver([&](ControlObserver& observer) { observer.revisionCommitted(*revision); });
    m_fleet.rollOut(*revision, start);
    flight.outcome(Committed{revision->number, true, flight.created});
    answerFollowers(revision->number, nullptr);
}

/// Nothing that was begun on top of it can stand either. The store has refused, or will refuse, those by their numbers.
void LiveControlPlane::crashed(const Flight& flight, const Error& error)
{
    if (flight.epoch == m_epoch) {
        ++m_epoch;
        m_state.abandonAll();
        log::error("a revision was not stored: {}", error.message);
        answerFollowers(UINT64_MAX, &error);
    }
    flight.outcome(failure(error));
}

void LiveControlPlane::answerFollowers(std::uint64_t revision, const Error* error)
{
    while (!m_followers.empty() && m_followers.begin()->first <= revision) {
        auto [same, outcome] = std::move(m_followers.begin()->second);
        m_followers.erase(m_followers.begin());
        outcome(error ? Result<Committed>(failure(*error)) : Result<Committed>(std::move(same)));
    }
}

void LiveControlPlane::invert(std::uint64_t revision, const std::string& author, Overwrite overwrite, Outcome outcome)
{
    const MonotonicTime arrived = m_clock.now();
    const WallTime arrivedWall = m_clock.wallNow();
    Undo::find(m_state, *m_commits, revision, overwrite,
               [this, arrived, arrivedWall, author, outcome = std::move(outcome)](Result<Command> found) {
                   if (!found)
                       return outcome(failure(found.error()));
                   if (found->writes.empty())
                       return outcome(Committed{m_state.storedHead(), false, {}});
                   found->author = author;
                   take(*std::move(found), arrived, arrivedWall, outcome);
               });
}

void LiveControlPlane::findReversion(std::uint64_t revision, std::function<void(Result<Reversion>)> outcome)
{
    ReversionSearch::begin(m_state, *m_commits, revision, std::move(outcome));
}

void LiveControlPlane::revertTo(std::uint64_t revision, std::uint64_t expectedHead, const std::string& author,
                                Outcome outcome)
{
    const MonotonicTime arrived = m_clock.now();
    const WallTime arrivedWall = m_clock.wallNow();
    findReversion(revision, [this, arrived, arrivedWall, expectedHead, author,
                             outcome = std::move(outcome)](Result<Reversion> found) {
        if (!found)
            return outcome(failure(found.error()));
        if (expectedHead != 0 && found->head != expectedHead)
            return outcome(failure(ErrorCode::Conflict,
                                   "revision {} was made since you looked at what going back to {} would change",
                                   found->head, found->revision));
        if (found->changes.empty())
            return outcome(Committed{found->head, false, {}});
        Command command = commandOf(*found);
        command.author = author;
        take(command, arrived, arrivedWall, outcome);
    });
}

std::vector<ResourceEntry> LiveControlPlane::resources() const
{
    std::vector<ResourceEntry> entries;
    for (const auto& [key, entry] : m_state.stored())
        entries.push_back(entry.entry);
    return entries;
}

const ResourceEntry* LiveControlPlane::find(const model::ResourceKey& key) const
{
    const DesiredState::Entry* found = m_state.findStored(key);
    return found ? &found->entry : nullptr;
}

void LiveControlPlane::revisions(std::uint64_t before, std::size_t limit,
                                 std::function<void(Result<std::vector<model::Revision>>)> outcome)
{
    m_commits->read(before, limit, std::move(outcome));
}

void LiveControlPlane::answerMeshApi(web::Request request, const std::string& author, web::Responder responder)
{
    if (m_meshApi)
        return m_meshApi->answer(request, author, std::move(responder));
    web::Response unreachable;
    unreachable.status = 503;
    responder.send(std::move(unreachable));
}

Result<keys::PlaneIdentity> LiveControlPlane::certifyServer(const std::vector<std::string>& hosts) const
{
    return m_trust->certifyServer(hosts);
}

Result<ControlPlane::JoinInvitation> LiveControlPlane::inviteJoin()
{
    ASSIGN_OR_RETURN(std::string token, m_trust->createToken());
    return JoinInvitation{std::move(token), m_trust->rootFingerprint()};
}

std::vector<PlaneStatus> LiveControlPlane::planes() const
{
    std::vector<PlaneStatus> planes = m_fleet.statuses();
    for (PlaneStatus& plane : planes)
        m_trust->describe(plane);
    return planes;
}

Result<TrustStatus> LiveControlPlane::rotateRoot()
{
    RETURN_IF_ERROR(m_trust->rotateRoot());
    return m_trust->status();
}

void LiveControlPlane::rootsChanged()
{
    m_fleet.setTrust(m_trust->rootsPem());
    secureGate(); // It trusts the same roots.
}

void LiveControlPlane::identityChanged()
{
    secureGate();
    forEachObserver([](ControlObserver& observer) { observer.identityChanged(); });
}

void LiveControlPlane::secureGate()
{
    if (!m_gate)
        return; // Its doors are closed; they open with what is true then.
    if (const auto set = m_gate->setTls(m_trust->gateTls()); !set)
        log::error("the channel keeps its certificate: {}", set.error().message);
}

void LiveControlPlane::trustShown()
{
    forEachObserver([](ControlObserver& observer) { observer.trustChanged(); });
}

std::optional<std::chrono::seconds> LiveControlPlane::certificateLife(const std::string& mesh) const
{
    const ResourceEntry* const entry = find({model::ResourceKind::Mesh, {}, mesh});
    const auto* const found = entry ? std::get_if<model::Mesh>(&entry->resource) : nullptr;
    return found && model::hasMtls(*found) ? std::optional(found->mtls->certificateLife) : std::nullopt;
}

void LiveControlPlane::connected(channel::PlaneSession& session)
{
    m_sessions.insert(&session);
    m_trust->connected(session);
    m_arrivals.connected(session);
}

void LiveControlPlane::rolloutChanged(const Rollout& rollout)
{
    forEachObserver([&](ControlObserver& observer) { observer.rolloutChanged(rollout); });
}

void LiveControlPlane::planesChanged()
{
    m_trust->planesChanged();
    forEachObserver([](ControlObserver& observer) { observer.planesChanged(); });
}

void LiveControlPlane::acknowledged(channel::PlaneSession& session, std::uint64_t revision, const Digest& manifestHash)
{
    m_fleet.acknowledged(session, revision, manifestHash);
}

void LiveControlPlane::refused(channel::PlaneSession& session, std::uint64_t revision, const Digest& manifestHash,
                               const std::string& reason)
{
    m_fleet.refused(session, revision, manifestHash, reason);
}

void LiveControlPlane::gone(channel::PlaneSession& session, const std::string& reason)
{
    m_sessions.erase(&session);
    m_trust->gone(session);
    if (m_arrivals.gone(session))
        m_fleet.gone(session, reason);
}

/// A plane whose clock is ahead must not make what the others count look old: no report ends later than it came.
void LiveControlPlane::reported(const telemetry::TrafficReport& report)
{
    const WallTime now = m_clock.wallNow();
    if (report.until <= now)
        return forEachObserver([&](ControlObserver& observer) { observer.trafficReported(report); });
    telemetry::TrafficReport shifted = report;
    shifted.from = now - std::max<WallTime::duration>(report.until - report.from, {});
    shifted.until = now;
    forEachObserver([&](ControlObserver& observer) { observer.trafficReported(shifted); });
}

void LiveControlPlane::recorded(const keys::PlaneName& plane, std::string_view lines)
{
    m_planeRecords.keep(plane, lines);
}

} // namespace causeway::control
