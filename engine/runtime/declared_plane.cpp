#include "engine/runtime/declared_plane.h"

#include "engine/control/compile/compiler.h"
#include "engine/formats/kong_file.h"
#include "engine/snapshot/codec.h"

#include <cstring>
#include <future>
#include <netdb.h>

namespace causeway::runtime {

namespace {

/// The address of a name, as the system's resolver knows it now. IP literals stay as they are.
Result<std::string> resolve(const std::string& host, const std::string& service)
{
    if (net::SocketAddress::create(host, 0))
        return host;
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int problem = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
    if (problem != 0)
        return failure(ErrorCode::Unavailable, "service {}: the host {} does not resolve: {}", service, host,
                       ::gai_strerror(problem));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
    for (const addrinfo* entry = found; entry; entry = entry->ai_next)
        if (entry->ai_family == AF_INET || entry->ai_family == AF_INET6) {
            sockaddr_storage storage{};
            std::memcpy(&storage, entry->ai_addr, entry->ai_addrlen);
            return net::SocketAddress::fromRaw(storage, entry->ai_addrlen).host();
        }
    return failure(ErrorCode::Unavailable, "service {}: the host {} has no address", service, host);
}

/// The file as a gateway that stands alone would be told by a control plane.
Result<std::shared_ptr<const snapshot::Snapshot>> snapshotOf(const std::filesystem::path& file,
                                                             const net::SocketAddress& listen, std::uint64_t revision)
{
    ASSIGN_OR_RETURN(formats::KongFile declared, formats::readKongFile(file));
    control::Compiler compiler;
    for (model::GatewayService& service : declared.services) {
        ASSIGN_OR_RETURN(service.host, resolve(service.host, service.name));
        compiler.setResource(service);
    }
    for (const model::GatewayRoute& route : declared.routes)
        compiler.setResource(route);
    model::PlaneDeclaration plane;
    plane.name = "gateway";
    plane.role = model::PlaneRole::Gateway;
    plane.listeners.push_back({listen.host(), listen.port(), {}});
    compiler.setPlane(plane);
    return snapshot::assemble(revision, compiler.compile(control::planeKeyOf(plane))->sections);
}

} // namespace

Result<std::unique_ptr<DeclaredPlane>> DeclaredPlane::start(proxy::WorkerPool& workers, std::filesystem::path file,
                                                            const net::SocketAddress& listen,
                                                            proxy::DataPlaneOptions options,
                                                            std::vector<proxy::HandedSocket> inherited)
{
    options.name = "gateway";
    std::unique_ptr<DeclaredPlane> declared(
        new DeclaredPlane(proxy::DataPlane::create(workers, std::move(options)), std::move(file), listen));
    declared->m_plane->inherit(std::move(inherited));
    RETURN_IF_ERROR(declared->reload());
    return declared;
}

DeclaredPlane::DeclaredPlane(std::unique_ptr<proxy::DataPlane> plane, std::filesystem::path file,
                             const net::SocketAddress& listen)
    : m_plane(std::move(plane))
    , m_file(std::move(file))
    , m_listen(listen)
{
}

Result<> DeclaredPlane::reload()
{
    ASSIGN_OR_RETURN(auto snapshot, snapshotOf(m_file, m_listen, m_revision + 1));
    const std::string listener = snapshot->listeners.front().name;
    std::promise<Result<>> applied;
    m_plane->apply(std::move(snapshot), [&](Result<> outcome) { applied.set_value(std::move(outcome)); });
    RETURN_IF_ERROR(applied.get_future().get());
    ++m_revision;
    ASSIGN_OR_RETURN(m_address, m_plane->listenerAddress(listener));
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
