// The lab with its two zones under random faults, changes and reconnects: see README.md.
#include "engine/remote/sheet.h"
#include "engine/runtime/lab_engine.h"
#include "tests/soak/lab_mischief.h"
#include "tests/soak/process_watch.h"
#include "tests/soak/soak_report.h"

#include <CLI/CLI.hpp>
#include <QTemporaryDir>

#include <cstdio>
#include <deque>
#include <fmt/format.h>
#include <unistd.h>

using namespace causeway;
using namespace causeway::soak;
using namespace std::chrono_literals;

namespace {

struct Options
{
    double seconds = 3'600;
    double rate = 60;
    double actionsPerSecond = 1;
    std::uint64_t seed = 1;
    std::filesystem::path report;
};

Duration durationOf(double seconds)
{
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

/// What the engine itself shows, for comparison: its newest views, by their time.
class EngineViews
{
public:
    explicit EngineViews(api::ClusterPort& port)
        : m_port(port)
    {
        m_port.watch([this](std::shared_ptr<const api::ClusterView> view) {
            const std::lock_guard lock(m_mutex);
            m_views.push_back(std::move(view));
            if (m_views.size() > kept)
                m_views.pop_front();
        });
    }
    ~EngineViews() { m_port.watch({}); }

    std::shared_ptr<const api::ClusterView> newest() const
    {
        const std::lock_guard lock(m_mutex);
        return m_views.empty() ? nullptr : m_views.back();
    }
    /// The one that a console was shown as this; null when it is too old, or was never shown.
    std::shared_ptr<const api::ClusterView> of(WallTime time) const
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& view : m_views)
            if (view->time == time)
                return view;
        return nullptr;
    }

private:
    static constexpr std::size_t kept = 64;

    api::ClusterPort& m_port;
    mutable std::mutex m_mutex;
    std::deque<std::shared_ptr<const api::ClusterView>> m_views;
};

/// Breaks and changes the lab for a while, mends it and looks whether all is well, again and again.
class LabSoak
{
public:
    LabSoak(net::EventLoop& loop, runtime::LabEngine& lab, const std::string& authorities, const Options& options)
        : m_loop(loop)
        , m_lab(lab)
        , m_options(options)
        , m_views(lab.port())
        , m_mischief(loop, test::RemoteConsole::Access::of(lab.consoleApiUrl(), lab.consoleToken(), authorities),
                     options.seed, options.rate)
        , m_tick([this] { tick(); })
    {
        enter(Phase::Arriving);
        m_loop.arm(m_tick, tickPause);
    }

    int result(SoakReport& report)
    {
        const lab::LoadStatistics load = m_lab.statistics();
        report.figure("seconds", std::chrono::duration<double>(m_loop.now() - m_startedAt).count());
        report.figure("requests", load.total.counts.requests);
        report.figure("failuresWhileThingsWereBroken", load.total.counts.failures());
        report.figure("commands", m_mischief.counts());
        report.figure("viewsCompared", m_compared);
        report.figure("mendings", m_mendings);
        report.check("ran", m_mendings > 0,
                     fmt::format("{} requests, {}, {} times mended", load.total.counts.requests, m_mischief.summary(),
                                 m_mendings));
        report.check("consoles show what the engine shows", m_different.empty() && m_compared > 0,
                     m_different.empty() ? fmt::format("{} views compared, byte for byte", m_compared) : m_different);
        report.check("mended, all is well", m_unwell.empty(),
                     m_unwell.empty() ? fmt::format("{} times, within {} s", m_mendings, mendLimit.count()) : m_unwell);
        report.check("mended, no request fails", m_failedWhenWell == 0,
                     fmt::format("{} of {}", m_failedWhenWell, m_requestsWhenWell));
        report.checkProcess("lab with its consoles", m_watch, m_descriptorsBefore, m_descriptorsAfter);
        return report.finish(m_options.report);
    }

private:
    enum class Phase
    {
        Arriving, // The consoles have their first view.
        Resting,  // Nothing is asked, so that descriptors can be counted; at the beginning and at the end.
        Breaking,
        Mending,
        Watching // All is well: no request may fail.
    };

    void enter(Phase phase)
    {
        m_phase = phase;
        m_since = m_loop.now();
    }
    Duration inPhase() const { return m_loop.now() - m_since; }

