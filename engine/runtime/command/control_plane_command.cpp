#include "engine/base/clock.h"
#include "engine/base/files.h"
#include "engine/base/log.h"
#include "engine/control/control_plane.h"
#include "engine/runtime/command/access_log_option.h"
#include "engine/runtime/command/address_option.h"
#include "engine/runtime/command/command.h"
#include "engine/runtime/console_api/console_host.h"
#include "engine/runtime/control_plane_host.h"
#include "engine/runtime/control_plane_port.h"
#include "engine/runtime/memory_keeper.h"
#include "engine/runtime/operator_socket.h"
#include "engine/runtime/planned_change.h"
#include "engine/runtime/signal_wait.h"
#include "engine/runtime/version.h"

#include <fmt/format.h>
#include <unistd.h>

namespace causeway::runtime {

namespace {

constexpr std::size_t resourceFileLimit = 16 << 20;
constexpr std::chrono::seconds shortestLife{2};

struct ControlPlaneArguments
{
    std::filesystem::path dataFolder;
    net::SocketAddress channel = net::SocketAddress::parse("127.0.0.1:8005").value();
    net::SocketAddress telemetry = net::SocketAddress::parse("127.0.0.1:8006").value();
    net::SocketAddress meshApi = net::SocketAddress::parse("127.0.0.1:5681").value();
    ConsoleEntrance consoles{net::SocketAddress::parse("127.0.0.1:5682").value(), {}, {}, {}, {}, {}};
    std::string name;
    std::vector<std::filesystem::path> apply;
    std::uint32_t invitations = 1;
    std::chrono::seconds certificateLife = control::ControlPlaneOptions().planeLife;
    AccessLogArguments accessLog;
};

/// A control plane as its consoles see it, for as long as this lives.
class ServedConsoles
{
public:
    static Result<std::unique_ptr<ServedConsoles>> open(ControlPlaneHost& host, const Clock& clock, std::string name,
                                                        const ConsoleEntrance& entrance)
    {
        std::unique_ptr<ServedConsoles> consoles(new ServedConsoles(host));
        host.loop().runAndWait([&] {
            consoles->m_port = std::make_unique<ControlPlanePort>(host.loop().loop(), clock, host.controlPlane(),
                                                                  std::move(name), nullptr);
        });
        ASSIGN_OR_RETURN(consoles->m_hosted, HostedConsoleApi::open(host, clock, *consoles->m_port, entrance));
        return consoles;
    }
    ~ServedConsoles()
    {
        m_hosted.reset();
        m_host.loop().runAndWait([this] { m_port.reset(); });
    }
    ServedConsoles(const ServedConsoles&) = delete;
    ServedConsoles& operator=(const ServedConsoles&) = delete;

    const ConsoleApi& api() const { return m_hosted->api(); }

private:
    explicit ServedConsoles(ControlPlaneHost& host)
        : m_host(host)
    {
    }

    ControlPlaneHost& m_host;
    std::unique_ptr<ControlPlanePort> m_port; // On the control loop.
    std::unique_ptr<HostedConsoleApi> m_hosted;
};

std::string hostName()
{
    char name[256] = {};
    return ::gethostname(name, sizeof name - 1) == 0 && name[0] ? name : "causeway";
}

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
    SignalWait signals{SIGUSR1};
    const SystemClock clock;
    ASSIGN_OR_RETURN(const auto memory, MemoryKeeper::create());
    ASSIGN_OR_RETURN(const auto accessLog, openAccessLog(arguments.accessLog, 1, clock));
    control::ControlPlaneOptions options;
    const auto folder = arguments.dataFolder.empty() ? defaultDataFolder("control-plane") : arguments.dataFolder;
    options.dataFolder = folder;
    options.channel = arguments.channel;
    options.telemetry = arguments.telemetry;
    options.meshApi = arguments.meshApi;
    options.version = version;
    options.planeLife = arguments.certificateLife;
    options.accessLog = accessLog.log.get();
    ASSIGN_OR_RETURN(const auto host, ControlPlaneHost::start(clock, std::move(options)));
    const auto operators = OperatorSocket::open(host->loop(), host->controlPlane(), folder);
    if (!operators) // Everything else works without it.
        log::warn("the commands trust and rotate-root do not reach this control plane: {}", operators.error().message);
    RETURN_IF_ERROR(host->ensureMesh("default"));
    for (const std::filesystem::path& file : arguments.apply) {
        ASSIGN_OR_RETURN(const std::string text, readFile(file, resourceFileLimit));
        ASSIGN_OR_RETURN(const auto committed,
                         host->applyDocuments(text, file.string(), "file " + file.filename().string()));
        fmt::print("applied {} as revision {}\n", file.string(), committed.revision);
    }
    ConsoleEntrance entrance = arguments.consoles;
    entrance.trustFolder = folder / "trust";
    ASSIGN_OR_RETURN(
        const auto consoles,
        ServedConsoles::open(*host, clock, arguments.name.empty() ? hostName() : arguments.name, entrance));
    fmt::print("mesh API http://{}\n", host->meshApiAddress().toString());
    fmt::print("consoles {}\n", urlOf(consoles->api()));
    if (entrance.certificate.empty())
        fmt::print("  causeway --connect {} --ca {} --token-file FILE\n", urlOf(consoles->api()),
                   authoritiesFile(entrance.trustFolder).string());
    for (std::uint32_t i = 0; i < arguments.invitations; ++i) {
        ASSIGN_OR_RETURN(const auto invitation, host->inviteJoin());
        printJoinCommand(invitation, host->channelAddress(), host->telemetryAddress());
    }
    std::fflush(stdout);
    for (int signal = signals.wait(); signal == SIGHUP || signal == SIGUSR1; signal = signals.wait())
        if (signal == SIGUSR1)
            reopen(accessLog.log.get());
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
    addAddressOption(*command, "--api-listen", arguments->consoles.listen,
                     "Where consoles and the mesh API over TLS listen, for those with tokens (127.0.0.1:5682)");
    command->add_option("--api-name", arguments->consoles.names,
                        "DNS name or address that its certificate is for, beside the one it listens on; repeatable");
    command->add_option("--tls-certificate", arguments->consoles.certificate,
                        "PEM chain to serve there instead of one of the own authority");
    command->add_option("--tls-key", arguments->consoles.key, "Its key: P-256, PEM, 0600");
    addCollectedLogOption(*command, arguments->accessLog);
    command->add_option("--name", arguments->name, "How consoles call the cluster; the host's name unless given");
    command->add_option("--apply", arguments->apply,
                        "YAML file of resources to write at the start, as a command like any other; repeatable");
    command->add_option("--invitations", arguments->invitations, "How many join commands to print")
        ->capture_default_str()
        ->check(CLI::Range(0, 1000));
    command
        ->add_option_function<std::string>(
            "--certificate-life",
            [arguments](const std::string& text) {
                const auto life = parseDuration(text);
                if (!life || *life < shortestLife)
                    throw CLI::ValidationError(life ? "a certificate lives for two seconds at least"
                                                    : life.error().message);
                arguments->certificateLife = std::chrono::duration_cast<std::chrono::seconds>(*life);
            },
            "How long certificates of planes are good at most, as in 12h or 30s; they are renewed at 4/5 of it (24h)")
        ->type_name("TIME");
    command->callback([arguments, &run] {
        run = [arguments] {
            const auto outcome = serve(*arguments);
            return outcome ? 0 : report(outcome.error());
        };
    });
}

} // namespace causeway::runtime
