// Measures what the topology costs: processor time by thread with dashes moving, and frames a second while panning.
// Not a test: figures depend on the machine. Run it under a display of 1280x800 on software GL.
#include "tests/app/canvas/sample_views.h"
#include "tests/app/canvas/topology_window.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <fmt/format.h>

#include <map>
#include <unistd.h>

using namespace causeway;
using namespace causeway::tests;

namespace {

/// Seconds of processor time of each thread of this process, by the thread's name.
std::map<std::string, double> threadTimes()
{
    std::map<std::string, double> times;
    for (const QString& task : QDir(QStringLiteral("/proc/self/task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(QStringLiteral("/proc/self/task/%1/stat").arg(task));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray stat = file.readAll();
        const auto nameEnd = stat.lastIndexOf(')');
        const std::string name = stat.mid(stat.indexOf('(') + 1, nameEnd - stat.indexOf('(') - 1).toStdString();
        const QList<QByteArray> fields = stat.mid(nameEnd + 2).split(' ');
        const double ticks = fields[11].toDouble() + fields[12].toDouble();
        times[name] += ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
    }
    return times;
}

void report(const std::string& what, const std::map<std::string, double>& before, double seconds, int frames)
{
    double sum = 0;
    std::string parts;
    for (const auto& [name, time] : threadTimes()) {
        const auto known = before.find(name);
        const double used = time - (known == before.end() ? 0 : known->second);
        sum += used;
        if (used / seconds > 0.002)
            parts += fmt::format("  {} {:.1f} %", name, 100 * used / seconds);
    }
    fmt::print("{}: {:.1f} % of a core, {:.1f} frames/s, {:.1f} ms of processor a frame;{}\n", what,
               100 * sum / seconds, frames / seconds, frames > 0 ? 1000 * sum / frames : 0, parts);
    std::fflush(stdout);
}

class Measurement
{
public:
    Measurement(QString name, TopologyWindow& window)
        : m_name(std::move(name))
        , m_times(threadTimes())
    {
        m_connection =
            QObject::connect(&window.window(), &QQuickWindow::frameSwapped, &m_context, [this] { ++m_frames; });
        m_clock.start();
    }
    ~Measurement() { report(m_name.toStdString(), m_times, static_cast<double>(m_clock.elapsed()) / 1000, m_frames); }

    int frames() const { return m_frames; }

private:
    QString m_name;
    std::map<std::string, double> m_times;
    QObject m_context; // On this thread, so that the counter is touched by it only.
    QMetaObject::Connection m_connection;
    QElapsedTimer m_clock;
    int m_frames = 0;
};

void watch(const QString& name, const api::ClusterView& view, const QString& route, int seconds)
{
    TopologyWindow window(view, {1280, 800});
    window.show();
    window.selection.setRouteId(route);
    QTest::qWait(1000);
    const Measurement measurement(name, window);
    for (int quarter = 0; quarter < seconds * 4; ++quarter) {
        window.cluster.view.time += std::chrono::milliseconds(250);
        for (api::NodeView& node : window.cluster.view.nodes)
            node.traffic.requestsPerSecond *= quarter % 2 == 0 ? 1.01 : 0.99;
        window.cluster.show();
        QTest::qWait(250);
    }
}

void pan(const QString& name, const api::ClusterView& view, double zoom, int frames)
{
    TopologyWindow window(view, {1280, 800});
    window.show();
    window.canvas().zoomBy(zoom);
    QTest::qWait(500);
    QObject::connect(&window.window(), &QQuickWindow::frameSwapped, &window.canvas(),
                     [&window] { window.canvas().panBy(2, 1); }); // Queued: the frame comes from the render thread.
    const Measurement measurement(name, window);
    window.canvas().panBy(2, 1);
    if (!QTest::qWaitFor([&] { return measurement.frames() >= frames; }, 20000))
        qWarning("Too few frames.");
    window.canvas().disconnect();
    window.window().disconnect();
}

/// The price of a frame with nothing in it, which no drawing can go below.
void watchNothing(int seconds)
{
    TopologyWindow window(api::ClusterView{}, {1280, 800});
    window.show();
    QTest::qWait(500);
    const Measurement measurement(QStringLiteral("nothing, 20 frames a second"), window);
    for (int frame = 0; frame < seconds * 20; ++frame) {
        window.canvas().panBy(0, 0);
        QTest::qWait(50);
    }
}

/// The high-water mark of this process's memory, in MiB.
double memoryHighWater()
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray status = file.readAll();
    const auto at = status.indexOf("VmHWM:");
    return at < 0 ? 0 : status.mid(at + 6, 24).simplified().split(' ').constFirst().toDouble() / 1024;
}

void open(const char* name, const api::ClusterView& view)
{
    const auto before = threadTimes();
    QElapsedTimer clock;
    clock.start();
    TopologyWindow window(view, {1280, 800});
    int frames = 0;
    QObject::connect(&window.window(), &QQuickWindow::frameSwapped, &window.canvas(), [&frames] { ++frames; });
    window.show();
    frames = 0;
    window.canvas().update();
    if (!QTest::qWaitFor([&] { return frames > 0; }, 20000))
        qWarning("No frame.");
    const double seconds = static_cast<double>(clock.elapsed()) / 1000;
    report(name, before, seconds, frames);
    fmt::print("{}: drawn after {:.2f} s, at most {:.0f} MiB\n", name, seconds, memoryHighWater());
}

void watchEverything()
{
    watchNothing(4);
    watch(
        QStringLiteral("idle, no traffic"),
        [] {
            api::ClusterView view = samples::smallLab();
            for (api::EdgeView& edge : view.edges)
                edge.traffic = {};
            return view;
        }(),
        {}, 3);
    watch(QStringLiteral("small lab, dashes"), samples::smallLab(), {}, 8);
    watch(QStringLiteral("small lab, dashes, arc"), samples::smallLab(), QStringLiteral("r1"), 8);
    watch(QStringLiteral("two zones, dashes, arc"), samples::twoZones(), QStringLiteral("r1"), 8);
}

void panEverything()
{
    pan(QStringLiteral("pan 180 services, all"), samples::generated(3, 60), 1, 100);
    pan(QStringLiteral("pan 1,000 services, all"), samples::generated(10, 100), 1, 100);
    pan(QStringLiteral("pan 1,000 services, names"), samples::generated(10, 100), 4, 100);
    pan(QStringLiteral("pan 1,000 services, near"), samples::generated(10, 100), 9, 100);
    pan(QStringLiteral("pan 10,000 services, all"), samples::generated(20, 500), 1, 40);
}

} // namespace

int main(int argc, char** argv)
{
    const QApplication application(argc, argv);
    if (application.arguments().contains(QStringLiteral("open"))) {
        open("open 1,000 services", samples::generated(10, 100));
        return 0;
    }
    const bool pansOnly = application.arguments().contains(QStringLiteral("pan"));
    if (!pansOnly)
        watchEverything();
    panEverything();
    return 0;
}
