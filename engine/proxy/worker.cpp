#include "engine/proxy/worker.h"

#include "engine/proxy/client_connection.h"
#include "engine/proxy/exchange.h"
#include "engine/proxy/upstream_pool.h"

#include <algorithm>
#include <random>

namespace causeway::proxy {

void Reaper::send()
{
    if (m_objects.empty())
        return;
    m_elsewhere.post([objects = std::move(m_objects)] {}); // They go with the task.
    m_objects.clear();
}

Result<std::unique_ptr<Worker>> Worker::create(std::size_t index, net::ConnectionCounts& counts,
                                               net::EventLoop& elsewhere)
{
    std::random_device entropy;
    const std::uint64_t seed = (static_cast<std::uint64_t>(entropy()) << 32) | entropy();
    std::unique_ptr<Worker> worker(new Worker(index, counts, elsewhere, seed));
    ASSIGN_OR_RETURN(worker->m_thread, net::LoopThread::create("worker " + std::to_string(index)));
    worker->m_thread->runAndWait([raw = worker.get()] { raw->loop().setAfterTurn([raw] { raw->afterTurn(); }); });
    return worker;
}

Worker::Worker(std::size_t index, net::ConnectionCounts& counts, net::EventLoop& elsewhere, std::uint64_t seed)
    : m_index(index)
    , m_counts(counts)
    , m_random(seed)
    , m_reaper(elsewhere)
{
}

Worker::~Worker() = default;

std::unique_ptr<Exchange> Worker::takeExchange()
{
    if (m_exchanges.empty())
        return std::make_unique<Exchange>(*this);
    auto exchange = std::move(m_exchanges.back());
    m_exchanges.pop_back();
    return exchange;
}

void Worker::giveExchange(std::unique_ptr<Exchange> exchange)
{
    exchange->reset();
    if (m_exchanges.size() < keptExchanges)
        m_exchanges.push_back(std::move(exchange));
}

void Worker::bury(std::unique_ptr<Downstream> connection)
{
    m_buriedClients.push_back(std::move(connection));
}

void Worker::bury(std::unique_ptr<UpstreamConnection> connection)
{
    m_buriedUpstreams.push_back(std::move(connection));
}

void Worker::afterTurn()
{
    // Going on may finish others at once: the list grows while it is walked.
    for (std::size_t i = 0; i < m_finished.size(); ++i)
        m_finished[i]->continueAfterExchange();
    m_finished.clear();
    m_buriedClients.clear();
    m_buriedUpstreams.clear();
    m_reaper.send();
}

} // namespace causeway::proxy
