#include "app/cluster_chooser.h"
#include "app/command_line.h"
#include "app/console_window.h"
#include "app/lab_words.h"
#include "app/protection_of.h"
#include "app/remote_start.h"
#include "engine/runtime/local_lab.h"
#include "engine/runtime/version.h"

#include <QApplication>
#include <QDir>
#include <QSocketNotifier>
#include <QStandardPaths>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/signalfd.h>
#include <unistd.h>

namespace {

using namespace causeway;

constexpr int exitUsage = 2;

/// The lab in this process, as the console's start wants it.
class LabCluster final : public app::RunningCluster
{
public:
    explicit LabCluster(std::unique_ptr<runtime::LocalLab> lab)
        : m_lab(std::move(lab))
    {
    }

    api::ClusterPort& port() override { return m_lab->port(); }
    QString entrance() const override { return QString::fromStdString(m_lab->gatewayUrl()); }

private:
    std::unique_ptr<runtime::LocalLab> m_lab;
};

Result<std::unique_ptr<app::RunningCluster>> startLab(const app::CommandLine& line,
                                                      const app::Startup::Progress& progress)
{
    runtime::LocalLabOptions options;
    options.dataFolder = line.dataFolder.toStdString();
    if (!line.scenario.isEmpty())
        options.scenarioFile = line.scenario.toStdString();
    options.requestsPerSecond = line.requestsPerSecond;
    options.seed = line.seed;
    ASSIGN_OR_RETURN(auto lab, runtime::LocalLab::start(options, progress));
    return std::make_unique<LabCluster>(std::move(lab));
}

// Ctrl+C in the terminal ends the lab as closing the window does: drained. Blocked before any thread starts, so that
// all threads leave the signals to this descriptor.
int blockedSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

bool hasDisplay()
{
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
           qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

std::string userName()
{
    const QString name = qEnvironmentVariable("USER", qEnvironmentVariable("LOGNAME"));
    return name.isEmpty() ? "console" : name.toStdString();
}

app::StartTarget labTarget(const app::CommandLine& line)
{
    return {[line](const auto& progress) { return startLab(line, progress); }, app::labWaitingText(),
            [folder = line.dataFolder](const Error& error) { return app::labWords(error, folder); }};
}

Result<app::RemoteTarget> remoteTargetOf(const app::CommandLine& line)
{
    app::RemoteTarget target;
    ASSIGN_OR_RETURN(target.url, app::clusterUrl(line.connectTo));
    ASSIGN_OR_RETURN(target.token, app::tokenFromFile(line.tokenFile));
    target.authorities = line.authorities;
    return target;
}

/// Looks at the lab that has the folder open, whether it has a window or not.
Result<> attach(app::Startup& startup, const QString& dataFolder)
{
    ASSIGN_OR_RETURN(const app::RemoteTarget target, app::targetOfLab(dataFolder));
    startup.switchTo(app::remoteStart(target, runtime::version));
    return {};
}

int run(QApplication& application, const app::CommandLine& line, int signals)
{
    QSettings settings = line.isFolderGiven
                             ? QSettings(line.dataFolder + QStringLiteral("/console.ini"), QSettings::IniFormat)
                             : QSettings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("causeway"),
                                         QStringLiteral("console"));
    QSettings contexts(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("causeway"),
                       QStringLiteral("contexts"));
    app::StartTarget target = labTarget(line);
    if (!line.connectTo.isEmpty()) {
        const auto remoteTarget = remoteTargetOf(line);
        if (!remoteTarget) {
            std::fprintf(stderr, "causeway: %s\n", remoteTarget.error().message.c_str());
            return exitUsage;
        }
        target = app::remoteStart(*remoteTarget, runtime::version);
        target.protection = app::protectionOf(remoteTarget->url, app::ClusterContexts(contexts));
    }
    app::Startup startup(std::move(target), userName());
    startup.setAttach([&] { return attach(startup, line.dataFolder); });
    app::ClusterChooser clusters(
        startup, contexts,
        {labTarget(line), line.connectTo.isEmpty(),
         QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/causeway/tokens"),
         runtime::version, app::ConnectionForm::overTheNetwork(runtime::version)});
    app::ConsoleWindow console(startup, clusters, &settings);
    if (!console.window())
        return EXIT_FAILURE;

    if (line.scheme)
        console.appearance().setScheme(*line.scheme);

    const QSocketNotifier ended(signals, QSocketNotifier::Read);
    QObject::connect(&ended, &QSocketNotifier::activated, &application, &QApplication::quit);
    startup.begin();
    const int code = QApplication::exec();
    console.remember();
    return code;
}

} // namespace

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_IGN); // Whoever read what we say has gone; the lab goes on.
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    const auto line = app::parseCommandLine(arguments);
    if (!line) {
        std::fprintf(stderr, "causeway: %s\n", line.error().message.c_str());
        return exitUsage;
    }
    if (line->wish == app::CommandLine::Wish::Help) {
        std::fputs(qUtf8Printable(app::helpText()), stdout);
        return EXIT_SUCCESS;
    }
    if (line->wish == app::CommandLine::Wish::Version) {
        std::printf("causeway %s\n", runtime::version);
        return EXIT_SUCCESS;
    }
    if (!hasDisplay()) {
        std::fputs("causeway: there is no display; `causewayd lab` runs the same lab in the terminal\n", stderr);
        return exitUsage;
    }

    const int signals = blockedSignals();
    QApplication::setApplicationName(QStringLiteral("causeway"));
    QApplication::setApplicationVersion(QString::fromLatin1(runtime::version));
    QApplication::setDesktopFileName(QStringLiteral("causeway"));
    QApplication application(argc, argv);
    app::ConsoleWindow::prepareApplication();
    return run(application, *line, signals);
}
