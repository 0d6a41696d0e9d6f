#include "engine/runtime/lab_engine.h"

#include "engine/base/files.h"
#include "engine/base/log.h"
#include "engine/runtime/lab_declarations.h"
#include "engine/runtime/resource_documents.h"
#include "engine/runtime/version.h"

#include <fmt/format.h>

#include <cstdlib>
#include <future>

namespace causeway::runtime {

namespace {

constexpr std::uint16_t channelPort = 8005;
constexpr std::uint16_t telemetryPort = 8006;
constexpr std::uint16_t meshApiPort = 5681;
constexpr std::string_view controlPlaneHost = "127.0.0.1";
constexpr std::chrono::milliseconds statisticsInterval{250};
constexpr std::chrono::milliseconds drainLimit{500};
constexpr std::uint64_t samplesForP99 = 100;
constexpr int startAttempts = 10;

Result<api::CommandDone> doneWith(const Result<std::uint64_t>& fault)
{
    if (!fault)
        return failure(fault.error());
    api::CommandDone done;
    done.fault = *fault;
    return done;
}

net::SocketAddress onControlPlaneHost(std::uint16_t port)
{
    return net::SocketAddress::create(controlPlaneHost, port).value();
}

Result<lab::Scenario> scenarioOf(const LocalLabOptions& options)
{
    if (options.scenarioFile)
        return lab::readScenario(*options.scenarioFile);
    return lab::parseScenario(lab::shippedScenario(), "the shipped scenario");
}

/// Labs on different folders look for different addresses first, so that several can run side by side.
std::uint64_t addressSeed(const LocalLabOptions& options)
{
    return std::hash<std::string>{}(std::filesystem::absolute(options.dataFolder).lexically_normal().string());
}

/// Who attaches to the lab of a user is that user; the name is the author of what is changed.
std::string userName()
{
    for (const char* variable : {"USER", "LOGNAME"})
        if (const char* const name = std::getenv(variable); name && *name)
            if (std::string_view(name).find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                         "0123456789._@+-") == std::string_view::npos)
                return name;
    return "console";
}

api::Traffic trafficOf(const lab::WindowStatistics& window)
{
    api::Traffic traffic;
    traffic.window = window.span;
    traffic.requests = window.total.counts.requests;
    traffic.failures = window.total.counts.failures();
    const double seconds = std::chrono::duration<double>(window.span).count();
    traffic.requestsPerSecond = seconds > 0 ? static_cast<double>(traffic.requests) / seconds : 0;
    traffic.p50 = window.total.latency.percentile(0.5);
    if (window.total.latency.count() >= samplesForP99)
        traffic.p99 = window.total.latency.percentile(0.99);
    return traffic;
}

} // namespace

Result<std::unique_ptr<LocalLab>> LocalLab::start(const LocalLabOptions& options, const Progress& progress)
{
    ASSIGN_OR_RETURN(auto engine, LabEngine::start(options, progress));
    return std::unique_ptr<LocalLab>(std::move(engine));
}

Result<std::unique_ptr<LabEngine>> LabEngine::start(const LocalLabOptions& options, const Progress& progress)
{
    for (int attempt = 1;; ++attempt) {
        auto engine = startOnce(options, progress);
        // Ports that were free when the addresses were chosen may be taken by the time they are used: choose again.
        if (engine || engine.error().code != ErrorCode::Unavailable || attempt == startAttempts)
            return engine;
        log::info("starting once more: {}", engine.error().message);
    }
}

Result<std::unique_ptr<LabEngine>> LabEngine::startOnce(LocalLabOptions options, const Progress& progress)
{
    const auto say = [&](const char* step) {
        if (progress)
            progress(step);
    };
    say("Reading the scenario");
    ASSIGN_OR_RETURN(lab::Scenario scenario, scenarioOf(options));
    RETURN_IF_ERROR(ensurePrivateFolder(options.dataFolder));
    const std::vector<net::SocketAddress> fixed = {onControlPlaneHost(channelPort), onControlPlaneHost(telemetryPort),
                                                   onControlPlaneHost(meshApiPort)};
    ASSIGN_OR_RETURN(lab::AddressPlan addresses, lab::AddressPlan::create(scenario, fixed, addressSeed(options)));
    for (const std::string& obstacle : addresses.obstacles())
        log::info("{}", obstacle);
    std::unique_ptr<LabEngine> engine(new LabEngine(std::move(options), std::move(scenario), std::move(addresses)));
    ASSIGN_OR_RETURN(engine->m_memory, MemoryKeeper::create());
    say("Starting the control plane");
    RETURN_IF_ERROR(engine->startControlPlane());
    RETURN_IF_ERROR(engine->applyScenario());
    say("Starting the services");
    RETURN_IF_ERROR(engine->startServices());
    say("Joining the data planes");
    RETURN_IF_ERROR(engine->startPlanes());
    say("Sending the first requests");
    RETURN_IF_ERROR(engine->startLoad());
    RETURN_IF_ERROR(engine->openToConsoles());
    return engine;
}

