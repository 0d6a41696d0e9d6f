#pragma once

#include "engine/net/shared_counts.h"
#include "engine/proxy/worker.h"
#include "engine/proxy/worker_pool.h"

#include <memory>
#include <vector>

namespace causeway::proxy {

/// The worker threads, and one more, the house: it compiles snapshots, adds up counters and destroys what is large, so
/// that workers only ever serve.
class Workers final : public WorkerPool
{
public:
    Workers(std::unique_ptr<net::LoopThread> house, std::size_t workers, const PoolLimits& limits)
        : m_house(std::move(house))
        , m_counts(workers)
        , m_connections(limits.connections)
        , m_memoryOfWorker(limits.memory / workers)
    {
    }

    Result<> start(std::size_t workers);
    std::size_t size() const override { return m_workers.size(); }
    std::vector<WorkerLoad> load() override;
    Worker& worker(std::size_t index) { return *m_workers[index]; }
    /// Of all planes.
    net::SharedLimit& connections() { return m_connections; }
    net::LoopThread& house() { return *m_house; }
    bool isOnAnyThread();

private:
    std::unique_ptr<net::LoopThread> m_house; // First: workers send to it until they end.
    net::ConnectionCounts m_counts;
    net::SharedLimit m_connections;
    std::size_t m_memoryOfWorker;
    std::vector<std::unique_ptr<Worker>> m_workers;
};

} // namespace causeway::proxy
