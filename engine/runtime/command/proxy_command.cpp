#include "engine/base/log.h"
#include "engine/proxy/worker_pool.h"
#include "engine/runtime/command/access_log_option.h"
#include "engine/runtime/command/command.h"
#include "engine/runtime/command/door_options.h"
#include "engine/runtime/command/limit_option.h"
#include "engine/runtime/command/status_option.h"
#include "engine/runtime/command/succession.h"
#include "engine/runtime/declared_plane.h"
#include "engine/runtime/memory_keeper.h"
#include "engine/runtime/signal_wait.h"

#include <fmt/format.h>

#include <cstdio>

namespace causeway::runtime {

namespace {

constexpr std::chrono::seconds drainLimit{10};

struct ProxyArguments
{
    std::filesystem::path config;
    DeclaredDoors doors;
    std::size_t workers = 1;
    LimitArguments limits;
    std::filesystem::path handOver;
    AccessLogArguments accessLog;
    StatusArguments status;
};

void reload(DeclaredPlane& plane, const ProxyArguments& arguments)
{
    if (const auto reloaded = plane.reload(); reloaded)
        fmt::print("reloaded {}\n", arguments.config.string());
    else
        log::error("keeps serving the configuration before: {}", reloaded.error().message);
    std::fflush(stdout);
}

Result<> serve(const ProxyArguments& arguments)
{
    SignalWait signals{SIGUSR1, SIGUSR2};
    RETURN_IF_ERROR(checkDoors(arguments.doors));
    ASSIGN_OR_RETURN(Succession succession, Succession::begin(arguments.handOver));
    const SystemClock clock;
    ASSIGN_OR_RETURN(const auto memory, MemoryKeeper::create());
    ASSIGN_OR_RETURN(const auto accessLog, openAccessLog(arguments.accessLog, arguments.workers, clock));
    proxy::DataPlaneOptions options = arguments.limits.plane;
    options.accessLog = accessLog.log.get();
    ASSIGN_OR_RETURN(const auto workers,
                     proxy::WorkerPool::create(arguments.workers, poolLimits(arguments.limits, arguments.workers)));
    ASSIGN_OR_RETURN(const auto plane, DeclaredPlane::start(*workers, arguments.config, withUsualDoor(arguments.doors),
                                                            std::move(options), succession.takeSockets()));
    ASSIGN_OR_RETURN(auto status, openStatus(arguments.status, plane->plane(), accessLog.log.get(), succession,
                                             [&] { return plane->listeningSockets(); }));
    fmt::print("serving {} on {}\n", arguments.config.string(), fmt::join(plane->addresses(), ", "));
    std::fflush(stdout);
    for (int signal = signals.wait(); signal == SIGHUP || signal == SIGUSR1 || signal == SIGUSR2;
         signal = signals.wait()) {
        if (signal == SIGUSR1)
            reopen(accessLog.log.get());
        else if (signal == SIGUSR2)
            succession.startSuccessor();
        else
            reload(*plane, arguments);
    }
    const proxy::IdleClients idle = succession.close();
    if (succession.isSucceeded())
        status.reset(); // The successor waits for its port.
    plane->drain(drainLimit, idle);
    return {};
}

} // namespace

void addProxyCommand(CLI::App& app, Run& run)
{
    CLI::App* const command =
        app.add_subcommand("proxy", "One gateway alone, without a control plane, from a declarative file in Kong's "
                                    "format. SIGHUP reads the file again, certificates too, without losing a "
                                    "request or a connection.");
    const auto arguments = std::make_shared<ProxyArguments>();
    command->add_option("--config", arguments->config, "YAML or JSON file of services, routes and certificates")
        ->required();
    addDoorOptions(*command, arguments->doors);
    command->add_option("--workers", arguments->workers, "Worker threads")
        ->capture_default_str()
        ->check(CLI::Range(1, 256));
    addLimitOption(*command, arguments->limits);
    addHandOverOption(*command, arguments->handOver);
    addAccessLogOptions(*command, arguments->accessLog, AccessLogTargets::Here);
    addStatusOptions(*command, arguments->status);
    command->callback([arguments, &run] {
        run = [arguments] {
            const auto outcome = serve(*arguments);
            return outcome ? 0 : report(outcome.error());
        };
    });
}

} // namespace causeway::runtime
