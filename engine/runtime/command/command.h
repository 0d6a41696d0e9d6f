#pragma once

#include "engine/base/result.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <functional>

namespace causeway::runtime {

/// What a subcommand does once its options are read; the exit status is its value.
using Run = std::function<int()>;

/// Each adds its subcommand; when that is called, `run` is set.
void addLabCommand(CLI::App& app, Run& run);
void addControlPlaneCommand(CLI::App& app, Run& run);
void addDataPlaneCommand(CLI::App& app, Run& run);
void addProxyCommand(CLI::App& app, Run& run);
void addCheckStoreCommand(CLI::App& app, Run& run);
void addTokenCommand(CLI::App& app, Run& run);
void addTrustCommands(CLI::App& app, Run& run);
void addScenarioCommand(CLI::App& app, Run& run);

constexpr int exitFailed = 1;
constexpr int exitUsage = 2;       // The command line is wrong.
constexpr int exitFolderInUse = 3; // Another process uses the data folder.

/// Says what went wrong on standard error; the exit status that fits it.
int report(const Error& error);

/// Where data goes when --data-dir is not given: $XDG_DATA_HOME/causeway/<name>, or ~/.local/share/causeway/<name>.
std::filesystem::path defaultDataFolder(const std::string& name);

} // namespace causeway::runtime
