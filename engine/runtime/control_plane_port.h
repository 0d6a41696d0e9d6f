#pragma once

#include "engine/api/cluster_port.h"
#include "engine/control/control_plane.h"
#include "engine/net/event_loop.h"
#include "engine/runtime/view/revision_log.h"
#include "engine/runtime/view/route_views.h"
#include "engine/runtime/view/topology_view.h"

#include <map>
#include <mutex>
#include <string>

namespace causeway::runtime {

/// The load of a lab, as its console sets and reads it.
///
/// Threads: any.
class LoadControl
{
public:
    virtual void setRate(double requestsPerSecond) = 0;
    virtual api::LoadView load() const = 0;

protected:
    ~LoadControl() = default;
};

/// A control plane in this process, as a console sees it.
///
/// Threads: made and destroyed on the control loop's thread or while it does not run; the port's functions from any.
class ControlPlanePort final : public api::ClusterPort, private control::ControlObserver
{
public:
    /// `load` is null where there is no lab. All references outlive the port.
    ControlPlanePort(net::EventLoop& loop, const Clock& clock, control::ControlPlane& controlPlane, std::string name,
                     LoadControl* load);
    ~ControlPlanePort() override;

    api::Capabilities capabilities() const override;
    void watch(ViewSink sink) override;
    void submit(api::ClusterCommand command, std::string author, Outcome outcome) override;
    void revisions(std::uint64_t before, std::size_t limit, Revisions outcome) override;
    void previewRevert(std::uint64_t revision, Preview outcome) override;
    void textOf(std::string route, api::TextForm form, Text outcome) override;

private:
    void revisionCommitted(const model::Revision& revision) override;
    void rolloutChanged(const control::Rollout& rollout) override;
    void planesChanged() override;
    void trafficReported(const telemetry::TrafficReport& report) override;

    void readRecentRevisions();
    void setSplit(const api::SetSplit& command, std::string author, Outcome outcome);
    void restartCounts(std::uint64_t revision);
    void publishSoon();
    void publish();
    api::ClusterView buildView();

    net::EventLoop& m_loop;
    const Clock& m_clock;
    control::ControlPlane& m_control;
    const std::string m_name;
    LoadControl* const m_load;

    TrafficWindows m_traffic;
    SecondsLog m_seconds;
    RevisionLog m_revisions;
    std::map<std::string, WallTime> m_splitSince;                  // By split rule.
    std::map<std::uint64_t, std::vector<std::string>> m_unsettled; // Splits of revisions not yet applied everywhere.
    net::CallbackTimer m_tick;
    bool m_isPublishPosted = false;

    std::mutex m_sinkMutex; // Held while the sink runs, so that watch() can promise that the old one is done.
    ViewSink m_sink;
    const std::shared_ptr<bool> m_isAlive = std::make_shared<bool>(true); // For tasks that outlive the port.
};

} // namespace causeway::runtime
