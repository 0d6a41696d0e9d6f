#include "tests/benchmarks/load.h"

#include <cmath>
#include <ctime>

namespace causeway::bench {

namespace {

constexpr std::chrono::microseconds spinsBelow{200}; // A sleep would wake too late for what is due by then.
constexpr std::chrono::seconds answerLimit{5};

MonotonicTime now()
{
    return std::chrono::steady_clock::now();
}

} // namespace

std::chrono::nanoseconds threadCpu()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

Load::Load(Poller& poller, const LoadPlan& plan, const Requests& requests)
    : m_poller(poller)
    , m_plan(plan)
    , m_requests(requests)
    , m_random(plan.seed)
{
}

Result<LoadOutcome> Load::run(const CpuClock& proxyCpu)
{
    RETURN_IF_ERROR(prepare());
    m_due = now();
    RETURN_IF_ERROR(go(m_due + m_plan.warmUp));
    m_outcome.answers = 0; // Failures count from the start.
    m_outcome.latency.clear();
    const auto proxyBefore = proxyCpu();
    const auto ownBefore = threadCpu();
    const MonotonicTime start = now();
    do { // On a starved machine nothing may come back in a short time.
        RETURN_IF_ERROR(go(now() + m_plan.time));
    } while (m_outcome.answers == 0 && now() < start + answerLimit);
    LoadOutcome outcome = m_outcome;
    outcome.proxyCpu = proxyCpu() - proxyBefore;
    outcome.ownCpu = threadCpu() - ownBefore;
    outcome.time = now() - start;
    finish(now() + answerLimit);
    outcome.failures = m_outcome.failures; // Those of the stragglers too.
    return outcome;
}

Result<> Load::prepare()
{
    for (std::size_t i = 0; i < m_plan.connections; ++i) {
        auto& link = m_links.emplace_back(new ClientLink(m_poller, *this));
        m_free.push_back(link.get());
    }
    if (m_plan.reuse != Reuse::KeepAlive)
        return {};
    for (const auto& link : m_links)
        RETURN_IF_ERROR(link->open({m_plan.port, m_plan.tls, nullptr}, nextSource()));
    return {};
}

Result<> Load::ask(MonotonicTime intended)
{
    ClientLink& link = *m_free.back();
    m_free.pop_back();
    if (!link.isOpen())
        RETURN_IF_ERROR(link.open({m_plan.port, m_plan.tls, m_session.get()}, nextSource()));
    const bool isMiss = m_requests.missedShare > 0 && m_random.fraction() < m_requests.missedShare;
    const std::vector<std::string>& kind = isMiss ? m_requests.missed : m_requests.found;
    link.send(kind[m_random.below(kind.size())], isMiss ? 404 : 200, intended);
    return {};
}

Result<> Load::keepAllBusy(MonotonicTime until)
{
    while (now() < until) {
        while (!m_free.empty())
            RETURN_IF_ERROR(ask(now()));
        m_poller.turn(std::chrono::milliseconds(10));
    }
    return {};
}

Result<> Load::keepPace(MonotonicTime until)
{
    for (MonotonicTime time = now(); time < until; time = now()) {
        while (m_due <= time && !m_free.empty()) {
            RETURN_IF_ERROR(ask(m_due));
            m_due = nextArrival(m_due);
        }
        const auto left = std::min(m_due, until) - time;
        m_poller.turn(left > spinsBelow ? left - spinsBelow : std::chrono::nanoseconds(0));
    }
    return {};
}

void Load::finish(MonotonicTime until)
{
    while (m_free.size() < m_links.size() && now() < until)
        m_poller.turn(std::chrono::milliseconds(10));
    m_outcome.failures += m_links.size() - m_free.size();
}

void Load::answered(ClientLink& link, bool isGood)
{
    if (!isGood) {
        ++m_outcome.failures;
    } else {
        ++m_outcome.answers;
        m_outcome.latency.record(now() - link.intended());
    }
    if (isGood && m_plan.reuse == Reuse::Resumption) {
        m_session = link.session();
        ++m_sessions;
        m_outcome.failures += m_sessions > m_plan.connections && !link.wasResumed() ? 1 : 0;
    }
    if (m_plan.reuse != Reuse::KeepAlive)
        link.close();
    m_free.push_back(&link);
}

MonotonicTime Load::nextArrival(MonotonicTime before)
{
    const double seconds = -std::log(1 - m_random.fraction()) / *m_plan.rate;
    return before + std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

} // namespace causeway::bench
