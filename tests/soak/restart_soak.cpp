// Data planes that serve while their control plane is killed and started again: see README.md.
#include "tests/soak/process_watch.h"
#include "tests/soak/soak_report.h"
#include "tests/system/fleet.h"
#include "tests/system/steady_client.h"

#include <CLI/CLI.hpp>
#include <QCoreApplication>
#include <QDeadlineTimer>

#include <cstdio>
#include <deque>
#include <fmt/format.h>

using namespace causeway;
using namespace causeway::soak;
using namespace std::chrono_literals;
using test::Fleet;
using test::HttpProbe;
using test::SteadyClient;

namespace {

constexpr int clients = 4;
constexpr auto settleLimit = 100s; // Connections that are kept for later leave after 75.

struct Options
{
    int restarts = 1'000;
    std::filesystem::path report;
};

/// A control plane and its data planes, each a process.
class RestartSoak
{
public:
    int run(const Options& options)
    {
        if (!m_fleet.start()) {
            fmt::print(stderr, "the processes do not come up:\n{}\n", m_fleet.problem().toStdString());
            return 2;
        }
        m_gateway.emplace(pid_t(m_fleet.gateway.processId()));
        m_sidecar.emplace(pid_t(m_fleet.sidecar.processId()));
        const auto before = settledDescriptors({});
        std::deque<SteadyClient> steady;
        for (int i = 0; i < clients; ++i)
            steady.emplace_back(m_fleet.gatewayUrl(), "/shop");

        for (int i = 1; i <= options.restarts && m_problem.empty(); ++i)
            restart(i, options.restarts);

        SoakReport report("restarts");
        int good = 0;
        int bad = 0;
        int closed = 0;
        for (SteadyClient& client : steady) {
            client.end();
            good += client.good();
            bad += client.bad();
            closed += client.closed();
        }
        report.figure("restarts", m_restarts);
        report.figure("requests", good);
        report.figure("changes", m_changes);
        report.check("restarts", m_problem.empty(),
                     m_problem.empty() ? fmt::format("{} with {} changes between them", m_restarts, m_changes)
                                       : m_problem);
        report.check("requests", bad == 0 && closed == 0,
                     fmt::format("{} answered, {} failed, {} kept-alive connections closed", good, bad, closed));
        const auto after = settledDescriptors(before);
        report.checkProcess("gateway", *m_gateway, before.first, after.first);
        report.checkProcess("sidecar", *m_sidecar, before.second, after.second);
        return report.finish(options.report);
    }

private:
    using Descriptors = std::pair<std::size_t, std::size_t>; // Of gateway and sidecar.

    /// A change, a kill while it is on its way to the planes, and the same control plane anew.
    void restart(int turn, int turns)
    {
        change(turn);
        m_fleet.control.kill();
        if (!m_fleet.startControlPlane()) {
            m_problem = "the control plane did not come back:\n" + m_fleet.problem().toStdString();
            return;
        }
        ++m_restarts;
        m_gateway->sample();
        m_sidecar->sample();
        if (turn % std::max(turns / 10, 1) == 0) {
            fmt::print("      {} restarts, {} changes\n", m_restarts, m_changes);
            std::fflush(stdout);
        }
    }

    void change(int turn)
    {
        HttpProbe probe(m_fleet.meshApiUrl());
        const QByteArray weight = QByteArray::number(1 + turn % 99);
        const auto answer = probe.send("PUT", Fleet::routePath, Fleet::routeWith("100", weight));
        if (answer && (answer->status == 200 || answer->status == 201))
            ++m_changes;
        else
            m_problem = "a change was not taken: " + (answer ? answer->body.toStdString() : std::string("no answer"));
    }

    /// Until they are no more than those of `wanted`, or for as long as it takes at most.
    Descriptors settledDescriptors(std::optional<Descriptors> wanted)
    {
        Descriptors seen;
        const QDeadlineTimer limit(wanted ? std::chrono::milliseconds(settleLimit) : 2s);
        Descriptors least{SIZE_MAX, SIZE_MAX};
        while (!limit.hasExpired()) {
            seen = {m_gateway->descriptors(), m_sidecar->descriptors()};
            least = {std::min(least.first, seen.first), std::min(least.second, seen.second)};
            if (wanted && seen.first <= wanted->first && seen.second <= wanted->second)
                return seen;
            std::this_thread::sleep_for(50ms);
        }
        return wanted ? seen : least;
    }

    Fleet m_fleet;
    std::optional<ProcessWatch> m_gateway;
    std::optional<ProcessWatch> m_sidecar;
    int m_restarts = 0;
    int m_changes = 0;
    std::string m_problem;
};

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    Options options;
    CLI::App app("Data planes that serve while their control plane is killed and started again.");
    app.add_option("--restarts", options.restarts, "How often")->check(CLI::PositiveNumber);
    app.add_option("--report", options.report, "JSON file to write");
    CLI11_PARSE(app, argc, argv);
    return RestartSoak().run(options);
}
