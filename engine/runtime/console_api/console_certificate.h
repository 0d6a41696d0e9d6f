#pragma once

#include "engine/control/control_plane.h"
#include "engine/keys/plane_identity.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace causeway::runtime {

/// A certificate of a control plane's authority for the console API: issued anew with that of the control plane itself,
/// which is when another root signs and before it ends.
///
/// Errors:  where a new one cannot be issued the log says so, and the one before stays.
/// Threads: the control loop's only.
class ConsoleCertificate final : private control::ControlObserver
{
public:
    using Issued = std::function<void(const keys::PlaneIdentity&)>;

    /// For a server by these DNS names and IP literals; `issued` hears of the first one too. The control plane outlives
    /// what is returned.
    static Result<std::unique_ptr<ConsoleCertificate>> keep(control::ControlPlane& controlPlane,
                                                            std::vector<std::string> names, Issued issued);
    ~ConsoleCertificate();
    ConsoleCertificate(const ConsoleCertificate&) = delete;
    ConsoleCertificate& operator=(const ConsoleCertificate&) = delete;

private:
    ConsoleCertificate(control::ControlPlane& controlPlane, std::vector<std::string> names, Issued issued);
    Result<> issue();

    void revisionCommitted(const model::Revision&) override {}
    void rolloutChanged(const control::Rollout&) override {}
    void planesChanged() override {}
    void trafficReported(const telemetry::TrafficReport&) override {}
    void identityChanged() override;

    control::ControlPlane& m_controlPlane;
    const std::vector<std::string> m_names;
    const Issued m_issued;
};

} // namespace causeway::runtime
