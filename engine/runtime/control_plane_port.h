#pragma once

#include "engine/api/cluster_port.h"
#include "engine/control/control_plane.h"
#include "engine/net/event_loop.h"
#include "engine/runtime/lab_control.h"
#include "engine/runtime/view/refusal_log.h"
#include "engine/runtime/view/revision_log.h"
#include "engine/runtime/view/route_views.h"
#include "engine/runtime/view/topology_view.h"

#include <map>
#include <mutex>
#include <string>

namespace causeway::runtime {

/// A control plane in this process, as a console sees it.
///
/// Threads: made and destroyed on the control loop's thread or while it does not run; the port's functions from any.
class ControlPlanePort final : public api::ClusterPort, private control::ControlObserver
{
public:
    /// `lab` is null where there is none. All references outlive the port.
    ControlPlanePort(net::EventLoop& loop, const Clock& clock, control::ControlPlane& controlPlane, std::string name,
                     LabControl* lab);
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
    void trustChanged() override { publishSoon(); }

    void readRecentRevisions();
    void noteAbsences(const telemetry::TrafficReport& report);
    void take(const api::ClusterCommand& command, std::string author, const Outcome& outcome);
    /// True when the command was one for the lab.
    bool takeForLab(const api::ClusterCommand& command, const std::string& author, const Outcome& outcome);
    std::vector<control::ResourceEntry> entryOfSplit(const std::string& split);
    void setSplit(const api::SetSplit& command, std::string author, const Outcome& outcome);
    void restartCounts(std::uint64_t revision);
    void publishSoon();
    void publish();
    Duration restAfterView() const;
    api::ClusterView buildView();
    void lookAgain();
    void addLab(api::ClusterView& view) const;
    bool isGone() const;

    net::EventLoop& m_loop;
    const Clock& m_clock;
    control::ControlPlane& m_control;
    const std::string m_name;
    LabControl* const m_lab;

    // What there is, looked at again only when something happened to it.
    bool m_isStale = true;
    Topology::Absences m_absences; // As last reported.
    std::vector<control::ResourceEntry> m_resources;
    std::vector<control::PlaneStatus> m_planes;
    std::vector<SplitRule> m_rules; // Borrows from the resources.
    Topology m_topology;
    std::vector<api::RouteView> m_routes;

    api::ClusterView m_lastKnown; // While the control plane answers nobody.
    TrafficWindows m_traffic;
    RefusalLog m_refusals;
    SecondsLog m_seconds;
    RevisionLog m_revisions;
    std::map<std::string, WallTime> m_splitSince;                  // By split rule.
    std::map<std::uint64_t, std::vector<std::string>> m_unsettled; // Splits of revisions not yet applied everywhere.
    net::CallbackTimer m_tick;
    net::CallbackTimer m_soon; // A view waits until the one before has been worth its cost.
    bool m_isPublishPosted = false;
    MonotonicTime m_published; // The newest view,
    Duration m_viewCost{0};    // and how long it took.

    std::mutex m_sinkMutex; // Held while the sink runs, so that watch() can promise that the old one is done.
    ViewSink m_sink;
    const std::shared_ptr<bool> m_isAlive = std::make_shared<bool>(true); // For tasks that outlive the port.
};

} // namespace causeway::runtime
