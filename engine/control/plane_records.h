#pragma once

#include "engine/control/control_plane.h"
#include "engine/telemetry/access_log.h"

#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace causeway::control {

/// Brings the access records that planes send into one log, each marked with the plane that its certificate names: in
/// JSON by its last members, `mesh` and `plane`, else by the last fields of the line. What is neither, or
/// names a plane itself, is left out.
///
/// Threads: the control loop's only; it has the first lane of the log.
class PlaneRecords final : public ControlObserver
{
public:
    /// Both outlive it. Without a log all is left out. What is left out is told in the log of events, once a plane.
    PlaneRecords(ControlPlane& controlPlane, telemetry::AccessLog* log);
    ~PlaneRecords();
    PlaneRecords(const PlaneRecords&) = delete;
    PlaneRecords& operator=(const PlaneRecords&) = delete;

private:
    void revisionCommitted(const model::Revision&) override {}
    void rolloutChanged(const Rollout&) override {}
    void planesChanged() override {}
    void trafficReported(const telemetry::TrafficReport&) override {}
    void requestsRecorded(const keys::PlaneName& plane, std::string_view lines) override;
    void write(std::string_view record, std::string_view mark);
    void tellOnce(const keys::PlaneName& plane, std::string_view what);

    ControlPlane& m_controlPlane;
    telemetry::AccessLog* m_log;
    std::set<std::pair<std::string, std::string>>
        m_told; // Mesh and name of planes of which it was said that something is left out.
};

} // namespace causeway::control
