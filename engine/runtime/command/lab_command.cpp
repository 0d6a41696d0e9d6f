#include "engine/base/files.h"
#include "engine/lab/report.h"
#include "engine/runtime/command/command.h"
#include "engine/runtime/lab_engine.h"
#include "engine/runtime/lab_run.h"
#include "engine/runtime/planned_change.h"
#include "engine/runtime/signal_wait.h"

#include <fmt/format.h>

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
    const auto failures = report.load.total.counts.failures();
    fmt::print("{} requests, {} failed, {} changes\n", report.load.total.counts.requests, failures,
               report.changes.size());
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
