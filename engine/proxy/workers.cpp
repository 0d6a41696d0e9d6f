#include "engine/proxy/workers.h"

#include <algorithm>

namespace causeway::proxy {

Result<> Workers::start(std::size_t workers)
{
    for (std::size_t i = 0; i < workers; ++i) {
        ASSIGN_OR_RETURN(auto worker, Worker::create(i, m_counts, m_memoryOfWorker, m_house->loop()));
        m_workers.push_back(std::move(worker));
    }
    return {};
}

std::vector<WorkerLoad> Workers::load()
{
    std::vector<WorkerLoad> all;
    for (const auto& worker : m_workers)
        worker->thread().runAndWait([&] { all.push_back(worker->load()); });
    return all;
}

bool Workers::isOnAnyThread()
{
    return m_house->loop().isInLoopThread() || std::any_of(m_workers.begin(), m_workers.end(), [](const auto& worker) {
               return worker->loop().isInLoopThread();
           });
}

Result<std::unique_ptr<WorkerPool>> WorkerPool::create(std::size_t workers, const PoolLimits& limits)
{
    if (workers == 0)
        return failure(ErrorCode::InvalidArgument, "a pool needs at least one worker");
    ASSIGN_OR_RETURN(auto house, net::LoopThread::create("house"));
    auto pool = std::make_unique<Workers>(std::move(house), workers, limits);
    RETURN_IF_ERROR(pool->start(workers));
    return pool;
}

} // namespace causeway::proxy
