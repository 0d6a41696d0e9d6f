#include "engine/control/state_store.h"
#include "engine/runtime/command/command.h"

#include <fmt/format.h>

namespace causeway::runtime {

void addCheckStoreCommand(CLI::App& app, Run& run)
{
    CLI::App* const command = app.add_subcommand(
        "check-store",
        "Checks the revisions of a control plane: every hash, and that none is missing. Changes nothing.");
    const auto folder = std::make_shared<std::filesystem::path>();
    command->add_option("data-dir", *folder, "The control plane's data folder")->required();
    command->callback([folder, &run] {
        run = [folder] {
            const auto store = control::verifyStore(*folder);
            if (!store)
                return report(store.error());
            fmt::print("revisions {} to {} are whole, {} resources\n", store->oldestKept, store->head,
                       store->resources);
            return 0;
        };
    });
}

} // namespace causeway::runtime
