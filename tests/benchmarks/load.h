#pragma once

#include "engine/base/random.h"
#include "engine/telemetry/latency_histogram.h"
#include "tests/benchmarks/client_link.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace causeway::bench {

/// What clients ask for. Drawn at random, each with its own odds.
struct Requests
{
    std::vector<std::string> found;  // Whole requests, answered 200.
    std::vector<std::string> missed; // Answered 404.
    double missedShare = 0;
};

enum class Reuse
{
    KeepAlive,     // As many requests on a connection as there are.
    FullHandshake, // One, then the next connection.
    Resumption     // The same, each resuming the session of the one before.
};

struct LoadPlan
{
    std::uint16_t port = 0;
    SSL_CTX* tls = nullptr;
    Reuse reuse = Reuse::KeepAlive;
    std::size_t connections = 64;
    std::optional<double> rate; // A second; nothing: each connection asks again as soon as it is answered.
    std::chrono::nanoseconds warmUp = std::chrono::milliseconds(200);
    std::chrono::nanoseconds time = std::chrono::seconds(1);
    std::uint64_t seed = 1; // Equal seeds draw equal requests at equal times.
};

/// What was seen between the end of the warm-up and the end.
struct LoadOutcome
{
    std::uint64_t answers = 0;
    std::uint64_t failures = 0;
    std::chrono::nanoseconds time{};
    std::chrono::nanoseconds proxyCpu{};
    std::chrono::nanoseconds ownCpu{};   // Of clients and backend.
    telemetry::LatencyHistogram latency; // From when a request was meant to go; from when it went at saturation.
};

/// Clients on one thread, which also turns the poller for the backend.
///
/// Shape: at a rate, requests are meant to go at the moments of a Poisson process, whatever has come back: when all
///        connections are busy the next one waits, and its time counts from when it was meant to go.
class Load final : private ClientLink::Owner
{
public:
    using CpuClock = std::function<std::chrono::nanoseconds()>;

    Load(Poller& poller, const LoadPlan& plan, const Requests& requests);
    Result<LoadOutcome> run(const CpuClock& proxyCpu);

private:
    void answered(ClientLink& link, bool isGood) override;
    Result<> prepare();
    Result<> go(MonotonicTime until) { return m_plan.rate ? keepPace(until) : keepAllBusy(until); }
    Result<> keepAllBusy(MonotonicTime until);
    Result<> keepPace(MonotonicTime until);
    Result<> ask(MonotonicTime intended);
    void finish(MonotonicTime until);
    MonotonicTime nextArrival(MonotonicTime before);
    std::uint8_t nextSource() { return m_source = m_source < 250 ? m_source + 1 : 2; }

    Poller& m_poller;
    const LoadPlan& m_plan;
    const Requests& m_requests;
    Random m_random;
    std::vector<std::unique_ptr<ClientLink>> m_links;
    std::vector<ClientLink*> m_free;
    std::unique_ptr<SSL_SESSION, SslFree> m_session;
    std::size_t m_sessions = 0; // Seen so far: the first of each link have none to resume.
    LoadOutcome m_outcome;
    MonotonicTime m_due;
    std::uint8_t m_source = 1;
};

/// CPU time that this thread has used.
std::chrono::nanoseconds threadCpu();

} // namespace causeway::bench
