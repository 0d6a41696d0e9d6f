#include "engine/base/log.h"
#include "engine/runtime/command/command.h"
#include "engine/runtime/version.h"

#include <csignal>

namespace {

constexpr const char* description =
    "Causeway's engine without a window: control planes, data planes, and a lab on this machine.\n\n"
    "Start with `causewayd lab`: it shows a gateway that serves services under load. Move traffic while it runs:\n"
    "  causewayd lab --duration 10s --change BACKEND=25@3s --report report.json";

} // namespace

int main(int argc, char** argv)
{
    using namespace causeway;

    std::signal(SIGPIPE, SIG_IGN); // Whoever read what we say has gone; what we serve goes on.
    CLI::App app(description, "causewayd");
    app.set_version_flag("--version", std::string("causewayd ") + runtime::version);
    app.require_subcommand(1);
    bool isVerbose = false;
    app.add_flag("-v,--verbose", isVerbose, "Log what goes on, not only what goes wrong");
    runtime::Run run;
    runtime::addLabCommand(app, run);
    runtime::addControlPlaneCommand(app, run);
    runtime::addDataPlaneCommand(app, run);
    runtime::addProxyCommand(app, run);
    runtime::addCheckStoreCommand(app, run);
    runtime::addTokenCommand(app, run);
    runtime::addTrustCommands(app, run);
    runtime::addScenarioCommand(app, run);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& problem) { // CLI11 tells help, version and mistakes by exceptions.
        return app.exit(problem) == 0 ? 0 : runtime::exitUsage;
    }
    log::writeToStandardError(isVerbose ? spdlog::level::info : spdlog::level::warn);
    return run();
}
