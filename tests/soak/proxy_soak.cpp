// Checked requests through a data plane of which everything changes: see README.md.
#include "tests/soak/child_process.h"
#include "tests/soak/process_watch.h"
#include "tests/soak/proxy_load.h"
#include "tests/soak/soak_report.h"

#include <CLI/CLI.hpp>
#include <QTemporaryDir>

#include <csignal>
#include <cstdio>
#include <fmt/format.h>

using namespace causeway;
using namespace causeway::soak;
using namespace std::chrono_literals;

namespace {

struct Options
{
    double seconds = 600;
    std::uint64_t requests = 0; // Ends earlier, when so many are checked; 0: it does not.
    unsigned clients = 48;
    double changesPerSecond = 100;
    std::uint64_t seed = 1;
    std::filesystem::path report;
    std::filesystem::path plane; // The plan, in the process of the plane.
};

/// Runs plane and load, step by step, on one loop.
class ProxySoak
{
public:
    ProxySoak(net::EventLoop& loop, const Options& options)
        : m_loop(loop)
        , m_options(options)
        , m_load(loop, options.seed)
        , m_plane(loop, {std::filesystem::read_symlink("/proc/self/exe").string(), "--plane", planFile()},
                  [this](std::string_view line) { heard(std::string(line)); })
        , m_watch(m_plane.id())
        , m_tick([this] { tick(); })
    {
    }

    int result()
    {
        SoakReport report("proxy");
        const RequestBook::Counts& counts = m_load.book().counts();
        const double seconds = std::chrono::duration<double>(m_stoppedAt - m_startedAt).count();
        report.figure("seconds", seconds);
        report.figure("checkedRequests", counts.checked);
        report.figure("requestsPerSecond", static_cast<double>(counts.checked) / seconds);
        report.figure("checkedBytes", counts.bytes);
        report.figure("failedBecauseAnUpstreamDied", counts.excused);
        report.figure("abortedByClients", counts.aborted);
        report.figure("upstreamDeaths", m_load.deaths());
        report.figure("snapshotSwaps", m_changes);
        report.figure("certificatesOfThePlane", m_identities);
        report.figure("certificatesOfUpstreamsAndClients", m_load.certificates());
        report.figure("complaints", m_load.book().complaints());
        report.check("checked requests", counts.checked > 0,
                     fmt::format("{} in {:.0f} s, {} bytes, over {} snapshot swaps, {} certificates, {} deaths of "
                                 "upstreams ({} failed by them)",
                                 counts.checked, seconds, counts.bytes, m_changes, m_identities, m_load.deaths(),
                                 counts.excused));
        report.check("mismatches", counts.mismatches == 0, std::to_string(counts.mismatches));
        report.check("failures that no upstream caused", counts.failures == 0, std::to_string(counts.failures));
        report.check("every request ended", m_hasStopped && m_load.book().underWay() == 0,
                     fmt::format("{} did not", m_load.book().underWay()));
        for (; m_toldComplaints < m_load.book().complaints().size(); ++m_toldComplaints)
            fmt::print("      {}\n", m_load.book().complaints()[m_toldComplaints]);
        report.checkProcess("data plane", m_watch, m_descriptorsBefore, m_descriptorsAfter);
        report.check("the plane's process", m_exitCode == 0 && m_refusal.empty(),
                     m_refusal.empty() ? fmt::format("ended with {}", m_exitCode) : m_refusal);
        return report.finish(m_options.report);
    }

private:
    enum class Step
    {
        Starting,
        Running,
        Stopping, // Clients end what they have begun.
        Settling  // The plane closes what nobody needs any more.
    };

    std::string planFile()
    {
        PlanePlan plan = m_load.plan(m_folder.path().toStdString());
        plan.changesPerSecond = m_options.changesPerSecond;
        plan.seed = m_options.seed;
        const std::string file = m_folder.filePath("plan.json").toStdString();
        plan.write(file);
        return file;
    }

    void heard(const std::string& line)
    {
        unsigned plain = 0;
        unsigned secure = 0;
        if (std::sscanf(line.c_str(), "ready %u %u", &plain, &secure) == 2) {
            m_descriptorsBefore = m_watch.descriptors();
            m_startedAt = m_loop.now();
            m_load.start(static_cast<std::uint16_t>(plain), static_cast<std::uint16_t>(secure), m_options.clients);
            m_plane.say("churn");
            m_step = Step::Running; // Starting -> Running
            m_loop.arm(m_tick, tickPause);
            return;
        }
        if (line.starts_with("refused"))
            m_refusal = line;
        unsigned long long changes = 0;
        unsigned long long identities = 0;
        if (std::sscanf(line.c_str(), "changes %llu %llu", &changes, &identities) == 2) {
            m_changes = changes;
            m_identities = identities;
        }
    }

