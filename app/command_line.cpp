#include "app/command_line.h"

#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <cmath>

namespace causeway::app {

namespace {

constexpr double highestRate = 1'000'000;

/// Each scenario has a lab of its own, so that one never starts with what was changed in another.
QString defaultFolder(const QString& scenario = {})
{
    const QString labs =
        QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/causeway");
    const QString name = QFileInfo(scenario).completeBaseName();
    return labs + (name.isEmpty() ? QStringLiteral("/lab") : QStringLiteral("/lab-") + name);
}

Result<> readNumbers(const QCommandLineParser& parser, CommandLine& line)
{
    bool isNumber = true;
    if (parser.isSet(QStringLiteral("rate"))) {
        const QString text = parser.value(QStringLiteral("rate"));
        const double rate = text.toDouble(&isNumber);
        if (!isNumber || !std::isfinite(rate) || rate < 0 || rate > highestRate) {
            return failure(ErrorCode::InvalidArgument, "--rate takes requests per second from 0 to 1000000, not \"{}\"",
                           text.toStdString());
        }
        line.requestsPerSecond = rate;
    }
    if (parser.isSet(QStringLiteral("seed"))) {
        const QString text = parser.value(QStringLiteral("seed"));
        line.seed = text.toULongLong(&isNumber);
        if (!isNumber)
            return failure(ErrorCode::InvalidArgument, "--seed takes a whole number, not \"{}\"", text.toStdString());
    }
    return {};
}

Result<> readScheme(const QCommandLineParser& parser, CommandLine& line)
{
    if (!parser.isSet(QStringLiteral("theme")))
        return {};
    const QString name = parser.value(QStringLiteral("theme"));
    if (name == QStringLiteral("system"))
        line.scheme = Appearance::Scheme::System;
    else if (name == QStringLiteral("dark"))
        line.scheme = Appearance::Scheme::Dark;
    else if (name == QStringLiteral("light"))
        line.scheme = Appearance::Scheme::Light;
    else
        return failure(ErrorCode::InvalidArgument, "--theme takes system, dark or light, not \"{}\"",
                       name.toStdString());
    return {};
}

/// A cluster elsewhere brings its own data: what is for a lab makes no sense beside it.
Result<> readCluster(const QCommandLineParser& parser, CommandLine& line)
{
    line.connectTo = parser.value(QStringLiteral("connect"));
    line.tokenFile = parser.value(QStringLiteral("token-file"));
    line.authorities = parser.value(QStringLiteral("ca"));
    if (line.connectTo.isEmpty() != line.tokenFile.isEmpty())
        return failure(ErrorCode::InvalidArgument, "--connect and --token-file come together");
    if (line.connectTo.isEmpty() && !line.authorities.isEmpty())
        return failure(ErrorCode::InvalidArgument, "--ca is for --connect");
    for (const char* option : {"scenario", "rate", "seed"})
        if (!line.connectTo.isEmpty() && parser.isSet(QString::fromLatin1(option)))
            return failure(ErrorCode::InvalidArgument, "--{} is for a lab, and --connect starts none", option);
    return {};
}

} // namespace

Result<CommandLine> parseCommandLine(const QStringList& arguments)
{
    const auto named = [](const char* name) { return QString::fromLatin1(name); };
    QCommandLineParser parser;
    parser.addOption({named("data-dir"), {}, named("folder")});
    parser.addOption({named("scenario"), {}, named("file")});
    parser.addOption({named("rate"), {}, named("number")});
    parser.addOption({named("seed"), {}, named("number")});
    parser.addOption({named("connect"), {}, named("address")});
    parser.addOption({named("token-file"), {}, named("file")});
    parser.addOption({named("ca"), {}, named("file")});
    parser.addOption({named("theme"), {}, named("name")});
    parser.addOption({{named("h"), named("help")}, {}});
    parser.addOption({{named("v"), named("version")}, {}});
    if (!parser.parse(arguments))
        return failure(ErrorCode::InvalidArgument, "{}", parser.errorText().toStdString());
    if (!parser.positionalArguments().isEmpty()) {
        return failure(ErrorCode::InvalidArgument, "\"{}\" is no option; --help lists them",
                       parser.positionalArguments().constFirst().toStdString());
    }

    CommandLine line;
    if (parser.isSet(named("help")))
        line.wish = CommandLine::Wish::Help;
    else if (parser.isSet(named("version")))
        line.wish = CommandLine::Wish::Version;
    line.isFolderGiven = parser.isSet(named("data-dir"));
    line.scenario = parser.value(named("scenario"));
    line.dataFolder =
        line.isFolderGiven ? QDir(parser.value(named("data-dir"))).absolutePath() : defaultFolder(line.scenario);
    RETURN_IF_ERROR(readNumbers(parser, line));
    RETURN_IF_ERROR(readCluster(parser, line));
    RETURN_IF_ERROR(readScheme(parser, line));
    return line;
}

QString helpText()
{
    return QStringLiteral(R"(causeway – move an API to a new service by hand, and watch real requests follow

Usage: causeway [options]

Starts a lab on this machine (gateway, sidecars, sample services, clients; real sockets, nothing leaves it) and opens
its picture. Take hold of the arc at the gateway, or of the slider beside it, and drag: the share goes to the new
service when you let go. Ctrl+Z takes it back. Ctrl+K finds everything, F1 lists every key.

From another terminal, ask the address that the status shows, and see who answers:
  curl -i http://<gateway>/card/dispute        the header X-Served-By names the instance

Options:
  --connect <address>   Looks at a cluster elsewhere, https://host:5682, and starts no lab
  --token-file <file>   The token that lets this user in there; readable by its owner only
  --ca <file>           The authorities to trust on the way, in PEM; otherwise the system's
  --data-dir <folder>   Keeps the lab's revisions and certificates, and the window's place.
                        Otherwise: %1
  --scenario <file>     A YAML file to start from instead of the scenario that ships with the program
  --rate <number>       Requests per second of the sample clients
  --seed <number>       Of arrivals, latencies and addresses; the same seed gives the same lab (1)
  --theme <name>        system, dark or light; kept for the next time
  -v, --version         Prints the version
  -h, --help            Prints this

Without a display: `causewayd lab` runs the same lab in the terminal.
)")
        .arg(defaultFolder());
}

} // namespace causeway::app
