#include "tests/benchmarks/race.h"

#include "tests/benchmarks/scratch_folder.h"

#include <algorithm>
#include <cmath>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace causeway::bench {

namespace {

constexpr std::size_t mostIdleConnections = 10'000;
constexpr std::chrono::milliseconds settles{3'500}; // Proxies give memory back when connections have been idle a while.

double perRequest(const LoadOutcome& outcome)
{
    return static_cast<double>(outcome.proxyCpu.count()) / 1e3 / static_cast<double>(outcome.answers);
}

double rateOf(const LoadOutcome& outcome)
{
    return static_cast<double>(outcome.answers) / std::chrono::duration<double>(outcome.time).count();
}

void add(LoadOutcome& sum, const LoadOutcome& outcome)
{
    sum.answers += outcome.answers;
    sum.failures += outcome.failures;
    sum.time += outcome.time;
    sum.proxyCpu += outcome.proxyCpu;
    sum.ownCpu += outcome.ownCpu;
    sum.latency.add(outcome.latency);
}

/// What all of them are asked for: the newest version, and the cipher that costs the least.
std::unique_ptr<SSL_CTX, SslFree> clientContext()
{
    std::unique_ptr<SSL_CTX, SslFree> context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION);
    SSL_CTX_set_ciphersuites(context.get(), "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr); // Whom it speaks to is what it started.
    return context;
}

/// A proxy holds two descriptors ready for each client that it lets in: where there are few, fewer clients come.
std::size_t idleConnections()
{
    constexpr std::size_t ofItsOwn = 200;
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return std::min(mostIdleConnections, (std::max<std::size_t>(limit.rlim_cur, ofItsOwn + 200) - ofItsOwn) / 2);
}

/// On one line, for whoever sits before it.
void showProgress(const std::string& text)
{
    if (::isatty(STDERR_FILENO) == 1)
        fmt::print(stderr, "\r{:<72}\r{}", "", text);
}

class Race
{
public:
    Race(const BenchCase& test, const RaceOptions& options, Poller& poller, Backend& backend,
         std::vector<Contestant>& contestants)
        : m_test(test)
        , m_options(options)
        , m_poller(poller)
        , m_contestants(contestants)
    {
        backend.setContentSize(test.contentSize);
        if (test.isTls)
            m_tls = clientContext();
    }

    Result<std::vector<Heat>> run()
    {
        ASSIGN_OR_RETURN(const double slowest, slowestSaturation());
        std::vector<Heat> heats = {
            {"50 %", slowest * 0.5, {}, {}}, {"90 %", slowest * 0.9, {}, {}}, {"saturation", 0, {}, {}}};
        for (Heat& heat : heats)
            RETURN_IF_ERROR(run(heat));
        return heats;
    }

private:
    Result<LoadOutcome> measure(const Contestant& contestant, double rate, std::uint64_t seed)
    {
        LoadPlan plan;
        plan.port = contestant.port;
        plan.tls = m_tls.get();
        plan.reuse = m_test.reuse;
        plan.rate = rate > 0 ? std::optional(rate) : std::nullopt;
        plan.time = m_options.time;
        plan.warmUp = std::min<std::chrono::nanoseconds>(plan.warmUp, plan.time / 4);
        plan.seed = seed;
        auto outcome = Load(m_poller, plan, m_test.requests).run([&] { return contestant.process.cpu(); });
        if (outcome && outcome->answers == 0)
            return failure(ErrorCode::Unavailable, "{}: {} answers nothing", m_test.name, contestant.name);
        return outcome;
    }

    /// Of the slowest that is a proxy. The first measurement of each also warms it up.
    Result<double> slowestSaturation()
    {
        double slowest = 0;
        for (const Contestant& contestant : m_contestants) {
            ASSIGN_OR_RETURN(const auto outcome, measure(contestant, 0, 1));
            const double rate = rateOf(outcome);
            if (slowest == 0 || rate < slowest)
                slowest = rate;
        }
        return slowest;
    }

    Result<> run(Heat& heat)
    {
        for (const Contestant& contestant : m_contestants)
            heat.entries.push_back({contestant.name, {}, {}, 0});
        for (std::size_t round = 0; round < m_options.rounds; ++round) {
            showProgress(fmt::format("{}, {}: round {} of {}", m_test.name, heat.load, round + 1, m_options.rounds));
            for (std::size_t i = 0; i < m_contestants.size(); ++i) {
                const std::size_t turn = (i + round) % m_contestants.size();
                ASSIGN_OR_RETURN(const auto outcome, measure(m_contestants[turn], heat.rate, round + 1));
                add(heat.entries[turn].sum, outcome);
                heat.entries[turn].cpuMicros.push_back(perRequest(outcome));
            }
        }
        for (std::size_t i = 0; i < m_contestants.size(); ++i)
            heat.entries[i].memory = m_contestants[i].process.memory();
        compare(heat);
        return {};
    }

    void compare(Heat& heat) const
    {
        for (const Entry& entry : heat.entries)
            if (std::find(m_test.measures.begin(), m_test.measures.end(), entry.name) != m_test.measures.end() &&
                m_options.rounds > 1)
                heat.comparisons.push_back({entry.name, pairedRatio(heat.entries.front().cpuMicros, entry.cpuMicros)});
        std::sort(heat.comparisons.begin(), heat.comparisons.end(),
                  [](const Comparison& a, const Comparison& b) { return a.ratio.middle > b.ratio.middle; });
    }

    const BenchCase& m_test;
    const RaceOptions& m_options;
    Poller& m_poller;
    std::vector<Contestant>& m_contestants;
    std::unique_ptr<SSL_CTX, SslFree> m_tls; // Null: plain.
};

/// Connections that each had one answer and wait.
class IdleCrowd final : private ClientLink::Owner
{
public:
    IdleCrowd(Poller& poller, const Requests& requests)
        : m_poller(poller)
        , m_request(requests.found.front())
    {
    }

    Result<> gather(const Target& target, std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i) {
            auto& link = m_links.emplace_back(new ClientLink(m_poller, *this));
            RETURN_IF_ERROR(link->open(target, 2));
            link->send(m_request, 200, MonotonicTime());
            while (link->isBusy())
                m_poller.turn(std::chrono::milliseconds(10));
        }
        if (m_failures > 0)
            return failure(ErrorCode::Unavailable, "{} of {} idle connections were not answered", m_failures, count);
        return {};
    }

private:
    void answered(ClientLink&, bool isGood) override { m_failures += isGood ? 0 : 1; }

    Poller& m_poller;
    std::string_view m_request;
    std::vector<std::unique_ptr<ClientLink>> m_links;
    std::size_t m_failures = 0;
};

Result<std::vector<IdleMemory>> measureMemory(const BenchCase& test, Poller& poller,
                                              const std::vector<Contestant>& contestants)
{
    std::vector<IdleMemory> all;
    const auto tls = test.isTls ? clientContext() : nullptr;
    for (const Contestant& contestant : contestants) {
        showProgress(fmt::format("{}: {}", test.name, contestant.name));
        const Target target{contestant.port, tls.get(), nullptr};
        IdleMemory memory{contestant.name, 0, 0, idleConnections()};
        {
            IdleCrowd few(poller, test.requests);
            RETURN_IF_ERROR(few.gather(target, 10));
        }
        std::this_thread::sleep_for(settles);
        memory.without = contestant.process.memory();
        IdleCrowd crowd(poller, test.requests);
        if (const auto gathered = crowd.gather(target, memory.connections); !gathered)
            return failure(gathered.error().code, "{}: {}", contestant.name, gathered.error().message);
        std::this_thread::sleep_for(settles);
        memory.with = contestant.process.memory();
        all.push_back(std::move(memory));
    }
    return all;
}

} // namespace

Result<CaseResult> runCase(const BenchCase& test, const Programs& programs, const RaceOptions& options)
{
    pinToProcessor(options.loadProcessor);
    ASSIGN_OR_RETURN(auto poller, Poller::create());
    ASSIGN_OR_RETURN(const auto backend, Backend::create(poller));
    ASSIGN_OR_RETURN(const ScratchFolder folder, ScratchFolder::create());
    ASSIGN_OR_RETURN(auto contestants,
                     startContestants(test, programs, folder.path(), backend->port(), options.proxyProcessor));
    CaseResult result{&test, {}, {}};
    if (test.isMemory) {
        ASSIGN_OR_RETURN(result.memory, measureMemory(test, poller, contestants));
    } else {
        ASSIGN_OR_RETURN(result.heats, Race(test, options, poller, *backend, contestants).run());
    }
    showProgress("");
    return result;
}

} // namespace causeway::bench
