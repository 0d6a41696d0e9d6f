#pragma once

#include "engine/channel/plane_gate.h"
#include "engine/control/arrivals.h"
#include "engine/control/command_check.h"
#include "engine/control/commit_thread.h"
#include "engine/control/control_plane.h"
#include "engine/control/desired_state.h"
#include "engine/control/fleet.h"
#include "engine/control/mesh_api/mesh_api.h"
#include "engine/control/plane_records.h"
#include "engine/control/trust_office.h"

#include <map>
#include <memory>
#include <set>
#include <vector>

namespace causeway::control {

/// The control plane with everything behind it. See ControlPlane.
class LiveControlPlane final : public ControlPlane,
                               private Fleet::Listener,
                               private TrustOffice::Listener,
                               private channel::PlaneObserver
{
public:
    /// The store's folder is the options' data folder.
    static Result<std::unique_ptr<ControlPlane>> create(net::EventLoop& loop, const Clock& clock,
                                                        ControlPlaneOptions options, StoreOptions storeOptions);

    void addObserver(ControlObserver& observer) override;
    void removeObserver(ControlObserver& observer) override;
    void submit(Command command, Outcome outcome) override;
    void invert(std::uint64_t revision, const std::string& author, Overwrite overwrite, Outcome outcome) override;
    void findReversion(std::uint64_t revision, std::function<void(Result<Reversion>)> outcome) override;
    void revertTo(std::uint64_t revision, std::uint64_t expectedHead, const std::string& author,
                  Outcome outcome) override;
    std::uint64_t headRevision() const override { return m_state.storedHead(); }
    std::vector<ResourceEntry> resources() const override;
    const ResourceEntry* find(const model::ResourceKey& key) const override;
    void revisions(std::uint64_t before, std::size_t limit,
                   std::function<void(Result<std::vector<model::Revision>>)> outcome) override;
    std::vector<PlaneStatus> planes() const override;
    std::optional<Rollout> newestRollout() const override { return m_fleet.newestRollout(); }
    Result<JoinInvitation> inviteJoin() override;
    void answerMeshApi(web::Request request, const std::string& author, web::Responder responder) override;
    Result<keys::PlaneIdentity> certifyServer(const std::vector<std::string>& hosts) const override;
    Result<> setReachable(bool isReachable) override;
    bool isReachable() const override { return m_gate != nullptr; }
    net::SocketAddress channelAddress() const override { return m_options.channel; }
    net::SocketAddress telemetryAddress() const override { return m_options.telemetry; }
    net::SocketAddress meshApiAddress() const override { return m_options.meshApi; }
    TrustStatus trust() const override { return m_trust->status(); }
    Result<TrustStatus> rotateRoot() override;
    std::vector<RefusedStranger> refusedStrangers() const override { return m_trust->strangers(); }

private:
    /// A command on its way to the disk.
    struct Flight
    {
        RolloutStart start;
        std::uint64_t epoch = 0;
        std::vector<bool> created;
        Outcome outcome;
    };

    LiveControlPlane(net::EventLoop& loop, const Clock& clock, const StoredState& stored,
                     std::unique_ptr<CommitThread> commits, std::unique_ptr<TrustOffice> trust,
                     ControlPlaneOptions options);
    Result<> listen();

    void take(const Command& command, MonotonicTime arrived, WallTime arrivedWall, Outcome outcome);
    void launch(const Command& command, PlannedChanges planned, RolloutStart start, Outcome outcome);
    void landed(const Flight& flight, Result<model::Revision> revision);
    void crashed(const Flight& flight, const Error& error);
    void answerLater(Outcome outcome, Result<Committed> result);
    void answerFollowers(std::uint64_t revision, const Error* error);
    void forEachObserver(const std::function<void(ControlObserver&)>& call);

    void nameTheSlow();
    void rolloutChanged(const Rollout& rollout) override;
    void planesChanged() override;
    void rootsChanged() override;
    void identityChanged() override;
    void secureGate();
    void trustShown() override;
    std::vector<PlaneStatus> planeStatuses() const override { return m_fleet.statuses(); }
    std::optional<std::chrono::seconds> certificateLife(const std::string& mesh) const override;
    void connected(channel::PlaneSession& session) override;
    void acknowledged(channel::PlaneSession& session, std::uint64_t revision, const Digest& manifestHash) override;
    void refused(channel::PlaneSession& session, std::uint64_t revision, const Digest& manifestHash,
                 const std::string& reason) override;
    void gone(channel::PlaneSession& session, const std::string& reason) override;
    void reported(const telemetry::TrafficReport& report) override;
    void recorded(const keys::PlaneName& plane, std::string_view lines) override;
    void trustChanged(channel::PlaneSession& session) override { m_trust->trustChanged(session); }
    void turnedAway(const channel::Stranger& stranger) override { m_trust->turnedAway(stranger); }

    net::EventLoop& m_loop;
    const Clock& m_clock;
    std::vector<ControlObserver*> m_observers;
    DesiredState m_state;
    std::uint64_t m_epoch = 0; // Counts failures of the store: what was begun before one fails with it.
    /// Commands that change nothing but what is on its way: they are answered when that is safe.
    std::multimap<std::uint64_t, std::pair<Committed, Outcome>> m_followers;
    Fleet m_fleet;
    std::unique_ptr<TrustOffice> m_trust;
    std::shared_ptr<const bool> m_alive;
    std::unique_ptr<CommitThread> m_commits;
    Arrivals m_arrivals;
    PlaneRecords m_planeRecords;
    net::CallbackTimer m_eachSecond;
    ControlPlaneOptions m_options;               // With the ports that port 0 became.
    std::set<channel::PlaneSession*> m_sessions; // Those that connected and are not gone.
    std::unique_ptr<channel::PlaneGate> m_gate;  // These two are null while it is not reachable.
    std::unique_ptr<MeshApi> m_meshApi;
};

} // namespace causeway::control