LabEngine::LabEngine(LocalLabOptions options, lab::Scenario scenario, lab::AddressPlan addresses)
    : m_options(std::move(options))
    , m_scenario(std::move(scenario))
    , m_addresses(std::move(addresses))
{
}

LabEngine::~LabEngine()
{
    stopLoad();
    m_attachFile.reset();
    m_consoles.reset();
    m_consolesPort.reset();
    m_ownPort.reset();
    m_hub.reset();
    if (m_controlPlane)
        m_controlPlane->loop().runAndWait([this] { m_port.reset(); });
    m_chores.reset();
    if (m_planes)
        m_planes->drain(drainLimit);
    m_load.reset();
    m_faults.reset();
    m_planes.reset();
    m_links.reset();
    m_services.reset();
}

Result<> LabEngine::startControlPlane()
{
    control::ControlPlaneOptions options;
    options.dataFolder = m_options.dataFolder / "control-plane";
    options.channel = onControlPlaneHost(m_addresses.port(channelPort));
    options.telemetry = onControlPlaneHost(m_addresses.port(telemetryPort));
    options.meshApi = onControlPlaneHost(m_addresses.port(meshApiPort));
    options.planeLife = m_options.certificateLife.value_or(options.planeLife);
    options.instanceName = "local-lab";
    options.version = version;
    ASSIGN_OR_RETURN(m_controlPlane, ControlPlaneHost::start(m_clock, std::move(options)));
    return {};
}

/// The scenario says how a lab begins and where its services are. What people changed in an earlier run stays: only
/// what is missing, and the services with their addresses of today, are written.
bool LabEngine::isKept(const model::ResourceKey& key, const model::Resource& wanted) const
{
    const control::ResourceEntry* const known = m_controlPlane->controlPlane().find(key);
    if (!known)
        return false;
    if (const auto* const mesh = std::get_if<model::Mesh>(&wanted)) // One that nobody ever gave mTLS gets it.
        return !mesh->mtls || std::get<model::Mesh>(known->resource).mtls;
    return key.kind == model::ResourceKind::MeshHttpRoute || key.kind == model::ResourceKind::MeshTrafficPermission;
}

Result<> LabEngine::applyScenario()
{
    control::Command command;
    command.author = "lab";
    command.reason = fmt::format("scenario {}", m_scenario.name);
    std::vector<model::Resource> resources;
    for (const lab::ResourceText& document : m_scenario.resources) {
        ASSIGN_OR_RETURN(const std::string text, m_addresses.resolved(document));
        ASSIGN_OR_RETURN(auto found, resourcesOfDocument(text, "scenario " + m_scenario.name, document.line));
        std::move(found.begin(), found.end(), std::back_inserter(resources));
    }
    m_controlPlane->loop().runAndWait([&] {
        for (model::Resource& resource : resources) {
            model::ResourceKey key = model::keyOf(resource);
            if (isKept(key, resource))
                continue;
            command.writes.push_back({std::move(key), std::move(resource), std::nullopt});
        }
    });
    if (command.writes.empty())
        return {};
    RETURN_IF_ERROR(m_controlPlane->submit(std::move(command)));
    return {};
}

Result<> LabEngine::startServices()
{
    ASSIGN_OR_RETURN(m_serviceLoop, net::LoopThread::create("cw-services"));
    ASSIGN_OR_RETURN(m_services,
                     lab::SampleServices::start(m_serviceLoop->loop(), m_scenario, m_addresses, m_options.seed));
    return {};
}

Result<> LabEngine::startPlanes()
{
    const std::vector<model::PlaneDeclaration> planes = planesOf(m_scenario, m_addresses);
    ASSIGN_OR_RETURN(m_links, LabLinks::start(m_scenario, m_addresses, m_options.seed));
    ASSIGN_OR_RETURN(
        m_planes, LabPlanes::start(m_clock, *m_controlPlane, m_options.dataFolder / "planes", m_options.seed, planes));
    m_faults = std::make_unique<LabFaults>(m_clock, m_scenario, planes,
                                           LabFaults::Parts{*m_services, *m_planes, *m_controlPlane, m_links.get()});
    ASSIGN_OR_RETURN(m_chores, net::LoopThread::create("cw-chores"));
    return {};
}

