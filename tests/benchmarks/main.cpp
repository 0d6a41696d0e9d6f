#include "engine/base/files.h"
#include "tests/benchmarks/forwarder.h"
#include "tests/benchmarks/results.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <csignal>
#include <sys/resource.h>
#include <thread>

namespace {

using namespace causeway;
using namespace causeway::bench;

struct Arguments
{
    std::vector<std::string> cases;
    RaceOptions race;
    double seconds = 1;
    std::filesystem::path json;
    Programs programs{CAUSEWAYD_PROGRAM, "/proc/self/exe", BENCH_PEERS};
    std::vector<std::uint16_t> forward;
};

Result<std::vector<BenchCase>> chosen(const std::vector<std::string>& names)
{
    std::vector<BenchCase> all = allCases();
    if (names.empty())
        return all;
    std::vector<BenchCase> some;
    for (const std::string& name : names) {
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const BenchCase& test) { return test.name == name; });
        if (found == all.end())
            return failure(ErrorCode::NotFound, "there is no case '{}'; --list names them", name);
        some.push_back(*found);
    }
    return some;
}

/// Clients, backend and proxies each hold thousands of connections.
void raiseDescriptorLimit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::uint64_t failuresIn(const std::vector<CaseResult>& results)
{
    std::uint64_t failures = 0;
    for (const CaseResult& result : results)
        for (const Heat& heat : result.heats)
            for (const Entry& entry : heat.entries)
                failures += entry.sum.failures;
    return failures;
}

Result<> runBench(const Arguments& arguments)
{
    if (std::thread::hardware_concurrency() < 2)
        return failure(ErrorCode::Unavailable, "the bench needs two processors: one for the proxy, one for the load");
    raiseDescriptorLimit();
    ASSIGN_OR_RETURN(const auto cases, chosen(arguments.cases));
    std::vector<CaseResult> results;
    std::string broken; // Cases that ended before their time; what the others came to is told all the same.
    for (const BenchCase& test : cases) {
        if (auto result = runCase(test, arguments.programs, arguments.race))
            results.push_back(*std::move(result));
        else
            broken += fmt::format("\n{}: {}", test.name, result.error().message);
    }
    fmt::print("{}; {} rounds of {} ms\n\n{}", machine(), arguments.race.rounds, arguments.race.time.count(),
               tableOf(results));
    if (!arguments.json.empty())
        RETURN_IF_ERROR(replaceFile(arguments.json, jsonOf(results, arguments.race), FileAccess::Shared));
    if (!broken.empty())
        return failure(ErrorCode::Unavailable, "some cases could not be measured:{}", broken);
    if (const auto failures = failuresIn(results); failures > 0)
        return failure(ErrorCode::DataLoss, "{} requests were not answered as they should", failures);
    return {};
}

} // namespace

int main(int count, char** values)
{
    std::signal(SIGPIPE, SIG_IGN);
    Arguments arguments;
    CLI::App app("What a request costs in our proxy, in nginx and in HAProxy, side by side.");
    bool lists = false;
    app.add_option("case", arguments.cases, "Which cases to run (all)");
    app.add_flag("--list", lists, "Name the cases");
    app.add_option("--rounds", arguments.race.rounds, "How often each is measured")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000));
    app.add_option("--seconds", arguments.seconds, "Length of each measurement")
        ->capture_default_str()
        ->check(CLI::Range(0.05, 600.0));
    app.add_option("--json", arguments.json, "Write every round's figures here");
    app.add_option("--causewayd", arguments.programs.causewayd, "Which causewayd to measure")->capture_default_str();
    app.add_option("--forward", arguments.forward)->expected(2)->group(""); // The bench starts itself so.
    CLI11_PARSE(app, count, values);
    if (lists) {
        for (const BenchCase& test : allCases())
            fmt::print("{}\n", test.name);
        return 0;
    }
    arguments.race.time = std::chrono::milliseconds(static_cast<long>(arguments.seconds * 1000));
    const auto outcome =
        arguments.forward.empty() ? runBench(arguments) : runForwarder(arguments.forward[0], arguments.forward[1]);
    if (!outcome)
        fmt::print(stderr, "{}\n", outcome.error().message);
    return outcome ? 0 : 1;
}
