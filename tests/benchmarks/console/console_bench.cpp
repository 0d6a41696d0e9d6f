// What the console costs: the real window over a real lab, on a display of its own. Not a test: the figures are this
// machine's. The lab runs in another process, so that all that is measured here is the console's.
//
//     xvfb-run -s '-screen 0 1280x800x24' console_bench [start] [visible] [hidden] [large]
#include "app/canvas/topology_canvas.h"
#include "app/cluster_chooser.h"
#include "app/console_window.h"
#include "app/lab_words.h"
#include "app/remote_start.h"
#include "engine/runtime/lab_engine.h"
#include "tests/benchmarks/console/thread_times.h"
#include "tests/system/causewayd_process.h"

#include <QApplication>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fmt/format.h>

using namespace causeway;
using namespace causeway::benchmarks;

namespace {

constexpr int patienceMs = 120'000;
constexpr QSize screen(1280, 800);
constexpr std::uint64_t requestsToBeLive = 30;

bool isAllHeld = true;

/// Whether the figure, told in the same line, is what it has to be: the program's outcome says so of all.
void hold(bool isHeld)
{
    isAllHeld = isAllHeld && isHeld;
}

void say(const std::string& line)
{
    fmt::print("{}\n", line);
    std::fflush(stdout);
}

/// The window over whatever is started.
class MeasuredConsole
{
public:
    explicit MeasuredConsole(const app::StartTarget& target)
        : m_startup(target, "bench")
        , m_clusters(m_startup, m_contexts,
                     {target, true, m_folder.filePath("tokens"), "bench", app::ConnectionForm::overTheNetwork("bench")})
        , m_window(m_startup, m_clusters)
    {
        window().resize(screen);
        m_startup.begin();
    }

    QQuickWindow& window() { return *m_window.window(); }
    app::canvas::TopologyCanvas& canvas()
    {
        return *window().findChild<app::canvas::TopologyCanvas*>(QStringLiteral("topologyCanvas"));
    }

    bool isDrawn()
    {
        return m_startup.console() && !m_startup.console()->bridge()->view()->nodes.empty() &&
               window().findChild<QQuickItem*>(QStringLiteral("splitArc"));
    }

    bool isLive()
    {
        if (!isDrawn())
            return false;
        const auto& routes = m_startup.console()->bridge()->view()->routes;
        return std::any_of(routes.begin(), routes.end(),
                           [](const api::RouteView& route) { return route.traffic.requests >= requestsToBeLive; });
    }

    /// After what was asked for, a frame came to the screen.
    bool waitForFrame()
    {
        int frames = 0;
        QObject context;
        QObject::connect(&window(), &QQuickWindow::frameSwapped, &context, [&] { ++frames; });
        window().update();
        return QTest::qWaitFor([&] { return frames > 0; }, patienceMs);
    }

private:
    QTemporaryDir m_folder;
    QSettings m_contexts{m_folder.filePath("contexts.ini"), QSettings::IniFormat};
    app::Startup m_startup;
    app::ClusterChooser m_clusters;
    app::ConsoleWindow m_window;
};

/// A lab in a process of its own, and the way to it.
class OtherLab
{
public:
    explicit OtherLab(const QStringList& options, int rate)
    {
        QStringList arguments{"lab",        "--data-dir", m_folder.path(), "--rate", QString::number(rate),
                              "--duration", "1h"};
        m_process.start(arguments + options);
        if (!QTest::qWaitFor([&] { return target().has_value(); }, patienceMs))
            say("The lab did not start: " + said().toStdString());
        QTest::qWait(2000); // Its own start is over.
    }

    std::optional<app::StartTarget> target()
    {
        const auto found = app::targetOfLab(m_folder.path());
        return found ? std::optional(app::remoteStart(*found, "bench")) : std::nullopt;
    }

