#pragma once

#include "engine/base/clock.h"
#include "engine/base/digest.h"
#include "engine/base/result.h"
#include "engine/model/inventory.h"
#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"
#include "engine/proxy/data_plane.h"
#include "engine/proxy/plane_agent.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace causeway::runtime {

/// What a plane needs to join: handed out by the control plane, good once.
struct Invitation
{
    std::string token;
    Digest authority;
};

struct JoinedPlaneOptions
{
    std::filesystem::path dataFolder; // Of this plane alone.
    model::PlaneDeclaration declaration;
    net::SocketAddress controlPlane;
    net::SocketAddress telemetry;
    std::optional<Invitation> invitation;       // Not needed once the plane has joined.
    std::vector<proxy::HandedSocket> inherited; // From a predecessor.
    telemetry::RecordPipe* records = nullptr;   // Access records for the control plane; outlives the plane.
    proxy::DataPlaneOptions plane;              // Its limits, seed and access log; the rest comes from the declaration.
};

/// One data plane with its identity and its agent: joins where it has not yet, then serves.
///
/// Errors:  Unauthenticated when it has no identity and no invitation, or the invitation is not honoured.
/// Threads: start() waits, so not from a loop's thread. Destruction stops the plane at once; drain() before.
class JoinedPlane
{
public:
    using StateChanged = std::function<void(bool isConnected, const std::string& reason)>;

    /// The agent lives on `loop`, which with the pool outlives the plane.
    static Result<std::unique_ptr<JoinedPlane>> start(net::LoopThread& loop, const Clock& clock,
                                                      proxy::WorkerPool& workers, JoinedPlaneOptions options,
                                                      StateChanged stateChanged = {});
    ~JoinedPlane();
    JoinedPlane(const JoinedPlane&) = delete;
    JoinedPlane& operator=(const JoinedPlane&) = delete;

    proxy::DataPlane& plane() { return *m_plane; }
    /// Waits until a first snapshot is served.
    Result<> waitUntilServing(std::chrono::milliseconds limit);
    /// For a successor: its first snapshot is this plane's last, not one of a moment ago. Waits for the disk, then says
    /// what listens.
    std::vector<proxy::HandedSocket> prepareSuccession();
    /// A fault: the certificate runs out within a second or two, and stays so until renewCertificate().
    void expireCertificate();
    /// Now, and in time from then on.
    void renewCertificate();
    /// Waits for requests under way, at most so long. Says how many connections were cut.
    std::size_t drain(std::chrono::milliseconds limit, proxy::IdleClients idle = proxy::IdleClients::Close);
    /// Waits until the control plane has the access records that are in the pipe, at most so long, and not at all while
    /// there is no connection. False: it has not.
    bool deliverRecords(std::chrono::milliseconds limit);

private:
    struct FirstSnapshot; // Shared with the agent's callback.

    JoinedPlane(net::LoopThread& loop, std::string name, std::unique_ptr<proxy::DataPlane> plane);

    net::LoopThread& m_loop;
    const std::string m_name;
    std::shared_ptr<FirstSnapshot> m_first;
    std::unique_ptr<proxy::DataPlane> m_plane;
    std::unique_ptr<proxy::PlaneAgent> m_agent; // On the loop's thread.
};

} // namespace causeway::runtime
