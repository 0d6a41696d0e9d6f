#include "engine/runtime/command/command.h"
#include "engine/runtime/operator_socket.h"

#include <fmt/format.h>

namespace causeway::runtime {

namespace {

void addAsking(CLI::App& app, const char* name, const char* description, OperatorAsks what, Run& run)
{
    CLI::App* const command = app.add_subcommand(name, description);
    const auto folder = std::make_shared<std::filesystem::path>();
    command->add_option("--data-dir", *folder, "Data folder of the control plane");
    command->callback([folder, what, &run] {
        run = [folder, what] {
            const auto answer = askOperatorSocket(folder->empty() ? defaultDataFolder("control-plane") : *folder, what);
            if (!answer)
                return report(answer.error());
            fmt::print("{}", *answer);
            return 0;
        };
    });
}

} // namespace

void addTrustCommands(CLI::App& app, Run& run)
{
    addAsking(app, "trust", "Tells which roots a running control plane trusts, and when certificates are renewed.",
              OperatorAsks::Trust, run);
    addAsking(
        app, "rotate-root",
        "Begins a change of root of a running control plane: the next root signs once every connected plane trusts "
        "it, and no request is lost.",
        OperatorAsks::RotateRoot, run);
}

} // namespace causeway::runtime