Result<> LabEngine::startLoad()
{
    ASSIGN_OR_RETURN(m_clientLoop, net::LoopThread::create("cw-clients"));
    lab::LoadOptions options;
    options.target = m_addresses.at(m_scenario.gateway.host, m_scenario.gateway.port);
    options.plan = m_scenario.load;
    if (m_options.requestsPerSecond)
        options.plan.rate = *m_options.requestsPerSecond;
    options.serviceOfInstance = lab::servicesByInstance(m_scenario);
    options.seed = m_options.seed;
    m_lastLoad.target = options.plan.rate;
    m_lastLoad.maximum = options.plan.maximumRate;
    ASSIGN_OR_RETURN(m_load, lab::LoadGenerator::start(m_clientLoop->loop(), std::move(options)));
    m_clientLoop->runAndWait([this] {
        m_statisticsTick = std::make_unique<net::CallbackTimer>([this] { rememberStatistics(); });
        rememberStatistics();
    });
    openPort();
    return {};
}

void LabEngine::openPort()
{
    LabControl& lab = *this;
    m_controlPlane->loop().runAndWait([&] {
        m_port = std::make_unique<ControlPlanePort>(m_controlPlane->loop().loop(), m_clock,
                                                    m_controlPlane->controlPlane(), "Local lab", &lab);
    });
}

/// Other consoles may look at a lab, and act on it: a second one of this machine finds the way by a file in the folder.
Result<> LabEngine::openToConsoles()
{
    m_hub = std::make_unique<PortHub>(*m_port);
    m_ownPort = m_hub->open();
    m_consolesPort = m_hub->open();
    ConsoleEntrance entrance;
    ASSIGN_OR_RETURN(entrance.listen, net::SocketAddress::parse(m_options.apiListen));
    entrance.trustFolder = m_options.dataFolder / "control-plane" / "trust";
    entrance.gateway = gatewayUrl();
    ASSIGN_OR_RETURN(m_consoles, HostedConsoleApi::open(*m_controlPlane, m_clock, *m_consolesPort, entrance));
    ASSIGN_OR_RETURN(m_consoleToken, m_consoles->api().createPassingToken(model::AccessRole::Operator, userName()));
    ASSIGN_OR_RETURN(auto file, AttachFile::write(m_options.dataFolder, urlOf(m_consoles->api()), m_consoleToken,
                                                  authoritiesFile(entrance.trustFolder)));
    m_attachFile.emplace(std::move(file));
    return {};
}

void LabEngine::rememberStatistics()
{
    const lab::LoadStatistics statistics = m_load->statistics();
    {
        const std::lock_guard lock(m_loadMutex);
        m_lastLoad.target = statistics.rate;
        m_lastLoad.traffic = trafficOf(statistics.last10s);
    }
    m_clientLoop->loop().arm(*m_statisticsTick, statisticsInterval);
}

void LabEngine::setRate(double requestsPerSecond)
{
    m_clientLoop->loop().post([this, requestsPerSecond] { m_load->setRate(requestsPerSecond); });
    const std::lock_guard lock(m_loadMutex);
    m_lastLoad.target = requestsPerSecond;
}

api::LoadView LabEngine::load() const
{
    const std::lock_guard lock(m_loadMutex);
    return m_lastLoad;
}

std::vector<api::LinkView> LabEngine::links() const
{
    return m_links ? m_links->views() : std::vector<api::LinkView>();
}

void LabEngine::setLink(const api::SetLink& command, std::string author, Outcome outcome)
{
    m_chores->loop().post([this, command, author = std::move(author), outcome = std::move(outcome)] {
        outcome(doneWith(m_faults->setLink(command, author)));
    });
}

void LabEngine::startFault(const api::StartFault& command, std::string author, Outcome outcome)
{
    m_chores->loop().post([this, command, author = std::move(author), outcome = std::move(outcome)] {
        outcome(doneWith(m_faults->desk().start(command, author)));
    });
}

void LabEngine::endFault(const api::EndFault& command, Outcome outcome)
{
    m_chores->loop().post([this, command, outcome = std::move(outcome)] {
        const auto done = m_faults->desk().end(command.fault);
        outcome(done ? Result<api::CommandDone>(api::CommandDone{}) : failure(done.error()));
    });
}

void LabEngine::stopLoad()
{
    if (!m_load)
        return;
    m_clientLoop->runAndWait([this] { m_statisticsTick.reset(); });
    m_load->stop(std::chrono::seconds(2));
}

std::string LabEngine::gatewayUrl() const
{
    return "http://" + m_addresses.at(m_scenario.gateway.host, m_scenario.gateway.port).toString();
}

std::string LabEngine::consoleApiUrl() const
{
    return urlOf(m_consoles->api());
}

std::string LabEngine::meshApiUrl() const
{
    return "http://" + m_controlPlane->meshApiAddress().toString();
}

} // namespace causeway::runtime
