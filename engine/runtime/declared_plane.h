#pragma once

#include "engine/base/result.h"
#include "engine/net/socket_address.h"
#include "engine/proxy/data_plane.h"
#include "engine/proxy/worker_pool.h"
#include "engine/runtime/declared_snapshot.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace causeway::runtime {

/// A gateway that serves by a file instead of by a control plane.
///
/// Errors:  of reload(): the file cannot be read, holds a mistake, or names a host that does not resolve; what is
///          served stays as it was.
/// Threads: one caller; it waits for the workers.
class DeclaredPlane
{
public:
    static Result<std::unique_ptr<DeclaredPlane>> start(proxy::WorkerPool& workers, std::filesystem::path file,
                                                        DeclaredDoors doors, proxy::DataPlaneOptions options,
                                                        std::vector<proxy::HandedSocket> inherited);

    Result<> reload();
    /// In the order of the doors: "https://127.0.0.1:8443", with the port that port 0 became.
    const std::vector<std::string>& addresses() const { return m_addresses; }
    proxy::DataPlane& plane() { return *m_plane; }
    /// For a successor; from any thread.
    std::vector<proxy::HandedSocket> listeningSockets() const { return m_plane->listeningSockets(); }
    void drain(std::chrono::milliseconds limit, proxy::IdleClients idle);

private:
    DeclaredPlane(std::unique_ptr<proxy::DataPlane> plane, std::filesystem::path file, DeclaredDoors doors,
                  OwnCertificate own);

    std::unique_ptr<proxy::DataPlane> m_plane;
    const std::filesystem::path m_file;
    const DeclaredDoors m_doors; // As asked for: port 0 stays 0, so that a reload finds its listener unchanged.
    const OwnCertificate m_own;
    std::vector<std::string> m_addresses;
    std::uint64_t m_revision = 0; // Counts reloads.
};

} // namespace causeway::runtime
