#include "engine/base/files.h"
#include "engine/lab/report.h"
#include "engine/runtime/command/command.h"
#include "engine/runtime/lab_engine.h"
#include "engine/runtime/lab_run.h"
#include "engine/runtime/planned_change.h"
#include "engine/runtime/signal_wait.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace causeway::runtime {

namespace {

struct LabArguments
{
    LocalLabOptions lab;
    LabRunOptions run;
    std::filesystem::path report;
    std::filesystem::path tokenFile;
    bool isQuiet = false;
};

/// What failed, where and why, the most frequent first.
void printComplaints(std::vector<lab::Complaint> complaints)
{
    constexpr std::size_t mostShown = 10;
    std::stable_sort(complaints.begin(), complaints.end(),
                     [](const auto& a, const auto& b) { return a.times > b.times; });
    for (std::size_t i = 0; i < std::min(complaints.size(), mostShown); ++i)
        fmt::print("  {} × {} at {}: {}\n", complaints[i].times, complaints[i].api,
                   complaints[i].service.empty() ? "the gateway" : complaints[i].service, complaints[i].why);
    if (complaints.size() > mostShown)
        fmt::print("  … and {} more reasons in the report\n", complaints.size() - mostShown);
}

void printOutcome(const lab::Report& report, bool isChaos)
{
    fmt::print("{} requests, {} failed, {} changes, {} faults\n", report.load.total.counts.requests,
               report.load.total.counts.failures(), report.changes.size(), report.faults.size());
    printComplaints(report.load.complaints);
    constexpr double mebibyte = 1024.0 * 1024.0;
    if (isChaos)
        fmt::print("{} actions of chaos; memory {:.1f} → {:.1f} MiB ({}), descriptors {} → {}\n",
                   report.growth.chaosActions, static_cast<double>(report.growth.earlyBytes) / mebibyte,
                   static_cast<double>(report.growth.lateBytes) / mebibyte,
                   report.growth.isBounded ? "no growth" : "grew", report.growth.earlyDescriptors,
                   report.growth.lateDescriptors);
}

Result<> runLab(const LabArguments& arguments)
{
    SignalWait signals;
    ASSIGN_OR_RETURN(const auto engine, LabEngine::start(arguments.lab, {}));
    fmt::print("lab {} is up\n  requests   curl -i {}/mesh/card/dispute\n  mesh API   {}\n  data       {}\n",
               engine->scenario().name, engine->gatewayUrl(), engine->meshApiUrl(), arguments.lab.dataFolder.string());
    fmt::print("  consoles   causeway --connect {} --ca {}\n", engine->consoleApiUrl(),
               authoritiesFile(arguments.lab.dataFolder / "control-plane" / "trust").string());
    if (!arguments.tokenFile.empty())
        RETURN_IF_ERROR(replaceFile(arguments.tokenFile, engine->consoleToken() + '\n', FileAccess::OwnerOnly));
    std::fflush(stdout);
    ASSIGN_OR_RETURN(const auto run, LabRun::create(*engine, signals, arguments.run));
    ASSIGN_OR_RETURN(const lab::Report report, run->run());
    if (!arguments.report.empty())
        RETURN_IF_ERROR(replaceFile(arguments.report, lab::toJson(report), FileAccess::Shared));
    printOutcome(report, arguments.run.chaos.has_value());
    return {};
}

/// Each scenario has a lab of its own, so that one never starts with what was changed in another.
std::string folderNameFor(const std::optional<std::filesystem::path>& scenario)
{
    return scenario ? "lab-" + scenario->stem().string() : std::string("lab");
}

/// Turns an Error into what CLI11 shows as a mistake of the command line.
template <typename Value>
Value orUsageError(Result<Value> result)
{
    if (!result)
        throw CLI::ValidationError(result.error().message);
    return *std::move(result);
}

} // namespace

void addLabCommand(CLI::App& app, Run& run)
{
    CLI::App* const command = app.add_subcommand(
        "lab", "A whole cluster on this machine, under load: control plane, gateway with sidecar, sample services, "
               "clients. What was changed in it is kept for the next start.");
    const auto arguments = std::make_shared<LabArguments>();
    command->add_option("--scenario", arguments->lab.scenarioFile, "YAML file to start instead of the shipped one");
    command->add_option("--rate", arguments->lab.requestsPerSecond, "Requests per second")
        ->check(CLI::Range(0.0, 1'000'000.0));
    command->add_option_function<std::string>(
        "--duration",
        [arguments](const std::string& text) { arguments->run.duration = orUsageError(parseDuration(text)); },
        "How long to run, as in 90s or 2m; until interrupted unless given");
    command->add_option_function<std::vector<std::string>>(
        "--change",
        [arguments](const std::vector<std::string>& texts) {
            for (const std::string& text : texts)
                arguments->run.changes.push_back(orUsageError(parsePlannedChange(text)));
        },
        "[ROUTE/]BACKEND=PERCENT@TIME, as in orders=25@3s: move a share of the traffic at that moment; repeatable");
    command->add_option_function<std::vector<std::string>>(
        "--fault",
        [arguments](const std::vector<std::string>& texts) {
            for (const std::string& text : texts)
                arguments->run.faults.push_back(orUsageError(parsePlannedFault(text)));
        },
        "KIND[:TARGET][=AMOUNT]@FROM[..UNTIL], as in slow:orders=200ms@5s..10s: break something for that time; kinds "
        "are slow, errors, stop, kill, control-plane, cut; repeatable");
    command->add_option_function<std::vector<std::string>>(
        "--link",
        [arguments](const std::vector<std::string>& texts) {
            for (const std::string& text : texts)
                arguments->run.links.push_back(orUsageError(parsePlannedLink(text)));
        },
        "ZONE/ZONE: delay=TIME jitter=TIME loss=PERCENT bandwidth=MBIT cut, as in 'site/branch: delay=20ms loss=1%': "
        "how the path between two zones is; loss is modelled; repeatable");
    command->add_option("--chaos", arguments->run.chaos,
                        "Random faults, changes and reconnects from this seed; tells in the end whether memory and "
                        "descriptors grew");
    command->add_option_function<std::string>(
        "--certificate-life",
        [arguments](const std::string& text) {
            arguments->lab.certificateLife =
                std::chrono::duration_cast<std::chrono::seconds>(orUsageError(parseDuration(text)));
        },
        "How long certificates of data planes are good; renewed at four fifths of it; a day unless given");
    command->add_option("--report", arguments->report, "Write what clients and services counted to this JSON file");
    command->add_option("--data-dir", arguments->lab.dataFolder, "Keeps the lab's revisions and certificates");
    command->add_option("--seed", arguments->lab.seed, "Of arrivals, latencies and addresses")->capture_default_str();
    command->add_option("--api-listen", arguments->lab.apiListen, "Where consoles connect, over TLS")
        ->type_name("ADDRESS:PORT")
        ->capture_default_str();
    command->add_option("--token-file", arguments->tokenFile,
                        "Write a token for consoles to this file (0600); it is good as long as the lab runs");
    command->add_flag("--quiet", arguments->isQuiet, "No table each second");
    command->callback([arguments, &run] {
        run = [arguments] {
            if (arguments->lab.dataFolder.empty())
                arguments->lab.dataFolder = defaultDataFolder(folderNameFor(arguments->lab.scenarioFile));
            arguments->run.showsTable = !arguments->isQuiet;
            const auto outcome = runLab(*arguments);
            return outcome ? 0 : report(outcome.error());
        };
    });
}

} // namespace causeway::runtime
