#include "engine/base/files.h"
#include "engine/base/log.h"
#include "engine/net/event_loop.h"
#include "engine/proxy/worker_pool.h"
#include "engine/runtime/command/access_log_option.h"
#include "engine/runtime/command/address_option.h"
#include "engine/runtime/command/command.h"
#include "engine/runtime/command/limit_option.h"
#include "engine/runtime/command/status_option.h"
#include "engine/runtime/command/succession.h"
#include "engine/runtime/joined_plane.h"
#include "engine/runtime/memory_keeper.h"
#include "engine/runtime/signal_wait.h"

#include <fmt/format.h>

namespace causeway::runtime {

namespace {

constexpr std::chrono::seconds drainLimit{10};
constexpr std::chrono::seconds recordsLimit{2}; // For the last access records to arrive.
constexpr std::chrono::seconds successionLimit{60};

struct DataPlaneArguments
{
    std::string name;
    std::string mesh = "default";
    std::string zone = "default";
    std::string role = "gateway";
    std::string workload;
    std::vector<std::string> labels;
    std::vector<std::string> listeners;
    std::vector<std::string> outbounds;
    std::vector<std::string> inbounds;
    net::SocketAddress advertised;
    std::string address;
    net::SocketAddress controlPlane;
    net::SocketAddress telemetry;
    std::string token;
    std::filesystem::path tokenFile;
    std::string authority;
    std::filesystem::path dataFolder;
    std::size_t workers = 1;
    LimitArguments limits;
    std::filesystem::path handOver;
    AccessLogArguments accessLog;
    StatusArguments status;
};

Result<std::pair<std::string, std::string>> splitAtEquals(const std::string& text, std::string_view example)
{
    const std::size_t equals = text.find('=');
    if (equals == 0 || equals == std::string::npos)
        return failure(ErrorCode::InvalidArgument, "'{}' is not of the form {}", text, example);
    return std::pair(text.substr(0, equals), text.substr(equals + 1));
}

Result<std::vector<model::PlaneListener>> listenersOf(const DataPlaneArguments& arguments)
{
    std::vector<model::PlaneListener> listeners;
    for (const std::string& text : arguments.listeners) {
        ASSIGN_OR_RETURN(const auto address, net::SocketAddress::parse(text));
        listeners.push_back({address.host(), address.port(), {}});
    }
    for (const std::string& text : arguments.outbounds) {
        ASSIGN_OR_RETURN(const auto outbound, splitAtEquals(text, "SERVICE=ADDRESS:PORT"));
        ASSIGN_OR_RETURN(const auto address, net::SocketAddress::parse(outbound.second));
        listeners.push_back({address.host(), address.port(), outbound.first});
    }
    return listeners;
}

Result<model::PlaneInbound> inboundOf(const std::string& text)
{
    constexpr std::string_view example = "SERVICE=ADDRESS:PORT,APPLICATION:PORT";
    ASSIGN_OR_RETURN(const auto inbound, splitAtEquals(text, example));
    const std::size_t comma = inbound.second.find(',');
    if (comma == std::string::npos)
        return failure(ErrorCode::InvalidArgument, "'{}' is not of the form {}", text, example);
    ASSIGN_OR_RETURN(const auto listen, net::SocketAddress::parse(inbound.second.substr(0, comma)));
    ASSIGN_OR_RETURN(const auto application, net::SocketAddress::parse(inbound.second.substr(comma + 1)));
    return model::PlaneInbound{inbound.first, listen.host(), listen.port(), application.host(), application.port()};
}

/// Each role has what it takes requests by.
Result<> checkRole(const DataPlaneArguments& arguments, model::PlaneRole role)
{
    const bool hasListeners = !arguments.listeners.empty();
    const bool hasSidecarOptions = !arguments.outbounds.empty() || !arguments.inbounds.empty();
    if (role == model::PlaneRole::Gateway && (!hasListeners || hasSidecarOptions))
        return failure(ErrorCode::InvalidArgument,
                       "a gateway takes --listen ADDRESS:PORT and neither --outbound nor --inbound");
    if (role == model::PlaneRole::Sidecar && (!hasSidecarOptions || hasListeners))
        return failure(ErrorCode::InvalidArgument,
                       "a sidecar takes --outbound SERVICE=ADDRESS:PORT, --inbound, or both, and no --listen");
    if (role == model::PlaneRole::ZoneIngress && (arguments.listeners.size() != 1 || hasSidecarOptions))
        return failure(ErrorCode::InvalidArgument,
                       "a zone ingress takes one --listen ADDRESS:PORT and neither --outbound nor --inbound");
    return {};
}

Result<> addReach(const DataPlaneArguments& arguments, model::PlaneDeclaration& declaration)
{
    declaration.address = arguments.address;
    for (const std::string& text : arguments.inbounds) {
        ASSIGN_OR_RETURN(auto inbound, inboundOf(text));
        declaration.inbounds.push_back(std::move(inbound));
    }
    if (arguments.advertised.rawLength() > 0) {
        declaration.advertisedAddress = arguments.advertised.host();
        declaration.advertisedPort = arguments.advertised.port();
    }
    return {};
}

Result<model::PlaneDeclaration> declarationOf(const DataPlaneArguments& arguments)
{
    model::PlaneDeclaration declaration;
    declaration.name = arguments.name;
    declaration.mesh = arguments.mesh;
    declaration.zone = arguments.zone;
    declaration.workload = arguments.workload.empty() ? arguments.name : arguments.workload;
    const auto role = model::planeRoleFromText(arguments.role);
    if (!role)
        return failure(ErrorCode::InvalidArgument, "'{}' is no role: gateway, sidecar or zone-ingress", arguments.role);
    declaration.role = *role;
    RETURN_IF_ERROR(checkRole(arguments, *role));
    for (const std::string& text : arguments.labels) {
        ASSIGN_OR_RETURN(const auto label, splitAtEquals(text, "KEY=VALUE"));
        declaration.labels.insert(label);
    }
    ASSIGN_OR_RETURN(declaration.listeners, listenersOf(arguments));
    RETURN_IF_ERROR(addReach(arguments, declaration));
    if (const model::Violations violations = model::validate(declaration); !violations.empty())
        return failure(ErrorCode::InvalidArgument, "{}", model::describe(violations));
    return declaration;
}

Result<std::optional<Invitation>> invitationOf(const DataPlaneArguments& arguments)
{
    std::string token = arguments.token;
    if (!arguments.tokenFile.empty()) {
        ASSIGN_OR_RETURN(token, readFile(arguments.tokenFile, 4096));
        token.erase(token.find_last_not_of(" \r\n\t") + 1);
    }
    if (token.empty())
        return std::optional<Invitation>();
    const auto authority = Digest::fromHex(arguments.authority);
    if (!authority)
        return failure(ErrorCode::InvalidArgument,
                       "--authority takes the SHA-256 of the authority that the control plane printed (64 hex digits)");
    return std::optional(Invitation{std::move(token), *authority});
}

Result<> serve(const DataPlaneArguments& arguments)
{
    SignalWait signals{SIGUSR1, SIGUSR2};
    ASSIGN_OR_RETURN(Succession succession, Succession::begin(arguments.handOver));
    const SystemClock clock;
    ASSIGN_OR_RETURN(const auto memory, MemoryKeeper::create());
    ASSIGN_OR_RETURN(const auto accessLog, openAccessLog(arguments.accessLog, arguments.workers, clock));
    JoinedPlaneOptions options;
    ASSIGN_OR_RETURN(options.declaration, declarationOf(arguments));
    ASSIGN_OR_RETURN(options.invitation, invitationOf(arguments));
    options.dataFolder =
        arguments.dataFolder.empty() ? defaultDataFolder("planes") / arguments.name : arguments.dataFolder;
    options.controlPlane = arguments.controlPlane;
    options.telemetry =
        arguments.telemetry.rawLength() > 0 ? arguments.telemetry : arguments.controlPlane.withPort(8006);
    options.inherited = succession.takeSockets();
    options.plane = arguments.limits.plane;
    options.plane.accessLog = accessLog.log.get();
    options.records = accessLog.pipe.get();
    options.plane.splitSeed = std::hash<std::string>{}(arguments.mesh + "/" + arguments.name);

    ASSIGN_OR_RETURN(const auto loop, net::LoopThread::create("cw-agent"));
    ASSIGN_OR_RETURN(const auto workers,
                     proxy::WorkerPool::create(arguments.workers, poolLimits(arguments.limits, arguments.workers)));
    ASSIGN_OR_RETURN(const auto plane,
                     JoinedPlane::start(*loop, clock, *workers, std::move(options),
                                        [name = arguments.name](bool isConnected, const std::string& reason) {
                                            if (isConnected)
                                                log::info("{} is connected to its control plane", name);
                                            else
                                                log::warn("{} lost its control plane and keeps serving: {}", name,
                                                          reason);
                                        }));
    if (succession.hasPredecessor())
        RETURN_IF_ERROR(plane->waitUntilServing(successionLimit)); // Else it goes on, and this process ends.
    ASSIGN_OR_RETURN(auto status, openStatus(arguments.status, plane->plane(), accessLog.log.get(), succession,
                                             [&] { return plane->prepareSuccession(); }));
    fmt::print("data plane {} is up; its listeners open with the first configuration\n", arguments.name);
    std::fflush(stdout);
    for (int signal = signals.wait(); signal == SIGHUP || signal == SIGUSR1 || signal == SIGUSR2;
         signal = signals.wait()) {
        if (signal == SIGUSR1)
            reopen(accessLog.log.get());
        else if (signal == SIGUSR2)
            succession.startSuccessor();
    }
    const proxy::IdleClients idle = succession.close();
    if (succession.isSucceeded())
        status.reset(); // The successor waits for its port.
    const std::size_t cut = plane->drain(drainLimit, idle);
    if (cut > 0)
        log::warn("{} connections were still busy after {} s and were cut", cut, drainLimit.count());
    if (accessLog.pipe && !(accessLog.log->flush(recordsLimit) && plane->deliverRecords(recordsLimit)))
        log::warn("the last access records did not reach the control plane");
    return {};
}

} // namespace

void addDataPlaneCommand(CLI::App& app, Run& run)
{
    CLI::App* const command =
        app.add_subcommand("data-plane", "One data plane: joins a control plane once, then serves by what it gets, "
                                         "also while the control plane is gone.");
    const auto arguments = std::make_shared<DataPlaneArguments>();
    command->add_option("--name", arguments->name, "Name of the plane, unique in its mesh")->required();
    command->add_option("--mesh", arguments->mesh, "Its mesh")->capture_default_str();
    command->add_option("--zone", arguments->zone, "Its zone")->capture_default_str();
    command->add_option("--role", arguments->role, "gateway, sidecar or zone-ingress")->capture_default_str();
    command->add_option("--workload", arguments->workload,
                        "What it stands beside; a gateway and its sidecar share one");
    command->add_option("--label", arguments->labels, "KEY=VALUE that policies may select by; repeatable");
    command->add_option("--listen", arguments->listeners,
                        "ADDRESS:PORT that a gateway (repeatable) or a zone ingress listens on");
    command->add_option("--outbound", arguments->outbounds,
                        "SERVICE=ADDRESS:PORT that leads to a mesh service; for sidecars, repeatable");
    command->add_option(
        "--inbound", arguments->inbounds,
        "SERVICE=ADDRESS:PORT,APPLICATION:PORT: where a sidecar takes what the mesh sends to a service, "
        "and the application that it hands it to; repeatable");
    addAddressOption(*command, "--advertise", arguments->advertised,
                     "ADDRESS:PORT by which other zones dial a zone ingress; its listener unless given");
    command->add_option("--address", arguments->address,
                        "IP address of the host, from which the plane's connections go out");
    addAddressOption(*command, "--control-plane", arguments->controlPlane, "Channel of the control plane")->required();
    addAddressOption(*command, "--telemetry", arguments->telemetry,
                     "Where counters go; port 8006 of the control plane unless given");
    command->add_option("--token", arguments->token,
                        "Join token: single use, good for an hour; only for the first start");
    command->add_option("--token-file", arguments->tokenFile, "The token from a file, out of sight of other users");
    command->add_option("--authority", arguments->authority,
                        "SHA-256 of the control plane's authority, with the token");
    command->add_option("--data-dir", arguments->dataFolder, "Keeps identity and last good configuration");
    command->add_option("--workers", arguments->workers, "Worker threads")
        ->capture_default_str()
        ->check(CLI::Range(1, 256));
    addLimitOption(*command, arguments->limits);
    addHandOverOption(*command, arguments->handOver);
    addAccessLogOptions(*command, arguments->accessLog, AccessLogTargets::HereOrChannel);
    addStatusOptions(*command, arguments->status);
    command->callback([arguments, &run] {
        run = [arguments] {
            const auto outcome = serve(*arguments);
            return outcome ? 0 : report(outcome.error());
        };
    });
}

} // namespace causeway::runtime
