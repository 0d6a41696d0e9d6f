#pragma once

#include "engine/base/result.h"
#include "engine/model/inventory.h"
#include "engine/proxy/worker_pool.h"
#include "engine/runtime/control_plane_host.h"
#include "engine/runtime/joined_plane.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace causeway::runtime {

/// The data planes of a lab: real ones, with keys, channels and a folder each, that share the workers of one pool as
/// they share the machine.
///
/// Errors:  what JoinedPlane says; Timeout for planes that do not serve what they should in time.
/// Threads: one caller at a time, which waits; not a loop's thread.
class LabPlanes
{
public:
    static Result<std::unique_ptr<LabPlanes>> start(const Clock& clock, ControlPlaneHost& controlPlane,
                                                    std::filesystem::path folder, std::uint64_t splitSeed,
                                                    std::vector<model::PlaneDeclaration> planes);
    ~LabPlanes();
    LabPlanes(const LabPlanes&) = delete;
    LabPlanes& operator=(const LabPlanes&) = delete;

    /// As when its host loses power: connections are reset, and its identity and what it kept are gone.
    Result<> kill(const std::string& plane);
    /// Joins anew and serves.
    Result<> revive(const std::string& plane);
    /// Lets its certificate run out, within a second or two; renews it.
    Result<> expireCertificate(const std::string& plane);
    Result<> renewCertificate(const std::string& plane);
    /// Lets requests under way end, in all planes at once.
    void drain(std::chrono::milliseconds limit);

private:
    struct Place
    {
        model::PlaneDeclaration declaration;
        std::uint64_t splitSeed = 0;
        std::unique_ptr<JoinedPlane> plane; // Null while it is killed.
    };

    LabPlanes(const Clock& clock, ControlPlaneHost& controlPlane, std::filesystem::path folder);
    Result<> joinAll();
    Result<> join(Place& place);
    std::filesystem::path folderOf(const Place& place) const;
    Result<Place*> find(const std::string& plane);

    const Clock& m_clock;
    ControlPlaneHost& m_controlPlane;
    const std::filesystem::path m_folder;
    std::unique_ptr<proxy::WorkerPool> m_workers;
    std::unique_ptr<net::LoopThread> m_agents;
    std::vector<Place> m_places;
};

} // namespace causeway::runtime
