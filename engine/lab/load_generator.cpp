#include "engine/lab/load_generator.h"

#include "engine/base/assert.h"
#include "engine/lab/load_core.h"
#include "engine/lab/on_loop.h"

#include <future>

namespace causeway::lab {

LoadGenerator::LoadGenerator(net::EventLoop& loop, std::unique_ptr<LoadCore> core)
    : m_loop(loop)
    , m_core(std::move(core))
{
}

Result<std::unique_ptr<LoadGenerator>> LoadGenerator::start(net::EventLoop& loop, LoadOptions options)
{
    auto core = onLoop(loop, [&] { return LoadCore::create(loop, std::move(options)); });
    if (!core)
        return failure(std::move(core).error());
    return std::unique_ptr<LoadGenerator>(new LoadGenerator(loop, *std::move(core)));
}

LoadGenerator::~LoadGenerator()
{
    onLoop(m_loop, [this] { m_core.reset(); });
}

void LoadGenerator::setRate(double perSecond)
{
    onLoop(m_loop, [this, perSecond] { m_core->setRate(perSecond); });
}

LoadStatistics LoadGenerator::statistics() const
{
    return onLoop(m_loop, [this] { return m_core->statistics(); });
}

void LoadGenerator::stop(std::chrono::milliseconds patience)
{
    CAUSEWAY_ASSERT(!m_loop.isInLoopThread());
    std::promise<void> stopped;
    m_loop.post([&] { m_core->stop(patience, [&] { stopped.set_value(); }); });
    stopped.get_future().wait();
}

} // namespace causeway::lab
