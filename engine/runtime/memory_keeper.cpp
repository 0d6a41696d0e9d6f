#include "engine/runtime/memory_keeper.h"

#include <algorithm>
#include <malloc.h>

namespace causeway::runtime {

namespace {

constexpr std::chrono::seconds betweenLooks{10};
constexpr std::size_t worthTheWork = std::size_t(4) << 20;

/// What the allocator holds and nobody uses, whether or not the system has it back already.
std::size_t freeBytes()
{
    return ::mallinfo2().fordblks;
}

} // namespace

Result<std::unique_ptr<MemoryKeeper>> MemoryKeeper::create()
{
    ASSIGN_OR_RETURN(auto thread, net::LoopThread::create("cw-memory"));
    return std::unique_ptr<MemoryKeeper>(new MemoryKeeper(std::move(thread)));
}

MemoryKeeper::MemoryKeeper(std::unique_ptr<net::LoopThread> thread)
    : m_timer([this] { look(); })
    , m_thread(std::move(thread))
{
    m_thread->loop().post([this] { m_thread->loop().arm(m_timer, betweenLooks); });
}

/// What was given back counts as free all the same, so it is the growth that tells.
void MemoryKeeper::look()
{
    m_thread->loop().arm(m_timer, betweenLooks);
    m_leastFree = std::min(m_leastFree, freeBytes());
    if (freeBytes() < m_leastFree + worthTheWork)
        return;
    ::malloc_trim(0);
    m_leastFree = freeBytes();
}

} // namespace causeway::runtime