    void tick()
    {
        m_loop.arm(m_tick, tickPause);
        if (m_loop.now() >= m_nextSample) {
            m_watch.sample();
            compare();
            m_nextSample = m_loop.now() + std::clamp<Duration>(durationOf(m_options.seconds / 400), 250ms, 10s);
        }
        switch (m_phase) {
        case Phase::Arriving:
            if (m_mischief.isShown())
                rest();
            return;
        case Phase::Resting:
            return look();
        case Phase::Breaking:
            if (m_loop.now() >= m_nextAction) {
                m_mischief.act();
                m_nextAction = m_loop.now() + durationOf(1 / m_options.actionsPerSecond);
            }
            if (inPhase() >= breakTime())
                mend();
            return;
        case Phase::Mending:
            if (isWell())
                return watch();
            if (inPhase() >= mendLimit) {
                note(m_unwell, fmt::format("{} after {} s: {}", m_mendings, mendLimit.count(), whyUnwell()));
                watch();
            } else if (!m_mischief.isMending()) {
                m_mischief.mend(); // The one before failed, or something was still on its way when it was asked.
            }
            return;
        case Phase::Watching:
            if (inPhase() >= watchTime())
                watched();
        }
    }

    Duration breakTime() const { return std::clamp<Duration>(durationOf(m_options.seconds / 12), 1s, 180s); }
    Duration watchTime() const { return std::clamp<Duration>(durationOf(m_options.seconds / 60), 1s, 10s); }
    bool isOver() const { return m_loop.now() - m_startedAt >= durationOf(m_options.seconds); }

    /// Connections that are kept for later leave after 75 s.
    void rest()
    {
        m_mischief.setLoad(0);
        m_rested = SIZE_MAX;
        enter(Phase::Resting);
    }

    void look()
    {
        m_rested = std::min(m_rested, m_watch.descriptors()); // Probes come and go.
        const bool isFirst = m_startedAt == MonotonicTime();
        const bool isSame = !isFirst && m_rested <= m_descriptorsBefore;
        if (inPhase() < (isFirst ? firstRest : lastRest) && !isSame)
            return;
        if (!isFirst) {
            m_descriptorsAfter = std::max(m_rested, m_descriptorsBefore);
            return m_loop.stop();
        }
        m_descriptorsBefore = m_rested;
        m_startedAt = m_loop.now();
        m_mischief.setLoad(m_options.rate);
        enter(Phase::Breaking);
    }

    void mend()
    {
        ++m_mendings;
        m_mischief.mend();
        enter(Phase::Mending);
    }

    void watch()
    {
        m_loadBefore = m_lab.statistics();
        enter(Phase::Watching);
    }

    void watched()
    {
        const lab::LoadStatistics load = m_lab.statistics();
        m_requestsWhenWell += load.total.counts.requests - m_loadBefore.total.counts.requests;
        const std::uint64_t failed = load.total.counts.failures() - m_loadBefore.total.counts.failures();
        m_failedWhenWell += failed;
        if (failed > 0)
            complain(load);
        tell(load);
        isOver() ? rest() : enter(Phase::Breaking);
    }

    /// What was complained about since all was well.
    void complain(const lab::LoadStatistics& load) const
    {
        for (const lab::Complaint& complaint : load.complaints) {
            std::uint64_t times = complaint.times;
            for (const lab::Complaint& before : m_loadBefore.complaints)
                if (before.api == complaint.api && before.service == complaint.service && before.why == complaint.why)
                    times -= before.times;
            if (times > 0)
                fmt::print("      {} at '{}', {} times: {}\n", complaint.api, complaint.service, times, complaint.why);
        }
    }

    bool isWell() const { return whyUnwell().empty(); }

    std::string whyUnwell() const
    {
        const auto view = m_views.newest();
        if (view->problem)
            return *view->problem;
        for (const api::FaultView& fault : view->faults)
            if (!fault.until)
                return fault.title;
        for (const api::PlaneView& plane : view->planes)
            if (plane.state != api::PlaneState::InSync)
                return plane.name + " is not in sync: " + plane.reason;
        for (const api::LinkView& link : view->links)
            if (link.health == api::Health::Bad)
                return link.id + ": " + link.healthReason;
        if (!m_mischief.isShown())
            return "a console is not connected";
        const auto load = m_lab.statistics();
        return load.longestWait > longestWaitWhenWell
                   ? fmt::format("a request has waited for {} s",
                                 std::chrono::duration_cast<std::chrono::seconds>(load.longestWait).count())
                   : std::string();
    }

