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
    Workers(std::unique_ptr<net::LoopThread> house, std::size_t workers)
        : m_house(std::move(house))
        , m_counts(workers)
    {
    }

    Result<> start(std::size_t workers);
    std::size_t size() const override { return m_workers.size(); }
    Worker& worker(std::size_t index) { return *m_workers[index]; }
    net::LoopThread& house() { return *m_house; }
    bool isOnAnyThread();

private:
    std::unique_ptr<net::LoopThread> m_house; // First: workers send to it until they end.
    net::ConnectionCounts m_counts;
    std::vector<std::unique_ptr<Worker>> m_workers;
};

} // namespace causeway::proxy