    void tick()
    {
        const MonotonicTime now = m_loop.now();
        m_loop.arm(m_tick, tickPause);
        if (m_plane.hasEnded())
            return end(); // It should not have.
        switch (m_step) {
        case Step::Starting:
            return;
        case Step::Running:
            if (now >= m_nextSample) {
                m_watch.sample();
                m_nextSample = now + std::clamp<Duration>(seconds(m_options.seconds / 300), 100ms, 10s);
                tellProgress(now);
            }
            if (now - m_startedAt >= seconds(m_options.seconds) || hasEnough())
                stop(now);
            return;
        case Step::Stopping:
            m_hasStopped = m_load.hasStopped();
            if (m_hasStopped || now - m_stoppedAt > stopLimit) {
                m_load.closeUpstreams();
                m_stepSince = now;
                m_step = Step::Settling; // Stopping -> Settling
            }
            return;
        case Step::Settling:
            m_descriptorsAfter = m_watch.descriptors();
            if (m_descriptorsAfter == m_descriptorsBefore || now - m_stepSince > settleLimit)
                end();
        }
    }

    bool hasEnough() const { return m_options.requests > 0 && m_load.book().counts().checked >= m_options.requests; }

    /// Running -> Stopping
    void stop(MonotonicTime now)
    {
        m_stoppedAt = now;
        m_load.stop();
        m_plane.say("rest");
        m_step = Step::Stopping;
    }

    void end()
    {
        if (m_stoppedAt == MonotonicTime())
            m_stoppedAt = m_loop.now();
        m_tick.disarm();
        m_exitCode = m_plane.finish();
        m_loop.stop();
    }

    void tellProgress(MonotonicTime now)
    {
        if (now - m_toldAt < 30s)
            return;
        m_toldAt = now;
        const RequestBook::Counts& counts = m_load.book().counts();
        fmt::print("      {:.0f} s: {} checked, {} wrong, {} failed, {} excused, {} swaps, {:.1f} MiB\n",
                   std::chrono::duration<double>(now - m_startedAt).count(), counts.checked, counts.mismatches,
                   counts.failures, counts.excused, m_changes,
                   static_cast<double>(m_watch.samples().empty() ? 0 : m_watch.samples().back().memory) / (1 << 20));
        for (; m_toldComplaints < m_load.book().complaints().size(); ++m_toldComplaints)
            fmt::print("      {}\n", m_load.book().complaints()[m_toldComplaints]);
        std::fflush(stdout);
    }

    static Duration seconds(double count)
    {
        return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(count));
    }

    static constexpr auto tickPause = 50ms;
    static constexpr auto stopLimit = 60s;
    static constexpr auto settleLimit = 20s;

    net::EventLoop& m_loop;
    const Options& m_options;
    QTemporaryDir m_folder;
    ProxyLoad m_load;
    ChildProcess m_plane;
    ProcessWatch m_watch;
    net::CallbackTimer m_tick;
    Step m_step = Step::Starting;
    MonotonicTime m_startedAt{};
    MonotonicTime m_stoppedAt{};
    MonotonicTime m_stepSince{};
    MonotonicTime m_nextSample{};
    MonotonicTime m_toldAt{};
    std::uint64_t m_changes = 0;
    std::uint64_t m_identities = 0;
    std::size_t m_descriptorsBefore = 0;
    std::size_t m_descriptorsAfter = 0;
    std::size_t m_toldComplaints = 0;
    std::string m_refusal;
    bool m_hasStopped = false;
    int m_exitCode = -1;
};

} // namespace

int main(int argc, char** argv)
{
    Options options;
    CLI::App app("Checked requests through a data plane of which everything changes.");
    app.add_option("--seconds", options.seconds, "How long")->check(CLI::PositiveNumber);
    app.add_option("--requests", options.requests, "End when so many are checked");
    app.add_option("--clients", options.clients, "Connections at a time")->check(CLI::Range(1, 5'000));
    app.add_option("--changes", options.changesPerSecond, "Snapshot swaps a second")->check(CLI::PositiveNumber);
    app.add_option("--seed", options.seed, "Of everything that is drawn");
    app.add_option("--report", options.report, "JSON file to write");
    app.add_option("--plane", options.plane)->group(""); // The process of the plane.
    CLI11_PARSE(app, argc, argv);
    std::signal(SIGPIPE, SIG_IGN);
    if (!options.plane.empty())
        return runPlane(options.plane);
    const auto loop = net::EventLoop::create().value();
    ProxySoak soak(*loop, options);
    loop->run();
    return soak.result();
}