    QByteArray said() { return m_process.everything(); }

private:
    QTemporaryDir m_folder;
    test::CausewaydProcess m_process;
};

class InProcess final : public app::RunningCluster
{
public:
    explicit InProcess(std::unique_ptr<runtime::LabEngine> lab)
        : m_lab(std::move(lab))
    {
    }
    api::ClusterPort& port() override { return m_lab->port(); }
    QString entrance() const override { return QString::fromStdString(m_lab->gatewayUrl()); }

private:
    std::unique_ptr<runtime::LabEngine> m_lab;
};

/// From the execution of this program to a picture with counted traffic, as `causeway` starts.
void measureStart()
{
    const QTemporaryDir folder;
    app::StartTarget target;
    target.start = [&](const auto& progress) -> Result<std::unique_ptr<app::RunningCluster>> {
        runtime::LocalLabOptions options;
        options.dataFolder = folder.path().toStdString();
        options.requestsPerSecond = 1000;
        ASSIGN_OR_RETURN(auto lab, runtime::LabEngine::start(options, progress));
        return std::make_unique<InProcess>(std::move(lab));
    };
    target.explain = [](const Error& error) { return app::labWords(error, {}); };
    MeasuredConsole console(target);
    const bool isLive = QTest::qWaitFor([&] { return console.isLive(); }, patienceMs) && console.waitForFrame();
    const double seconds = secondsSinceExec();
    hold(isLive && seconds <= 1.5);
    say(fmt::format("start: {} {:.2f} s after exec (hold: 1.5 s)", isLive ? "live" : "NOT live", seconds));
}

void watch(MeasuredConsole& console, const std::string& what, int seconds, double most)
{
    int frames = 0;
    QObject context;
    QObject::connect(&console.window(), &QQuickWindow::frameSwapped, &context, [&] { ++frames; });
    const ThreadTimes before = threadTimes();
    QTest::qWait(seconds * 1000);
    const ThreadTimes used = since(before);
    hold(100 * sumOf(used) / seconds <= most);
    say(fmt::format("{}: {:.1f} % of a core (hold: {} %), {:.1f} frames/s;{}", what, 100 * sumOf(used) / seconds, most,
                    static_cast<double>(frames) / seconds, sharesOf(used, seconds)));
}

void measureLab(bool isVisible)
{
    OtherLab lab({}, 1000);
    const auto target = lab.target();
    if (!target)
        return hold(false);
    MeasuredConsole console(*target);
    if (!QTest::qWaitFor([&] { return console.isLive(); }, patienceMs)) {
        hold(false);
        return say("The lab did not come to life: " + lab.said().toStdString());
    }
    QTest::qWait(3000);
    if (!isVisible)
        console.window().setVisible(false);
    QTest::qWait(1000);
    watch(console, isVisible ? "visible at 1,000 requests/s" : "hidden at 1,000 requests/s", 20, isVisible ? 25 : 1);
}

/// Each frame asks for the next one, two pixels on.
void pan(MeasuredConsole& console, const std::string& what, int frames)
{
    int seen = 0;
    app::canvas::TopologyCanvas& canvas = console.canvas();
    QObject context; // On this thread: frames come from another.
    QObject::connect(&console.window(), &QQuickWindow::frameSwapped, &context, [&] {
        ++seen;
        canvas.panBy(seen / 40 % 2 == 0 ? 2 : -2, 1);
    });
    const ThreadTimes before = threadTimes();
    QElapsedTimer clock;
    clock.start();
    canvas.panBy(2, 1);
    if (!QTest::qWaitFor([&] { return seen >= frames; }, patienceMs))
        say(fmt::format("Only {} of {} frames came.", seen, frames));
    const double seconds = static_cast<double>(clock.elapsed()) / 1000;
    const ThreadTimes used = since(before);
    double longest = 0;
    for (const auto& [name, time] : used)
        longest = std::max(longest, time);
    hold(seen >= frames && seen / seconds >= 30);
    say(fmt::format("large, panning, {}: {:.1f} frames/s (hold: 30), {:.1f} ms of processor a frame, {:.1f} ms on the "
                    "busiest thread;{}",
                    what, seen / seconds, 1000 * sumOf(used) / seen, 1000 * longest / seen, sharesOf(used, seconds)));
}

bool writeScenario(const QString& file)
{
    test::CausewaydProcess process;
    process.run({"scenario", "--zones", "10", "--services", "1000", "--rate", "200"});
    QFile output(file);
    return output.open(QIODevice::WriteOnly) && output.write(process.output().toUtf8()) > 0;
}

void measureLarge()
{
    const QTemporaryDir folder;
    const QString scenario = folder.filePath("large.yml");
    if (!writeScenario(scenario)) {
        hold(false);
        return say("The scenario could not be written.");
    }
    OtherLab lab({"--scenario", scenario}, 200);
    const auto target = lab.target();
    if (!target)
        return hold(false);
    QElapsedTimer clock;
    clock.start();
    MeasuredConsole console(*target);
    const bool isDrawn = QTest::qWaitFor([&] { return console.isDrawn(); }, patienceMs) && console.waitForFrame();
    const double seconds = static_cast<double>(clock.elapsed()) / 1000;
    hold(isDrawn && seconds <= 3);
    say(fmt::format("large: 1,000 services in 10 zones {} after {:.2f} s (hold: 3 s)", isDrawn ? "drawn" : "NOT drawn",
                    seconds));
    QTest::qWait(3000);
    constexpr int frames = 300;
    pan(console, fmt::format("all, zoom {:.2f}", console.canvas().zoom()), frames);
    for (const double zoom : {0.2, 0.35, 0.6, 1.0}) {
        console.canvas().zoomBy(zoom / console.canvas().zoom());
        QTest::qWait(500);
        pan(console, fmt::format("zoom {:.2f}", console.canvas().zoom()), frames);
    }
    watch(console, "large, visible, nobody touches it", 10, 25);
    hold(highestResidentMemory() <= 400);
    say(fmt::format("large: {:.0f} MiB, at most {:.0f} MiB (hold: 400)", residentMemory(), highestResidentMemory()));
}

} // namespace

int main(int argc, char** argv)
{
    const QApplication application(argc, argv);
    app::ConsoleWindow::prepareApplication();
    const QStringList wanted = application.arguments().mid(1);
    const auto isWanted = [&](const char* name) { return wanted.isEmpty() || wanted.contains(QLatin1String(name)); };
    if (isWanted("start"))
        measureStart();
    if (isWanted("visible"))
        measureLab(true);
    if (isWanted("hidden"))
        measureLab(false);
    if (isWanted("large"))
        measureLarge();
    return isAllHeld ? 0 : 1;
}
