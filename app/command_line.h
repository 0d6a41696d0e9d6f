#pragma once

#include "app/appearance/appearance.h"
#include "engine/base/result.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>

namespace causeway::app {

/// What the user asked for when starting the console.
struct CommandLine
{
    enum class Wish
    {
        Run,
        Help,
        Version
    };
    Wish wish = Wish::Run;
    QString dataFolder;                      // The user's own unless given.
    bool isFolderGiven = false;              // Then the window's settings live there too.
    QString scenario;                        // Empty: the one that ships with the program.
    std::optional<double> requestsPerSecond; // Otherwise the scenario's.
    std::uint64_t seed = 1;
    QString connectTo;                        // Address of a cluster elsewhere; empty: a lab is started.
    QString tokenFile;                        // Of that cluster.
    QString authorities;                      // PEM file; empty: the system's.
    std::optional<Appearance::Scheme> scheme; // Otherwise what was chosen last.
};

/// Errors: InvalidArgument, naming the option and what it takes.
Result<CommandLine> parseCommandLine(const QStringList& arguments);

/// What --help prints: what the program is, how to use it, what can be given.
QString helpText();

} // namespace causeway::app
