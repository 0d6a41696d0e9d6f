#pragma once

#include "engine/api/cluster_port.h"
#include "engine/base/result.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace causeway::runtime {

struct LocalLabOptions
{
    std::filesystem::path dataFolder;                         // Created where missing; one lab at a time uses it.
    std::optional<std::filesystem::path> scenarioFile;        // Otherwise the scenario that ships with the program.
    std::optional<double> requestsPerSecond;                  // Otherwise the scenario's.
    std::optional<std::chrono::seconds> certificateLife = {}; // Of data planes; otherwise a day.
    std::uint64_t seed = 1;
    std::string apiListen = "127.0.0.1:0"; // Where other consoles connect; see ConsoleApi.
};

/// A whole cluster on this machine: control plane, gateway, sidecars and zone ingresses, the paths between zones,
/// sample services, clients. Real sockets, real certificates, real requests.
///
/// Errors:  of start(): Unavailable when a port is taken or the folder is used by another lab (AlreadyExists),
///          PermissionDenied for an unwritable folder, DataLoss for a damaged store, InvalidArgument for a scenario;
///          each names its subject and what to do.
/// Threads: start() waits for disks and sockets, so it has no place on a GUI thread; everything else as ClusterPort.
class LocalLab
{
public:
    /// Called on the starting thread with what is being done now: "Starting the control plane".
    using Progress = std::function<void(const std::string& step)>;

    static Result<std::unique_ptr<LocalLab>> start(const LocalLabOptions& options, const Progress& progress = {});
    /// Drains the planes and stops everything, within about a second.
    virtual ~LocalLab() = default;

    virtual api::ClusterPort& port() = 0;
    /// Where the gateway takes requests: "http://127.83.4.10:8000".
    virtual std::string gatewayUrl() const = 0;
    /// Where the mesh API listens: "http://127.0.0.1:5681".
    virtual std::string meshApiUrl() const = 0;
    /// Where other consoles connect: "https://127.0.0.1:5682". A file in the data folder tells those of this machine.
    virtual std::string consoleApiUrl() const = 0;
    /// A token for them that is good as long as the lab runs.
    virtual std::string consoleToken() const = 0;
};

} // namespace causeway::runtime
