#include "engine/runtime/declared_plane.h"

#include "engine/base/log.h"

#include <future>

namespace causeway::runtime {

namespace {

std::string_view schemeOf(const DeclaredDoor& door)
{
    if (door.isForStreams)
        return door.isSecure ? "tls" : "tcp";
    return door.isSecure ? "https" : "http";
}

} // namespace

Result<std::unique_ptr<DeclaredPlane>> DeclaredPlane::start(proxy::WorkerPool& workers, std::filesystem::path file,
                                                            DeclaredDoors doors, proxy::DataPlaneOptions options,
                                                            std::vector<proxy::HandedSocket> inherited)
{
    options.name = "gateway";
    ASSIGN_OR_RETURN(auto own, OwnCertificate::create());
    std::unique_ptr<DeclaredPlane> declared(new DeclaredPlane(proxy::DataPlane::create(workers, std::move(options)),
                                                              std::move(file), std::move(doors), std::move(own)));
    declared->m_plane->inherit(std::move(inherited));
    RETURN_IF_ERROR(declared->reload());
    return declared;
}

DeclaredPlane::DeclaredPlane(std::unique_ptr<proxy::DataPlane> plane, std::filesystem::path file, DeclaredDoors doors,
                             OwnCertificate own)
    : m_plane(std::move(plane))
    , m_file(std::move(file))
    , m_doors(std::move(doors))
    , m_own(std::move(own))
{
}

Result<> DeclaredPlane::reload()
{
    ASSIGN_OR_RETURN(auto declared, readDeclared(m_file, m_doors, m_own, m_revision + 1));
    RETURN_IF_ERROR(m_plane->addKeys(declared.keys));
    std::promise<Result<>> applied;
    m_plane->apply(declared.snapshot, [&](Result<> outcome) { applied.set_value(std::move(outcome)); });
    RETURN_IF_ERROR(applied.get_future().get());
    if (m_revision++ == 0 && declared.usesOwnCertificate)
        log::warn("clients that ask for no server name of {} get a self-signed certificate; an sni '*' names another",
                  m_file.string());
    m_addresses.clear();
    for (std::size_t i = 0; i < m_doors.doors.size(); ++i) {
        ASSIGN_OR_RETURN(const auto address, m_plane->listenerAddress(declared.snapshot->listeners[i].name));
        m_addresses.push_back(fmt::format("{}://{}", schemeOf(m_doors.doors[i]), address.toString()));
    }
    return {};
}

void DeclaredPlane::drain(std::chrono::milliseconds limit, proxy::IdleClients idle)
{
    const auto done = std::make_shared<std::promise<void>>();
    std::future<void> drained = done->get_future();
    m_plane->drain(limit, idle, [done](std::size_t) { done->set_value(); });
    drained.wait_for(limit + std::chrono::seconds(1));
}

} // namespace causeway::runtime