    /// Every view that a console has must be one that the engine made, equal in every byte of every row.
    void compare()
    {
        for (const auto& console : m_mischief.consoles()) {
            const auto shown = console->view();
            if (!shown || !console->isLive() || shown->problem)
                continue;
            const auto made = m_views.of(shown->time);
            if (!made)
                continue; // From before the newest, or on its way.
            ++m_compared;
            if (remote::sheetOf(*shown) != remote::sheetOf(*made))
                note(m_different, fmt::format("after {} comparisons they differ", m_compared));
        }
    }

    static void note(std::string& place, std::string what)
    {
        fmt::print("      {}\n", what);
        std::fflush(stdout);
        if (place.empty())
            place = std::move(what);
    }

    void tell(const lab::LoadStatistics& load) const
    {
        const auto& samples = m_watch.samples();
        fmt::print("      {:.0f} s: {} requests, {} mended, {} of {} failed when well, {} views compared, {:.1f} MiB, "
                   "{} descriptors\n",
                   std::chrono::duration<double>(m_loop.now() - m_startedAt).count(), load.total.counts.requests,
                   m_mendings, m_failedWhenWell, m_requestsWhenWell, m_compared,
                   static_cast<double>(samples.empty() ? 0 : samples.back().memory) / (1 << 20),
                   samples.empty() ? 0 : samples.back().descriptors);
        std::fflush(stdout);
    }

    static constexpr auto tickPause = 100ms;
    static constexpr auto mendLimit = 45s;
    static constexpr auto longestWaitWhenWell = 1s; // One that was sent into something broken may fail yet.
    static constexpr auto firstRest = 3s;
    static constexpr auto lastRest = 150s;

    net::EventLoop& m_loop;
    runtime::LabEngine& m_lab;
    const Options& m_options;
    EngineViews m_views;
    LabMischief m_mischief;
    ProcessWatch m_watch{::getpid()};
    net::CallbackTimer m_tick;
    Phase m_phase = Phase::Arriving;
    MonotonicTime m_since{};
    MonotonicTime m_startedAt{};
    MonotonicTime m_nextSample{};
    MonotonicTime m_nextAction{};
    lab::LoadStatistics m_loadBefore;
    std::uint64_t m_mendings = 0;
    std::uint64_t m_compared = 0;
    std::uint64_t m_requestsWhenWell = 0;
    std::uint64_t m_failedWhenWell = 0;
    std::size_t m_rested = 0;
    std::size_t m_descriptorsBefore = 0;
    std::size_t m_descriptorsAfter = 0;
    std::string m_different;
    std::string m_unwell;
};

int run(const Options& options)
{
    QTemporaryDir folder;
    runtime::LocalLabOptions lab;
    lab.dataFolder = folder.filePath("lab").toStdString();
    lab.requestsPerSecond = 0;
    lab.seed = options.seed;
    auto engine = runtime::LabEngine::start(lab, {});
    if (!engine) {
        fmt::print(stderr, "the lab does not start: {}\n", engine.error().message);
        return 2;
    }
    const auto loop = net::EventLoop::create().value();
    const std::string trust = folder.filePath("lab/control-plane/trust").toStdString();
    LabSoak soak(*loop, **engine, runtime::authoritiesFile(trust).string(), options);
    loop->run();
    SoakReport report("lab");
    return soak.result(report);
}

} // namespace

int main(int argc, char** argv)
{
    Options options;
    CLI::App app("The lab with its two zones under random faults, changes and reconnects.");
    app.add_option("--seconds", options.seconds, "How long")->check(CLI::PositiveNumber);
    app.add_option("--rate", options.rate, "Requests a second")->check(CLI::PositiveNumber);
    app.add_option("--actions", options.actionsPerSecond, "Changes, faults and cuts a second")
        ->check(CLI::PositiveNumber);
    app.add_option("--seed", options.seed, "Of everything that is drawn");
    app.add_option("--report", options.report, "JSON file to write");
    CLI11_PARSE(app, argc, argv);
    return run(options);
}
