#pragma once

#include "engine/base/result.h"
#include "engine/lab/report.h"
#include "engine/runtime/change_ledger.h"
#include "engine/runtime/lab_chaos.h"
#include "engine/runtime/lab_engine.h"
#include "engine/runtime/planned_change.h"
#include "engine/runtime/planned_fault.h"
#include "engine/runtime/resource_watch.h"
#include "engine/runtime/signal_wait.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace causeway::runtime {

struct LabRunOptions
{
    std::optional<Duration> duration; // Otherwise until a signal.
    std::vector<PlannedChange> changes;
    std::vector<PlannedFault> faults;
    std::vector<PlannedLink> links;
    std::optional<std::uint64_t> chaos; // Seed of random faults and changes for the whole run.
    bool showsTable = true;
};

/// One run of a lab from the command line: shows what happens, makes the planned changes, and tells in the end.
///
/// Errors:  of run(): a planned change that the cluster refuses ends the run.
/// Threads: all of it on the thread that calls run(), whose own loop hears of the engine's events.
class LabRun final : private control::ControlObserver, private net::ReadinessHandler
{
public:
    static Result<std::unique_ptr<LabRun>> create(LabEngine& engine, const SignalWait& signals, LabRunOptions options);
    ~LabRun();

    Result<lab::Report> run();

private:
    LabRun(LabEngine& engine, LabRunOptions options, std::unique_ptr<net::EventLoop> loop, net::FileDescriptor signals);

    // On the control loop; each hands its copy over to the run's loop.
    void revisionCommitted(const model::Revision& revision) override;
    void rolloutChanged(const control::Rollout& rollout) override;
    void planesChanged() override {}
    void trafficReported(const telemetry::TrafficReport& report) override;

    void ready(net::Readiness what) override; // A signal.
    Result<> checkPlans();
    void setLinks();
    void planFaults();
    void armNextChange();
    void armNextStep();
    using Done = std::function<void(const api::CommandDone&)>;
    void send(const api::ClusterCommand& command, const std::string& what, const Done& done);
    void startFault(const PlannedFault& fault);
    void beginChaos();
    void mendAll();
    void watch();
    void makeChange(const PlannedChange& change);
    void changeMade(const PlannedChange& change, const Result<api::CommandDone>& outcome);
    void takeRollout(const control::Rollout& rollout);
    void tick();
    void end(Result<> outcome);
    SplitCounts countNow() const;
    std::shared_ptr<const api::ClusterView> newestView() const;
    lab::TableView tableNow() const;
    lab::Report reportNow();
    lab::GrowthReport growthNow();

    LabEngine& m_engine;
    const LabRunOptions m_options;
    std::unique_ptr<net::EventLoop> m_loop;
    net::FileDescriptor m_signals;
    std::vector<PlannedChange> m_pending; // By time, the next one last.
    /// What is done at a moment of the run; the next one last.
    struct Step
    {
        Duration at{0};
        std::function<void()> action;
    };
    std::vector<Step> m_steps;
    std::unique_ptr<LabChaos> m_chaos;
    ResourceWatch m_resources;
    std::map<std::string, std::string> m_ruleByApi;
    ChangeLedger m_ledger;
    std::uint64_t m_retries = 0; // By the data planes, as they reported.
    net::CallbackTimer m_tick;
    net::CallbackTimer m_nextChange;
    net::CallbackTimer m_nextStep;
    net::CallbackTimer m_end;
    MonotonicTime m_began;
    WallTime m_beganAt;
    Duration m_elapsed{0};
    Result<> m_outcome;
    mutable std::mutex m_viewMutex;
    std::shared_ptr<const api::ClusterView> m_view;
};

} // namespace causeway::runtime
