#include "engine/lab/scenario.h"
#include "engine/lab/scenario_generator.h"
#include "engine/runtime/command/command.h"

#include <fmt/format.h>

namespace causeway::runtime {

namespace {

struct ScenarioArguments
{
    lab::ScenarioSize size;
    bool isShipped = false;
};

} // namespace

void addScenarioCommand(CLI::App& app, Run& run)
{
    CLI::App* const command = app.add_subcommand(
        "scenario",
        "Prints a scenario for `lab --scenario`: a generated one of the size you ask for, or the shipped one "
        "as a start for your own.");
    const auto arguments = std::make_shared<ScenarioArguments>();
    command->add_option("--zones", arguments->size.zones, "How many zones")
        ->capture_default_str()
        ->check(CLI::Range(1, 50));
    command->add_option("--services", arguments->size.services, "How many services, over all zones")
        ->capture_default_str()
        ->check(CLI::Range(1, 2000));
    command->add_option("--backends", arguments->size.backends, "How many backends the split has")
        ->capture_default_str()
        ->check(CLI::Range(2, 50));
    command->add_option("--rate", arguments->size.rate, "Requests per second")
        ->capture_default_str()
        ->check(CLI::Range(0.0, 100'000.0));
    command->add_flag("--sidecars", arguments->size.hasSidecars,
                      "Mutual TLS, zone ingresses and links, and sidecars for the services that routes name");
    command->add_flag("--shipped", arguments->isShipped, "The scenario that the lab starts with");
    command->callback([arguments, &run] {
        run = [arguments] {
            if (!arguments->isShipped && arguments->size.backends > arguments->size.services)
                return report(makeError(ErrorCode::InvalidArgument, "{} backends need as many services; there are {}",
                                        arguments->size.backends, arguments->size.services));
            fmt::print("{}", arguments->isShipped ? std::string(lab::shippedScenario())
                                                  : lab::generatedScenario(arguments->size));
            return 0;
        };
    });
}

} // namespace causeway::runtime
