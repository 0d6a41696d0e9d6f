#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/control/control_plane.h"
#include "engine/net/event_loop.h"

#include <memory>
#include <string>
#include <string_view>

namespace causeway::runtime {

/// A control plane on a thread of its own, for callers that can wait: the commands of causewayd, the start of a lab.
///
/// Threads: not from the control loop's own thread.
class ControlPlaneHost
{
public:
    static Result<std::unique_ptr<ControlPlaneHost>> start(const Clock& clock, control::ControlPlaneOptions options);
    ~ControlPlaneHost();
    ControlPlaneHost(const ControlPlaneHost&) = delete;
    ControlPlaneHost& operator=(const ControlPlaneHost&) = delete;

    net::LoopThread& loop() { return *m_loop; }
    /// For calls on the loop's thread.
    control::ControlPlane& controlPlane() { return *m_controlPlane; }

    Result<control::Committed> submit(control::Command command);
    Result<control::ControlPlane::JoinInvitation> inviteJoin();
    /// Creates the mesh where it is missing.
    Result<> ensureMesh(const std::string& name);
    /// The resources of a YAML stream as one revision. `origin` names the text in errors.
    Result<control::Committed> applyDocuments(std::string_view text, std::string_view origin, std::string author);

    net::SocketAddress channelAddress() const { return m_channel; }
    net::SocketAddress telemetryAddress() const { return m_telemetry; }
    net::SocketAddress meshApiAddress() const { return m_meshApi; }

private:
    explicit ControlPlaneHost(std::unique_ptr<net::LoopThread> loop);

    std::unique_ptr<net::LoopThread> m_loop;
    std::unique_ptr<control::ControlPlane> m_controlPlane; // On the loop's thread.
    net::SocketAddress m_channel;
    net::SocketAddress m_telemetry;
    net::SocketAddress m_meshApi;
};

} // namespace causeway::runtime
