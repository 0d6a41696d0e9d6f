#pragma once

#include "engine/lab/sample_services.h"
#include "engine/lab/scenario.h"
#include "engine/runtime/control_plane_host.h"
#include "engine/runtime/fault_desk.h"
#include "engine/runtime/lab_links.h"
#include "engine/runtime/lab_planes.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace causeway::runtime {

/// What can be broken in a lab, and how.
///
/// Threads: faults() and offers() of the desk from any; everything else on the one thread that may wait.
class LabFaults final : private FaultActions
{
public:
    /// What it breaks; all of it outlives this. `links` is null where there is no hub.
    struct Parts
    {
        lab::SampleServices& services;
        LabPlanes& planes;
        ControlPlaneHost& controlPlane;
        LabLinks* links = nullptr;
    };
    LabFaults(const Clock& clock, const lab::Scenario& scenario, const std::vector<model::PlaneDeclaration>& planes,
              Parts parts);

    FaultDesk& desk() { return m_desk; }
    const FaultDesk& desk() const { return m_desk; }
    /// A link set by hand is as it was set, whatever a fault had made of it.
    /// The fault that began by it; 0: none.
    Result<std::uint64_t> setLink(const api::SetLink& command, const std::string& author);

private:
    Result<> apply(api::FaultKind kind, const std::string& target, double amount) override;
    Result<> lift(api::FaultKind kind, const std::string& target) override;
    Result<> set(api::FaultKind kind, const std::string& target, double amount, bool isBroken);
    Result<> changeInstances(const std::string& target, const lab::SampleServices::Change& change);
    Result<> setControlPlane(bool isReachable);

    const Parts m_parts;
    std::map<std::string, std::vector<std::string>> m_instancesOf; // By target.
    FaultDesk m_desk;
};

} // namespace causeway::runtime
