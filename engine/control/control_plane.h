#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/keys/plane_identity.h"
#include "engine/model/inventory.h"
#include "engine/model/revision.h"
#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"
#include "engine/telemetry/access_log.h"
#include "engine/telemetry/traffic_report.h"
#include "engine/web/server.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace causeway::control {

/// What one plane did with the newest rollout that concerns it.
struct PlaneProgress
{
    enum class State
    {
        Waiting,
        Pushed,
        Acknowledged,
        Refused,
        Offline
    };
    std::string plane;
    State state = State::Waiting;
    std::string reason; // Of a refusal; for whom it waits; since when it is offline, or has not answered.
    std::optional<Duration> afterPush; // Push to acknowledgement.
};

/// A revision on its way to the planes that it concerns, with its times from the arrival of the command.
struct Rollout
{
    std::uint64_t revision = 0;
    WallTime arrived;                     // The command reached the control plane.
    std::optional<Duration> committed;    // Since arrival: durable on disk.
    std::optional<Duration> compiled;     // Since arrival: what changed is compiled.
    std::optional<Duration> pushed;       // Since arrival: handed to the channel for the last plane.
    std::optional<Duration> acknowledged; // Since arrival: by the last concerned plane that is online.
    std::vector<PlaneProgress> planes;    // The concerned ones only; may be empty.
};

/// One connection of a plane, and what went over it.
struct PlaneSubscription
{
    std::uint64_t generation = 0; // Counts those of the plane since the control plane started.
    WallTime connected;
    std::optional<WallTime> disconnected;
    WallTime updated; // The last push or answer.
    std::uint64_t sent = 0;
    std::uint64_t acknowledged = 0;
    std::uint64_t rejected = 0;
};

struct PlaneStatus
{
    model::PlaneDeclaration declaration;
    WallTime declared; // Since when the control plane knows it so.
    std::string version;
    bool isConnected = false;
    WallTime stateSince;
    std::uint64_t servedRevision = 0;
    bool isInSync = false;                        // Serves what the newest revision compiles to for it.
    std::string refusal;                          // Why it refused what it should serve now; empty: it did not.
    std::vector<PlaneSubscription> subscriptions; // The newest ones since the control plane started, oldest first.

    std::string identity;                       // SPIFFE URI of its workload.
    std::optional<WallTime> certificateIssued;  // Of the certificate that it has now; absent until it has connected.
    std::optional<WallTime> certificateExpires; //
    std::uint64_t renewals = 0;                 // Since the control plane started.
};

/// Which roots are trusted, and what became of certificates.
struct TrustStatus
{
    enum class Role
    {
        Next,    // Being made known; signs once every connected plane trusts it.
        Signing, // Always one.
        Old      // Signs no more; leaves when nothing hangs on it.
    };
    struct Root
    {
        Digest fingerprint;
        Role role = Role::Signing;
        WallTime expires;
        std::optional<WallTime> leaves; // Old ones.
    };
    std::vector<Root> roots;              // The signing one first, then the next, then the old ones.
    std::optional<WallTime> nextRotation; // Of the plane's certificate that is due first.
    std::uint64_t rotations = 0;          // Certificates of planes renewed since the control plane started.
    std::vector<std::string> waitsFor;    // Connected planes that do not trust the next root yet.
    std::vector<std::string> behind;      // Planes that are offline and do not know all roots.
};

/// Someone who was turned away at the door. The same peer with the same reason is one entry.
struct RefusedStranger
{
    WallTime time;       // Of the newest.
    std::string peer;    // The identity it showed, verified or not, or the name it gave; empty: neither.
    std::string address; // Where it came from.
    std::string reason;
    std::uint64_t times = 0;
};

struct ResourceEntry
{
    model::Resource resource;
    std::uint64_t version = 0; // The revision that last wrote it.
    WallTime created;
    WallTime modified;
};

/// What someone wants changed. `expectedVersions` holds the versions that the author saw: a resource that moved on
/// since makes the command fail with Conflict. A key may be absent: then the last writer wins.
struct Command
{
    struct Write
    {
        model::ResourceKey key;
        std::optional<model::Resource> resource;      // Nothing: delete.
        std::optional<std::uint64_t> expectedVersion; // 0: must not exist yet.
    };
    std::vector<Write> writes;
    std::string author;
    std::string reason;
    std::optional<std::uint64_t> inverts;
};

struct Committed
{
    std::uint64_t revision = 0; // The present one when nothing would change.
    bool changed = true;
    std::vector<bool> created; // A write each: the resource was not there before.
};

/// What would make everything what it was after a revision.
struct Reversion
{
    std::uint64_t revision = 0;
    std::uint64_t head = 0; // The newest revision, which the changes start from.
    std::vector<model::ResourceChange> changes;
};

