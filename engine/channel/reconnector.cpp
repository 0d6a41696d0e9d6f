#include "engine/channel/reconnector.h"

#include <algorithm>
#include <random>

namespace causeway::channel {

using namespace std::chrono_literals;

namespace {

constexpr auto shortestPause = 50ms;
constexpr auto longestPause = 5000ms;
constexpr int doublings = 6; // 100 ms, doubled so often, is beyond the longest pause.

} // namespace

Reconnector::Reconnector(net::EventLoop& loop, web::WebSocketRequest request, Callbacks callbacks)
    : m_loop(loop)
    , m_request(std::move(request))
    , m_callbacks(std::move(callbacks))
    , m_random(std::random_device{}()) // Jitter is the point: planes must differ.
    , m_timer([this] { dial(); })
{
}

void Reconnector::start()
{
    m_loop.arm(m_timer, 0ms); // In a later turn: the callbacks never run inside of their owner's construction.
}

void Reconnector::retry()
{
    m_connect.reset();
    m_loop.arm(m_timer, nextPause());
}

void Reconnector::connectNow()
{
    settle();
    if (m_timer.isArmed())
        m_loop.arm(m_timer, 0ms);
}

std::chrono::milliseconds Reconnector::nextPause()
{
    const auto ceiling = std::min(longestPause, 2 * shortestPause * (1 << std::min(m_attempt, doublings)));
    ++m_attempt;
    const double part = 0.5 + 0.5 * m_random.fraction();
    return std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(ceiling.count()) * part));
}

void Reconnector::dial()
{
    m_connect =
        web::WebSocketConnect::start(m_loop, m_request, [this](Result<std::unique_ptr<web::WebSocket>> outcome) {
            const auto finished = std::move(m_connect); // Destroyed on return; a callback may destroy us before.
            const Callbacks callbacks = m_callbacks;
            if (outcome)
                return callbacks.opened(std::move(*outcome));
            retry();
            callbacks.failed(outcome.error().message);
        });
}

} // namespace causeway::channel
