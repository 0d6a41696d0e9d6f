#include "engine/base/clock.h"
#include "engine/base/files.h"
#include "engine/control/control_plane.h"
#include "engine/runtime/command/address_option.h"
#include "engine/runtime/command/command.h"
#include "engine/runtime/control_plane_host.h"
#include "engine/runtime/signal_wait.h"
#include "engine/runtime/version.h"

#include <fmt/format.h>

namespace causeway::runtime {

namespace {

constexpr std::size_t resourceFileLimit = 16 << 20;

struct ControlPlaneArguments
{
    std::filesystem::path dataFolder;
    net::SocketAddress channel = net::SocketAddress::parse("127.0.0.1:8005").value();
    net::SocketAddress telemetry = net::SocketAddress::parse("127.0.0.1:8006").value();
    net::SocketAddress meshApi = net::SocketAddress::parse("127.0.0.1:5681").value();
    std::vector<std::filesystem::path> apply;
    std::uint32_t invitations = 1;
};

void printJoinCommand(const control::ControlPlane::JoinInvitation& invitation, const net::SocketAddress& channel,
                      const net::SocketAddress& telemetry)
{
    fmt::print("join a data plane (once, within an hour):\n"
               "  causewayd data-plane --control-plane {} --telemetry {} --token {} --authority {} \\\n"
               "      --name NAME --role gateway --listen 127.0.0.1:8000\n",
               channel.toString(), telemetry.toString(), invitation.token, invitation.authority.hex());
}

Result<> serve(const ControlPlaneArguments& arguments)
{
    SignalWait signals;
    const SystemClock clock;
    control::ControlPlaneOptions options;
    options.dataFolder = arguments.dataFolder.empty() ? defaultDataFolder("control-plane") : arguments.dataFolder;
    options.channel = arguments.channel;
    options.telemetry = arguments.telemetry;
    options.meshApi = arguments.meshApi;
    options.version = version;
    ASSIGN_OR_RETURN(const auto host, ControlPlaneHost::start(clock, std::move(options)));
    RETURN_IF_ERROR(host->ensureMesh("default"));
    for (const std::filesystem::path& file : arguments.apply) {
        ASSIGN_OR_RETURN(const std::string text, readFile(file, resourceFileLimit));
        ASSIGN_OR_RETURN(const auto committed,
                         host->applyDocuments(text, file.string(), "file " + file.filename().string()));
        fmt::print("applied {} as revision {}\n", file.string(), committed.revision);
    }
    fmt::print("mesh API http://{}\n", host->meshApiAddress().toString());
    for (std::uint32_t i = 0; i < arguments.invitations; ++i) {
        ASSIGN_OR_RETURN(const auto invitation, host->inviteJoin());
        printJoinCommand(invitation, host->channelAddress(), host->telemetryAddress());
    }
    std::fflush(stdout);
    while (signals.wait() == SIGHUP) {
    }
    return {};
}

} // namespace

void addControlPlaneCommand(CLI::App& app, Run& run)
{
    CLI::App* const command = app.add_subcommand(
        "control-plane", "Keeps what people want and brings it to the data planes; prints the command that joins one.");
    const auto arguments = std::make_shared<ControlPlaneArguments>();
    command->add_option("--data-dir", arguments->dataFolder, "Keeps revisions and certificates");
    addAddressOption(*command, "--channel", arguments->channel, "Where data planes connect (127.0.0.1:8005)");
    addAddressOption(*command, "--telemetry", arguments->telemetry, "Where data planes send counters (127.0.0.1:8006)");
    addAddressOption(*command, "--mesh-api", arguments->meshApi, "Where the mesh API listens (127.0.0.1:5681)");
    command->add_option("--apply", arguments->apply,
                        "YAML file of resources to write at the start, as a command like any other; repeatable");
    command->add_option("--invitations", arguments->invitations, "How many join commands to print")
        ->capture_default_str()
        ->check(CLI::Range(0, 1000));
    command->callback([arguments, &run] {
        run = [arguments] {
            const auto outcome = serve(*arguments);
            return outcome ? 0 : report(outcome.error());
        };
    });
}

} // namespace causeway::runtime