struct ControlPlaneOptions
{
    std::filesystem::path dataFolder;
    net::SocketAddress channel; // Port 0 allowed everywhere.
    net::SocketAddress telemetry;
    net::SocketAddress meshApi;
    std::string instanceName = "causeway";
    std::string version;
    std::chrono::seconds planeLife = std::chrono::hours(24); // Of a plane's certificate; it is renewed at 4/5 of it.
    /// So long after its end a certificate of a plane that is known is still good for one thing: to be renewed.
    std::chrono::seconds renewalGrace = std::chrono::hours(72);
    /// Where the access records go that planes send; outlives the control plane, which has the first lane. Null:
    /// nowhere.
    telemetry::AccessLog* accessLog = nullptr;
};

/// Hears what happens, on the control loop. Called after the state has changed.
class ControlObserver
{
public:
    virtual void revisionCommitted(const model::Revision& revision) = 0;
    virtual void rolloutChanged(const Rollout& rollout) = 0;
    virtual void planesChanged() = 0;
    virtual void trafficReported(const telemetry::TrafficReport& report) = 0;
    /// Roots, certificates, or someone was turned away.
    virtual void trustChanged() {}
    /// The control plane's own certificate was issued anew, because another root signs or before it ended: time to do
    /// the same with others of certifyServer().
    virtual void identityChanged() {}

protected:
    ~ControlObserver() = default;
};

/// Keeps what people want, and brings it to the data planes: store, compiler, rollout, channel, authority, mesh API.
///
/// Threads: the loop's only; the store's disk work runs on a thread of its own, so that the loop never waits for a
/// disk.
class ControlPlane
{
public:
    using Outcome = std::function<void(Result<Committed>)>;

    /// Opens or creates the data folder and listens. Errors name what is wrong: DataLoss with the revisions concerned
    /// for a damaged store, Unavailable for a taken port, AlreadyExists for a folder that another control plane uses.
    static Result<std::unique_ptr<ControlPlane>> create(net::EventLoop& loop, const Clock& clock,
                                                        ControlPlaneOptions options);
    virtual ~ControlPlane() = default;

    virtual void addObserver(ControlObserver& observer) = 0;
    virtual void removeObserver(ControlObserver& observer) = 0;

    /// Validates, appends one revision (durable before the outcome), compiles, pushes. Several writes are one revision.
    virtual void submit(Command command, Outcome outcome) = 0;
    /// The inverse of a revision as a new one. Conflict names who changed the same field since, and when; with
    /// `overwrite` it is taken back all the same.
    enum class Overwrite
    {
        No,
        Yes
    };
    virtual void invert(std::uint64_t revision, const std::string& author, Overwrite overwrite, Outcome outcome) = 0;

    /// What revertTo() would do now. NotFound when the revision, or one after it, is not kept.
    virtual void findReversion(std::uint64_t revision, std::function<void(Result<Reversion>)> outcome) = 0;
    /// Everything as it was after a revision, as a new one. With `expectedHead` above 0, Conflict when another revision
    /// than that is the newest.
    virtual void revertTo(std::uint64_t revision, std::uint64_t expectedHead, const std::string& author,
                          Outcome outcome) = 0;

    virtual std::uint64_t headRevision() const = 0;
    virtual std::vector<ResourceEntry> resources() const = 0;
    virtual const ResourceEntry* find(const model::ResourceKey& key) const = 0;
    /// Newest first, from `before` (exclusive; 0: the head) at most `limit`.
    virtual void revisions(std::uint64_t before, std::size_t limit,
                           std::function<void(Result<std::vector<model::Revision>>)> outcome) = 0;
    virtual std::vector<PlaneStatus> planes() const = 0;
    virtual std::optional<Rollout> newestRollout() const = 0;

    /// A single-use token of one hour, and the authority's SHA-256 that goes with it.
    struct JoinInvitation
    {
        std::string token;
        Digest authority;
    };
    virtual Result<JoinInvitation> inviteJoin() = 0;

    virtual TrustStatus trust() const = 0;
    /// Begins a change of root; the answer comes when the next root is on disk and on its way to the planes. It signs
    /// when every connected plane trusts it. AlreadyExists while a change is under way, ResourceExhausted while too
    /// many old roots have not left.
    virtual Result<TrustStatus> rotateRoot() = 0;
    /// Newest first, a bounded number.
    virtual std::vector<RefusedStranger> refusedStrangers() const = 0;

    /// A request to the mesh API of someone who was let in elsewhere; what it changes is `author`'s.
    virtual void answerMeshApi(web::Request request, const std::string& author, web::Responder responder) = 0;
    /// A key and a certificate of the authority for a server of this process that is reached by these DNS names and IP
    /// literals.
    virtual Result<keys::PlaneIdentity> certifyServer(const std::vector<std::string>& hosts) const = 0;

    /// Closes every door, or opens them again where they were: planes lose their sessions and nobody is answered, while
    /// all that is known stays known. What a lab does to show the loss of a control plane. Reachable at first.
    /// Unavailable when a port was taken meanwhile; then it stays closed.
    virtual Result<> setReachable(bool isReachable) = 0;
    virtual bool isReachable() const = 0;

    virtual net::SocketAddress channelAddress() const = 0;
    virtual net::SocketAddress telemetryAddress() const = 0;
    virtual net::SocketAddress meshApiAddress() const = 0;
};

} // namespace causeway::control
