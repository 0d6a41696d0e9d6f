#include "engine/proxy/worker.h"

#include "engine/proxy/client_connection.h"
#include "engine/proxy/exchange.h"
#include "engine/proxy/plane_worker.h"
#include "engine/proxy/upstream_pool.h"

#include <algorithm>
#include <random>
#include <sys/eventfd.h>

namespace causeway::proxy {

namespace {

constexpr std::chrono::seconds betweenShrinks{10};

/// Any descriptor does: it is held to be let go of.
net::FileDescriptor openSpare()
{
    return net::FileDescriptor(::eventfd(0, EFD_CLOEXEC));
}

} // namespace

void Reaper::send()
{
    if (m_objects.empty())
        return;
    m_elsewhere.post([objects = std::move(m_objects)] {}); // They go with the task.
    m_objects.clear();
}

Result<std::unique_ptr<Worker>> Worker::create(std::size_t index, net::ConnectionCounts& counts, std::size_t memory,
                                               net::EventLoop& elsewhere)
{
    std::random_device entropy;
    const std::uint64_t seed = (static_cast<std::uint64_t>(entropy()) << 32) | entropy();
    std::unique_ptr<Worker> worker(new Worker(index, counts, memory, elsewhere, seed));
    ASSIGN_OR_RETURN(worker->m_thread, net::LoopThread::create("worker " + std::to_string(index)));
    worker->m_thread->runAndWait([raw = worker.get()] {
        raw->loop().setAfterTurn([raw] { raw->afterTurn(); });
        raw->shrinkStocks();
    });
    return worker;
}

Worker::Worker(std::size_t index, net::ConnectionCounts& counts, std::size_t memory, net::EventLoop& elsewhere,
               std::uint64_t seed)
    : m_index(index)
    , m_counts(counts)
    , m_random(seed)
    , m_memory(memory)
    , m_buffers(m_memory)
    , m_reaper(elsewhere)
    , m_spareDescriptor(openSpare())
    , m_shrink([this] { shrinkStocks(); })
{
}

Worker::~Worker() = default;

WorkerLoad Worker::load()
{
    return {m_memory.bytes(), m_turn};
}

void Worker::host(PlaneWorker& plane)
{
    if (std::find(m_planes.begin(), m_planes.end(), &plane) == m_planes.end())
        m_planes.push_back(&plane);
}

void Worker::dismiss(PlaneWorker& plane)
{
    std::erase(m_planes, &plane);
}

std::size_t Worker::freeDescriptors()
{
    std::size_t freed = 0;
    for (PlaneWorker* const plane : m_planes)
        freed += plane->closeIdleUpstreams();
    return freed;
}

bool Worker::freeForNewcomer()
{
    std::size_t idle = 0;
    std::size_t clients = 0;
    for (const PlaneWorker* const plane : m_planes) {
        idle += plane->idleUpstreams();
        clients += plane->connections();
    }
    return idle > clients && freeDescriptors() > 0;
}

void Worker::keepSpareDescriptor()
{
    if (!m_spareDescriptor.isOpen())
        m_spareDescriptor = openSpare();
}

std::unique_ptr<Exchange> Worker::takeExchange()
{
    m_memory.add(sizeof(Exchange));
    auto exchange = m_exchanges.take();
    return exchange ? std::move(exchange) : std::make_unique<Exchange>(*this);
}

void Worker::giveExchange(std::unique_ptr<Exchange> exchange)
{
    exchange->reset();
    m_memory.remove(sizeof(Exchange));
    if (!m_memory.isPressed())
        m_exchanges.give(std::move(exchange));
}

void Worker::bury(std::unique_ptr<Downstream> connection)
{
    m_buriedClients.push_back(std::move(connection));
}

void Worker::bury(std::unique_ptr<UpstreamConnection> connection)
{
    m_buriedUpstreams.push_back(std::move(connection));
}

/// The memory came under pressure, or is free of it again.
void Worker::relieve()
{
    m_isRelieved = m_memory.isPressed();
    if (!m_isRelieved)
        return;
    m_exchanges.clear();
    m_buffers.trim();
    for (PlaneWorker* const plane : m_planes)
        plane->closeIdleClients();
}

void Worker::shrinkStocks()
{
    m_exchanges.shrink();
    m_buffers.shrink();
    loop().arm(m_shrink, betweenShrinks);
}

void Worker::afterTurn()
{
    // Going on may finish others at once: the list grows while it is walked.
    for (std::size_t i = 0; i < m_finished.size(); ++i)
        m_finished[i]->continueAfterExchange();
    m_finished.clear();
    ++m_turn;
    if (m_memory.isPressed() != m_isRelieved)
        relieve();
    m_buriedClients.clear();
    m_buriedUpstreams.clear();
    m_reaper.send();
}

} // namespace causeway::proxy
