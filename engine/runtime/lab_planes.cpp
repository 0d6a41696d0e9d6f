#include "engine/runtime/lab_planes.h"

#include "engine/runtime/planes_in_sync.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <system_error>

namespace causeway::runtime {

namespace {

constexpr std::size_t joinersAtATime = 8; // Waiting for answers; more would not make two cores faster.
constexpr std::chrono::seconds serveLimit{10};

} // namespace

Result<std::unique_ptr<LabPlanes>> LabPlanes::start(const Clock& clock, ControlPlaneHost& controlPlane,
                                                    std::filesystem::path folder, std::uint64_t splitSeed,
                                                    std::vector<model::PlaneDeclaration> planes)
{
    std::unique_ptr<LabPlanes> lab(new LabPlanes(clock, controlPlane, std::move(folder)));
    ASSIGN_OR_RETURN(lab->m_workers, proxy::WorkerPool::create(1));
    ASSIGN_OR_RETURN(lab->m_agents, net::LoopThread::create("cw-agents"));
    for (model::PlaneDeclaration& plane : planes)
        lab->m_places.push_back({std::move(plane), splitSeed++, nullptr});
    RETURN_IF_ERROR(lab->joinAll());
    RETURN_IF_ERROR(waitUntilInSync(controlPlane, lab->m_places.size(),
                                    serveLimit + std::chrono::milliseconds(50) * lab->m_places.size()));
    return lab;
}

LabPlanes::LabPlanes(const Clock& clock, ControlPlaneHost& controlPlane, std::filesystem::path folder)
    : m_clock(clock)
    , m_controlPlane(controlPlane)
    , m_folder(std::move(folder))
{
}

LabPlanes::~LabPlanes()
{
    m_places.clear(); // Before the loop and the workers that they live on.
}

/// Side by side: a join is mostly waiting for the disk of the control plane.
Result<> LabPlanes::joinAll()
{
    std::atomic<std::size_t> next = 0;
    const auto joinSome = [&]() -> Result<> {
        for (std::size_t place = next++; place < m_places.size(); place = next++)
            RETURN_IF_ERROR(join(m_places[place]));
        return {};
    };
    std::vector<std::future<Result<>>> joiners;
    for (std::size_t i = 0; i < std::min(joinersAtATime, m_places.size()); ++i)
        joiners.push_back(std::async(std::launch::async, joinSome));
    Result<> outcome;
    for (auto& joiner : joiners)
        if (auto joined = joiner.get(); !joined && outcome)
            outcome = std::move(joined);
    return outcome;
}

/// Lab planes join anew at each start: their certificates need not outlive a night.
Result<> LabPlanes::join(Place& place)
{
    ASSIGN_OR_RETURN(const auto invitation, m_controlPlane.inviteJoin());
    JoinedPlaneOptions options;
    options.dataFolder = folderOf(place);
    options.declaration = place.declaration;
    options.controlPlane = m_controlPlane.channelAddress();
    options.telemetry = m_controlPlane.telemetryAddress();
    options.invitation = Invitation{invitation.token, invitation.authority};
    options.plane.splitSeed = place.splitSeed;
    ASSIGN_OR_RETURN(place.plane, JoinedPlane::start(*m_agents, m_clock, *m_workers, std::move(options)));
    return {};
}

std::filesystem::path LabPlanes::folderOf(const Place& place) const
{
    return m_folder / place.declaration.name;
}

Result<LabPlanes::Place*> LabPlanes::find(const std::string& plane)
{
    for (Place& place : m_places)
        if (place.declaration.name == plane)
            return &place;
    return failure(ErrorCode::NotFound, "there is no data plane {}", plane);
}

Result<> LabPlanes::kill(const std::string& plane)
{
    ASSIGN_OR_RETURN(Place* const place, find(plane));
    place->plane.reset();
    std::error_code problem;
    std::filesystem::remove_all(folderOf(*place), problem);
    if (problem)
        return failure(ErrorCode::Internal, "cannot remove what {} kept: {}", plane, problem.message());
    return {};
}

Result<> LabPlanes::revive(const std::string& plane)
{
    ASSIGN_OR_RETURN(Place* const place, find(plane));
    if (place->plane)
        return {};
    RETURN_IF_ERROR(join(*place));
    return place->plane->waitUntilServing(serveLimit);
}

Result<> LabPlanes::expireCertificate(const std::string& plane)
{
    ASSIGN_OR_RETURN(Place* const place, find(plane));
    if (!place->plane)
        return failure(ErrorCode::NotFound, "{} is killed and has no certificate", plane);
    place->plane->expireCertificate();
    return {};
}

Result<> LabPlanes::renewCertificate(const std::string& plane)
{
    ASSIGN_OR_RETURN(Place* const place, find(plane));
    if (place->plane)
        place->plane->renewCertificate();
    return {};
}

void LabPlanes::drain(std::chrono::milliseconds limit)
{
    std::vector<std::future<void>> drains;
    for (Place& place : m_places)
        if (place.plane)
            drains.push_back(std::async(std::launch::async, [&place, limit] { place.plane->drain(limit); }));
}

} // namespace causeway::runtime
